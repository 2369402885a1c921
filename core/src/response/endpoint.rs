//! An operation together with the reading of its response, for callers that know the type of the data at run time only.

use std::any::Any;
use std::fmt::Debug;

use bytes::Bytes;

use super::raw::RawResponse;
use super::seen_ids::SeenIds;
use crate::error::Error;
use crate::json::Json;
use crate::models::packages::{LabPackage, PackageContent};
use crate::operation::arguments::{Arg, Args};
use crate::operation::{Operation, Returns, Role, Shape};
use crate::schema::model::Model;
use crate::schema::plain::PlainList;

/// An operation and how its response is read.
#[derive(Debug)]
pub struct Endpoint {
    /// The row of the table.
    pub operation: &'static Operation,
    /// Reads the response.
    pub(crate) decode: fn(RawResponse) -> Result<ResponseData, Error>,
}

/// A type that operations return.
pub trait OperationData: Sized {
    /// What the table says of it.
    const RETURNS: Returns;
    /// Continues the iteration over pages behind this page; other data has none.
    fn resume(&mut self, _: Cursor) {}
}

impl<T: Model> OperationData for T {
    const RETURNS: Returns = Returns { shape: Shape::One, schema: Some(T::SCHEMA), content: None };
}

impl<T: Model> OperationData for Vec<T> {
    const RETURNS: Returns = Returns { shape: Shape::Many, schema: Some(T::SCHEMA), content: None };
}

impl OperationData for () {
    const RETURNS: Returns = Returns { shape: Shape::Nothing, schema: None, content: None };
}

impl OperationData for LabPackage {
    const RETURNS: Returns = Returns { shape: Shape::Document, schema: None, content: Some(PackageContent::SCHEMA) };
}

/// The data of a response, of any type.
#[derive(Debug)]
#[non_exhaustive]
pub enum ResponseData {
    /// A model, a list of models or a page of them.
    Typed(Box<dyn ErasedData>),
    /// A package.
    LabPackage(LabPackage),
    /// Free-form JSON, the response of `request`.
    Json(Option<Json>),
    /// Nothing.
    Nothing,
}

/// A model `T`, a `Vec<T>` or a `Page<T>` whose type is erased.
pub trait ErasedData: Any + Debug + Send + Sync {
    /// As JSON text with wire names.
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error>;
    /// The body of a page, as [`ResponseData::verbatim`] returns it.
    fn verbatim(&self) -> Option<(Bytes, String)> {
        None
    }
    /// For a downcast.
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
    /// Position of the next page.
    fn cursor(&self) -> Option<&Cursor> {
        None
    }
    /// Continues the iteration over pages behind this page; other data has none.
    fn resume(&mut self, _: Cursor) {}
}

impl<T: Model> ErasedData for T {
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        self.plain_json().map(String::into_bytes)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

impl<T: Model> ErasedData for Vec<T> {
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&PlainList(self))
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

impl<A: ErasedData> From<A> for ResponseData {
    fn from(data: A) -> Self {
        Self::Typed(Box::new(data))
    }
}

impl From<LabPackage> for ResponseData {
    fn from(package: LabPackage) -> Self {
        Self::LabPackage(package)
    }
}

impl From<Option<Json>> for ResponseData {
    fn from(json: Option<Json>) -> Self {
        Self::Json(json)
    }
}

impl From<()> for ResponseData {
    fn from((): ()) -> Self {
        Self::Nothing
    }
}

impl ResponseData {
    /// The data as JSON text with wire names: `null` for nothing, `{"items", "malformed", "information", "total", "extra"}` for a
    /// page, a document to the letter. Values of another type than documented stand under `malformedMembers` of their model.
    pub fn to_json(&self) -> Result<Bytes, serde_json::Error> {
        match self {
            Self::Typed(data) => data.to_json().map(Bytes::from),
            Self::LabPackage(package) => Ok(package.document().clone()),
            Self::Json(Some(json)) => Ok(Bytes::from(json.text().to_owned())),
            Self::Json(None) | Self::Nothing => Ok(Bytes::from_static(b"null")),
        }
    }

    /// For a page whose records were read without normalising anything: the body of its response, and as JSON the rest of
    /// what [`to_json`](Self::to_json) writes, with `member`, the name under which the body has the records. Hosts that
    /// parse JSON themselves need no other text.
    pub fn verbatim(&self) -> Option<(Bytes, String)> {
        match self {
            Self::Typed(data) => data.verbatim(),
            _ => None,
        }
    }

    /// Position of the next page; `None` for the last page and for other data.
    pub fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::Typed(data) => data.cursor(),
            _ => None,
        }
    }

    /// Continues the iteration over pages behind this page; other data has none.
    pub(crate) fn resume(&mut self, cursor: Cursor) {
        if let Self::Typed(data) = self {
            data.resume(cursor);
        }
    }
}

/// Position of an iteration over pages.
#[derive(Debug, Clone)]
pub struct Cursor {
    endpoint: &'static Endpoint,
    args: Args,
    pub(super) start: i64,
    pub(super) count: Option<i64>,
    /// Records that may still be yielded.
    pub(super) left: Option<i64>,
    /// Ids of the records seen, so that a server that repeats one page is not asked for ever.
    pub(super) seen: SeenIds,
    /// Names of the same records.
    pub(super) names: SeenIds,
    /// Up to where deletions of the client were looked at.
    noted: u64,
    /// Whether the next page begins earlier than it would without deletions: then some of its records may have been seen.
    pub(super) shifted: bool,
}

impl Cursor {
    /// The beginning of an iteration, before which `noted` records were deleted; `None` if the operation has no pages.
    pub(crate) fn first(endpoint: &'static Endpoint, args: &Args, noted: u64) -> Option<Self> {
        let operation = endpoint.operation;
        let number = |role| {
            let (at, _) = operation.param_of(role)?;
            match args.0.get(at)?.as_ref()? {
                Arg::Text(text) => text.parse::<i64>().ok(),
                Arg::Document(_) | Arg::Body(_) | Arg::Pairs(_) => None,
            }
        };
        operation.pages().then(|| Self {
            endpoint,
            args: args.clone(),
            start: number(Role::PageStart).unwrap_or(0),
            count: number(Role::PageSize),
            left: number(Role::MaxItems),
            seen: SeenIds::default(),
            names: SeenIds::default(),
            noted,
            shifted: false,
        })
    }

    /// Moves the next page ahead by the records that were given out and have been deleted since, according to `deleted`: from
    /// a position, of a resource, among those given, and the position behind them.
    pub(crate) fn shift(&mut self, deleted: impl FnOnce(u64, &str, &dyn Fn(&str) -> bool) -> (i64, u64)) {
        let given = |id_or_name: &str| self.seen.contains(id_or_name) || self.names.contains(id_or_name);
        let (gone, noted) = deleted(self.noted, self.endpoint.operation.resource, &given);
        self.noted = noted;
        self.shifted = gone > 0;
        self.start = self.start.saturating_sub(gone).max(0);
    }

    /// The operation that is iterated.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The arguments of the next page.
    pub(crate) fn args(&self) -> Args {
        let mut args = self.args.clone();
        let start = self.endpoint.operation.param_of(Role::PageStart);
        if let Some(slot) = start.and_then(|(at, _)| args.0.get_mut(at)) {
            *slot = Some(Arg::Text(self.start.to_string()));
        }
        args
    }
}
