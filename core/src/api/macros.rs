//! The macro behind the table: a row becomes a typed method, a setter per optional parameter, and an endpoint.

use crate::operation::{Operation, Role, Shape};

/// Fails the build if a path names a field that no parameter fills.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "runs at build time, where an overflow is an error"
)]
pub(crate) const fn check_path(path: &str, fields: &[&str]) {
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' {
            let mut end = at;
            while bytes[end] != b'}' {
                end += 1;
            }
            let mut found = same(bytes, at + 1, end, b"api");
            let mut field = 0;
            while field < fields.len() {
                found = found || same(bytes, at + 1, end, fields[field].as_bytes());
                field += 1;
            }
            assert!(found, "the path names a field that is no parameter");
        }
        at += 1;
    }
}

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "runs at build time, where an overflow is an error"
)]
const fn same(bytes: &[u8], from: usize, to: usize, name: &[u8]) -> bool {
    if to - from != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if bytes[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Fails the build if an operation returns pages and has no parameters for them.
pub(crate) const fn check_pages(operation: &Operation) {
    if matches!(operation.returns.shape, Shape::Page) {
        let (mut rest, mut start, mut size, mut most) = (operation.params, false, false, false);
        while let [param, others @ ..] = rest {
            start = start || matches!(param.role, Role::PageStart);
            size = size || matches!(param.role, Role::PageSize);
            most = most || matches!(param.role, Role::MaxItems);
            rest = others;
        }
        assert!(start && size && most, "an operation that returns pages needs page_start, page_size and max_items");
    }
}

/// Declares the operations, resource by resource.
///
/// A row is `name Type "id" METHOD "path" Idempotency (/ TimeBudget)? [quirks]? (required parameters) { optional ones }
/// -> Data (as decoder(arguments))?;`. It yields the typed method of the resource, a setter per optional parameter, and the
/// endpoint behind [`Client::call`](crate::Client::call). The decoder is a function of `response::decode`, by default
/// `model`.
macro_rules! operations {
    ($(
        $(#[doc = $resource_doc:literal])*
        $resource:ident $handle:ident $($private:literal)? $(helpers $helpers:ty)? {
            $(
                $(#[doc = $doc:literal])*
                $method:ident $type:ident $contract:literal $verb:ident $path:literal
                $idempotency:ident $(/ $budget:ident)? $([$($quirk:ident),+])?
                ( $( $(#[doc = $req_doc:literal])* $req:ident: $req_in:ident ( $($req_args:tt)* ) ),* $(,)? )
                { $( $(#[doc = $opt_doc:literal])* $opt:ident: $opt_in:ident ( $($opt_args:tt)* ) ),* $(,)? }
                -> $response:ty $(as $decoder:ident ( $($decoder_args:tt)* ))?;
            )+
        }
    )+) => {
        /// Every operation with the reading of its response.
        pub const ENDPOINTS: &[&Endpoint] = &[$($(&$resource::$type::ENDPOINT_ROW),+),+];

        /// The resources, in order.
        pub const RESOURCES: &[Resource] = &[$(Resource {
            name: stringify!($resource),
            doc: &[$($resource_doc),*],
            helpers: operations!(@helpers $($helpers)?),
            on_client: operations!(@on_client $($private)?),
        }),+];

        impl Client {$(
            operations!(@accessor $resource $handle $($private)?);
        )+}

        $(
            $(#[doc = $resource_doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $handle<'c>(&'c Client);

            impl<'c> $handle<'c> {
                /// The client whose operations these are.
                #[allow(dead_code, reason = "of resources without methods of several requests")]
                pub(crate) fn client(self) -> &'c Client {
                    self.0
                }

                $(
                    $(#[doc = $doc])*
                    pub fn $method(&self $(, $req: operations!(@type $req_in $($req_args)*))*)
                        -> Call<'c, $resource::$type>
                    {
                        Call::new(self.0, vec![$(operations!(@arg $req_in $req, $($req_args)*)),*])
                    }
                )+
            }

            #[doc = concat!("The operations of `", stringify!($resource), "` as types.")]
            pub mod $resource {
                use super::*;
                $(
                    $(#[doc = $doc])*
                    #[derive(Debug, Clone, Copy)]
                    pub enum $type {}

                    impl $type {
                        const ROW: Operation = {
                            $crate::api::macros::check_path(
                                $path,
                                &[$(stringify!($req),)* $(stringify!($opt)),*],
                            );
                            let operation = Operation {
                                name: concat!(stringify!($resource), ".", stringify!($method)),
                                resource: stringify!($resource),
                                method_name: stringify!($method),
                                contract: $contract,
                                doc: &[$($doc),*],
                                method: Method::$verb,
                                path: $path,
                                idempotency: Idempotency::$idempotency,
                                time_budget: operations!(@budget $($budget)?),
                                quirks: &[$($(RequestQuirk::$quirk),+)?],
                                params: &[
                                    $(Param {
                                        name: stringify!($req),
                                        doc: &[$($req_doc),*],
                                        location: operations!(@in $req_in $($req_args)*),
                                        role: operations!(@role $req_in),
                                    },)*
                                    $(Param {
                                        name: stringify!($opt),
                                        doc: &[$($opt_doc),*],
                                        location: operations!(@in $opt_in $($opt_args)*),
                                        role: operations!(@role $opt_in),
                                    }),*
                                ],
                                required_count: <[&str]>::len(&[$(stringify!($req)),*]),
                                returns: <$response as OperationData>::RETURNS,
                                envelopes: operations!(@envelopes $($($decoder_args)*)?),
                            };
                            $crate::api::macros::check_pages(&operation);
                            operation
                        };

                        pub(super) const ENDPOINT_ROW: Endpoint = Endpoint {
                            operation: &Self::ROW,
                            decode: |response| {
                                <Self as TypedOperation>::decode(response).map(ResponseData::from)
                            },
                        };
                    }

                    impl TypedOperation for $type {
                        type Data = $response;
                        const ENDPOINT: &'static Endpoint = &Self::ENDPOINT_ROW;
                        fn decode(response: RawResponse) -> Result<Self::Data, Error> {
                            operations!(@decode response $(, $decoder $($decoder_args)*)?)
                        }
                    }

                    impl Call<'_, $type> {
                        $(
                            $(#[doc = $opt_doc])*
                            pub fn $opt(self, $opt: operations!(@type $opt_in $($opt_args)*)) -> Self {
                                let arg = operations!(@arg $opt_in $opt, $($opt_args)*);
                                self.set(stringify!($opt), arg)
                            }
                        )*
                    }
                )+
            }
        )+
    };

    (@on_client) => { false };
    (@on_client $private:literal) => { true };
    (@helpers) => { None };
    (@helpers $model:ty) => { Some(<$model>::SCHEMA) };
    (@accessor $resource:ident $handle:ident) => {
        #[doc = concat!("Operations on ", stringify!($resource), ".")]
        pub fn $resource(&self) -> $handle<'_> {
            $handle(self)
        }
    };
    // The operations of this resource are methods of the client itself.
    (@accessor $resource:ident $handle:ident $private:literal) => {};

    (@envelopes) => { &[] };
    (@envelopes $name:literal) => { &[$name] };
    (@envelopes & [$($name:literal),+]) => { &[$($name),+] };

    (@budget) => { TimeBudget::Standard };
    (@budget $budget:ident) => { TimeBudget::$budget };

    (@decode $response:ident) => { $crate::response::decode::model($response) };
    (@decode $response:ident, $decoder:ident $($args:tt)+) => {
        $crate::response::decode::$decoder($response, $($args)+)
    };
    (@decode $response:ident, $decoder:ident) => { $crate::response::decode::$decoder($response) };

    (@role publishes) => { Role::Publishes };
    (@role route_publishes) => { Role::Publishes };
    (@role page_start) => { Role::PageStart };
    (@role page_size) => { Role::PageSize };
    (@role max_items) => { Role::MaxItems };
    (@role $other:ident) => { Role::None };

    (@type path) => { impl Into<String> };
    (@type query $wire:literal, String) => { impl Into<String> };
    (@type query $wire:literal, $type:ty) => { $type };
    (@type publishes $wire:literal) => { bool };
    (@type page_start $wire:literal) => { i64 };
    (@type page_size $wire:literal) => { i64 };
    (@type max_items) => { i64 };
    (@type member $wire:literal, $type:ty) => { $type };
    (@type definition $wire:literal, $type:ty, $required:expr) => { impl Into<$type> };
    (@type definitions $outer:literal, $inner:literal, $type:ty) => { &[$type] };
    (@type free_query) => { &[(&str, &str)] };
    (@type route $path:literal) => { bool };
    (@type route_publishes $wire:literal) => { bool };
    (@type document) => { impl Into<Document> };

    (@arg path $value:ident,) => { Ok(Arg::Text($value.into())) };
    (@arg query $value:ident, $wire:literal, String) => { Ok(Arg::Text($value.into())) };
    (@arg member $value:ident, $wire:literal, $type:ty) => { Arg::json(&$value) };
    (@arg definition $value:ident, $wire:literal, $type:ty, $required:expr) => {{
        let definition: $type = $value.into();
        Arg::body(&definition, $wire, &$required)
    }};
    (@arg definitions $value:ident, $outer:literal, $inner:literal, $type:ty) => { Arg::json($value) };
    (@arg free_query $value:ident,) => { Ok(Arg::pairs($value)) };
    (@arg document $value:ident,) => { Ok(Arg::Document($value.into())) };
    (@arg $scalar:ident $value:ident, $($args:tt)*) => { Ok(Arg::Text($value.to_string())) };

    (@in path) => { ParamIn::Path };
    (@in query $wire:literal, $type:ty) => { ParamIn::Query($wire, <$type as Member>::KIND) };
    (@in publishes $wire:literal) => { ParamIn::Query($wire, <bool as Member>::KIND) };
    (@in page_start $wire:literal) => { ParamIn::Query($wire, <i64 as Member>::KIND) };
    (@in page_size $wire:literal) => { ParamIn::Query($wire, <i64 as Member>::KIND) };
    (@in max_items) => { ParamIn::Local(<i64 as Member>::KIND) };
    (@in member $wire:literal, $type:ty) => { ParamIn::Member($wire, <$type as Member>::KIND) };
    (@in definition $wire:literal, $type:ty, $required:expr) => {
        ParamIn::Definition($wire, <$type as Model>::SCHEMA, &$required)
    };
    (@in definitions $outer:literal, $inner:literal, $type:ty) => {
        ParamIn::Definitions($outer, $inner, <Vec<$type> as Member>::KIND)
    };
    (@in free_query) => { ParamIn::FreeQuery };
    (@in route $path:literal) => { ParamIn::Route($path) };
    (@in route_publishes $wire:literal) => { ParamIn::RouteQuery($wire, <bool as Member>::KIND) };
    (@in document) => { ParamIn::Document };
}
pub(crate) use operations;

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;
    use crate::operation::{Param, ParamIn, Returns};
    use crate::retry::semantics::{Idempotency, TimeBudget};

    const START: Param = param(Role::PageStart);
    const SIZE: Param = param(Role::PageSize);
    const MOST: Param = param(Role::MaxItems);
    const OTHER: Param = param(Role::None);

    const fn param(role: Role) -> Param {
        Param { name: "x", doc: &[], location: ParamIn::FreeQuery, role }
    }

    fn operation(shape: Shape, params: &'static [Param]) -> Operation {
        Operation {
            name: "x.y",
            resource: "x",
            method_name: "y",
            contract: "",
            doc: &[],
            method: Method::GET,
            path: "/",
            idempotency: Idempotency::ReadOnly,
            time_budget: TimeBudget::Standard,
            quirks: &[],
            params,
            required_count: 0,
            returns: Returns { shape, schema: None, content: None },
            envelopes: &[],
        }
    }

    #[test]
    fn a_field_of_a_path_must_be_a_parameter() {
        let is_refused = |path, fields: &'static [&str]| std::panic::catch_unwind(|| check_path(path, fields)).is_err();
        for (path, fields) in [
            ("/v4/agents", &[][..]),
            ("/{api}/agents/{name}", &["name"]),
            ("/v4/{id}/a/{name}{x}", &["name", "x", "id"]),
        ] {
            assert!(!is_refused(path, fields), "{path}");
        }
        for (path, fields) in [
            ("/v4/agents/{name}", &[][..]),
            ("/v4/agents/{name}", &["nam"]),
            ("/v4/agents/{name}", &["names"]),
            ("/v4/agents/{name}", &["namo"]),
            ("/v4/agents/{name}", &["mame"]),
            ("/v4/{id}/{name}", &["id"]),
            ("{}", &["id"]),
        ] {
            assert!(is_refused(path, fields), "{path} {fields:?}");
        }
    }

    #[test]
    fn an_operation_that_returns_pages_has_the_parameters_of_pages() {
        let is_refused = |shape, params| std::panic::catch_unwind(|| check_pages(&operation(shape, params))).is_err();
        for params in [&[START, SIZE, MOST][..], &[OTHER, MOST, START, OTHER, SIZE]] {
            assert!(!is_refused(Shape::Page, params), "{params:?}");
        }
        for params in [&[SIZE, MOST, OTHER][..], &[START, OTHER, MOST], &[START, SIZE], &[]] {
            assert!(is_refused(Shape::Page, params), "{params:?}");
            assert!(!is_refused(Shape::Many, params), "{params:?}");
        }
    }
}
