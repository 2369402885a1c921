//! Reads the responses of operations: one function a form of response. The table names the function where a response is
//! not one model.

use serde_json::value::RawValue;

use super::endpoint::Cursor;
use super::page::Page;
use super::raw::{Envelope, RawResponse};
use crate::error::Error;
use crate::json::{Extra, Json, json_type_name};
use crate::models::integrations::{InspectorResult, ManifestResult, PublishToolsResult};
use crate::models::packages::LabPackage;
use crate::schema::model::{Model, Record};

/// A decoder after which a page goes on at the cursor, if there is one.
pub(crate) fn resuming<D>(
    mut cursor: Option<Cursor>,
    decode: fn(RawResponse) -> Result<D, Error>,
    resume: fn(&mut D, Cursor),
) -> impl FnMut(RawResponse) -> Result<D, Error> {
    move |response| {
        let mut data = decode(response)?;
        cursor.take().into_iter().for_each(|cursor| resume(&mut data, cursor));
        Ok(data)
    }
}

/// One model.
pub(crate) fn model<T: Model>(response: RawResponse) -> Result<T, Error> {
    let model: T = response.read()?;
    response.fail_on_errors(model.extra())?;
    Ok(model)
}

/// No data. Any 2xx is success, with or without a body (GEN-11, A8-03), unless the body reports a failure or is no JSON: a
/// login page, for example, means that nothing was deleted (GEN-12).
pub(crate) fn nothing(response: RawResponse) -> Result<(), Error> {
    json(response).map(|_| ())
}

/// Free-form JSON; `None` for an empty body (GEN-11).
pub(crate) fn json(response: RawResponse) -> Result<Option<Json>, Error> {
    if response.is_blank() {
        return Ok(None);
    }
    let json: Json = response.read()?;
    if let Ok(members) = serde_json::from_str::<Extra>(json.text()) {
        response.fail_on_errors(&members)?;
    }
    Ok(Some(json))
}

/// A page whose records stand under one of `names`.
pub(crate) fn page<T: Record>(response: RawResponse, names: &[&'static str]) -> Result<Page<T>, Error> {
    Page::read(response, names)
}

/// A list under a member of the body. A missing list is an empty one (GEN-15).
pub(crate) fn list<T: Model>(response: RawResponse, name: &str) -> Result<Vec<T>, Error> {
    let Envelope(mut members) = response.read()?;
    response.fail_on_errors(&members)?;
    let list = members.remove(name);
    response.keep_beside(members);
    match list.filter(|list| !list.is_null()) {
        Some(list) => response.with_body(&list).read(),
        None => Ok(Vec::new()),
    }
}

/// As [`list`], of which an empty body is an empty one (GEN-11).
pub(crate) fn list_or_blank<T: Model>(response: RawResponse, name: &str) -> Result<Vec<T>, Error> {
    if response.is_blank() { Ok(Vec::new()) } else { list(response, name) }
}

/// A package, kept to the letter.
pub(crate) fn package(response: RawResponse) -> Result<LabPackage, Error> {
    match LabPackage::from_json(response.body.clone()) {
        Ok(package) => Ok(package),
        Err(why) => {
            if let Some(members) = response.extra() {
                response.fail_on_errors(&members)?;
            }
            Err(match serde_json::from_slice::<&RawValue>(&response.body) {
                Err(error) if !response.is_blank() => response.not_json(&error),
                _ => response.malformed(&format!("not a package: {why}")),
            })
        }
    }
}

/// One record, a list of them, or a list under the member `name` (A10-04).
pub(crate) fn one_or_list<T: Record>(response: RawResponse, name: &str) -> Result<Vec<T>, Error> {
    let Some(mut members) = response.extra() else {
        return response.read();
    };
    response.fail_on_errors(&members)?;
    let is_one = T::SCHEMA.identity_field().is_some_and(|identity| members.contains_key(identity.wire));
    match members.remove(name) {
        Some(list) if !is_one => {
            response.keep_beside(members);
            response.with_body(&list).read()
        }
        _ => response.read(),
    }
}

/// One record, bare or in an envelope of one of `names` (RES-03). It may hold a manifest of megabytes, so the envelope is
/// found without copying it.
pub(crate) fn bare_or_enveloped<T: Record>(response: RawResponse, names: &[&str]) -> Result<T, Error> {
    let Some(members) = response.peek() else { return response.read() };
    let member = |wanted: &str| members.iter().find(|(name, _)| name == wanted);
    let identity = T::SCHEMA.identity_field().and_then(|identity| member(identity.wire));
    let is_bare = identity.is_some_and(|(_, id)| id.get() != "null");
    let inner = names.iter().find_map(|name| member(name));
    let inner = inner.filter(|(_, inner)| !is_bare && json_type_name(inner.get()) == "an object");
    let record: T = match inner {
        Some((envelope, inner)) => {
            let beside = members.iter().filter(|(name, _)| name != envelope);
            let beside =
                beside.filter_map(|(name, value)| Some((name.clone(), Json::from_text(value.get().to_owned()).ok()?)));
            let beside = beside.collect();
            response.fail_on_errors(&beside)?;
            response.keep_beside(beside);
            response.part(inner).read()?
        }
        None => response.read()?,
    };
    response.fail_on_errors(record.extra())?;
    Ok(record)
}

/// The result of an inspection. Messages without a scheme are a failure (I6-04).
pub(crate) fn inspector_result(response: RawResponse) -> Result<InspectorResult, Error> {
    let result: InspectorResult = response.read()?;
    response.fail_on_errors(&result.extra)?;
    let typed = result.security_scheme.as_ref().and_then(|scheme| scheme.r#type.as_ref());
    if typed.is_none_or(|kind| kind.as_str().is_empty()) {
        response.extra().map_or(Ok(()), |members| response.fail_on_messages(&members))?;
    }
    Ok(result)
}

/// A fetched manifest. `success: false` is a result; messages beside it are a failure (I8-03).
pub(crate) fn manifest_result(response: RawResponse) -> Result<ManifestResult, Error> {
    let result: ManifestResult = response.read()?;
    response.fail_on_errors(&result.extra)?;
    if result.success != Some(true) {
        response.fail_on_messages(&result.extra)?;
    }
    Ok(result)
}

/// A count of tools; an empty body is an unknown count (I9-03). Messages without a count are a failure (I9-04).
pub(crate) fn publish_tools_result(response: RawResponse) -> Result<PublishToolsResult, Error> {
    if response.is_blank() {
        return Ok(PublishToolsResult::default());
    }
    let result: PublishToolsResult = response.read()?;
    response.fail_on_errors(&result.extra)?;
    if result.total_published.is_none() {
        response.fail_on_messages(&result.extra)?;
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::models::Agent;

    #[test]
    fn a_record_that_has_a_member_of_the_name_of_the_list_is_one_record() {
        let ids = |body: &'static str| {
            let response = RawResponse { meta: std::sync::Arc::default(), body: Bytes::from(body) };
            let agents: Vec<Agent> = one_or_list(response, "agents").unwrap();
            agents.iter().map(|agent| agent.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(ids(r#"{"agents":[{"id":"2","name":"b"},{"id":"3","name":"c"}]}"#), ["2", "3"]);
        assert_eq!(ids(r#"{"id":"1","name":"a","agents":[{"id":"2","name":"b"}]}"#), ["1"]);
        assert_eq!(ids(r#"[{"id":"1","name":"a"}]"#), ["1"]);
    }
}
