//! Pages of a list; a page is also the iteration over all pages from it on (A6-04).

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::endpoint::{Cursor, ErasedData, OperationData};
use super::raw::RawResponse;
use crate::error::Error;
use crate::json::{Extra, Json};
use crate::models::agents::PageInformation;
use crate::operation::{Returns, Shape};
use crate::schema::malformed::tolerate;
use crate::schema::mask::MaskedExtra;
use crate::schema::model::{Member as _, Record};
use crate::schema::plain::{Plain, PlainList};
use crate::schema::reading::records;
use crate::schema::value_reader::{ValueReader, read};

/// One page of a list, and the position of the next one.
#[derive(Clone)]
pub struct Page<T> {
    /// Records of this page. Their texts share the bytes of the response (see [`SharedStr`](crate::SharedStr)).
    pub items: Vec<T>,
    /// Records that could not be read as the model, unchanged.
    pub malformed: Vec<Json>,
    /// Page number, page size and total, if the server sends them; v2 does not.
    pub information: Option<PageInformation>,
    /// Members of the envelope that are not named here.
    pub extra: Extra,
    cursor: Option<Cursor>,
    verbatim: Option<Verbatim>,
}

/// A response body that was read without normalising anything, and the name of its member that holds the records.
#[derive(Clone)]
struct Verbatim {
    body: Bytes,
    member: &'static str,
    /// As [`Rest::plain`].
    is_plain: bool,
}

impl<T: fmt::Debug> fmt::Debug for Page<T> {
    /// Secrets are masked. Of records that are no models, which may hold any, there is but the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("items", &self.items)
            .field("malformed", &format_args!("{} records", self.malformed.len()))
            .field("information", &self.information)
            .field("extra", &MaskedExtra(&self.extra))
            .field("has_next", &self.cursor.is_some())
            .finish()
    }
}

impl<T> Page<T> {
    // GEN-15
    /// A page without records: a missing list is an empty one.
    fn empty() -> Self {
        Self {
            items: Vec::new(),
            malformed: Vec::new(),
            information: None,
            extra: Extra::new(),
            cursor: None,
            verbatim: None,
        }
    }

    /// Records in all, where the server says so.
    pub fn total(&self) -> Option<i64> {
        self.information.as_ref().and_then(|information| information.total)
    }

    /// Whether there may be another page.
    pub fn has_next(&self) -> bool {
        self.cursor.is_some()
    }

    /// Where the next page begins.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// The body of the response, if its records can be used unchanged, and the rest of the page as JSON, with `member`,
    /// the name under which the body has the records.
    pub(crate) fn verbatim(&self) -> Option<(Bytes, String)> {
        let Verbatim { body, member, is_plain } = self.verbatim.as_ref()?;
        let (information, total) = (&self.information, self.total());
        let information = information.as_ref().map(Plain);
        let rest =
            Rest { member, plain: *is_plain, malformed: &self.malformed, information, total, extra: &self.extra };
        Some((body.clone(), serde_json::to_string(&rest).ok()?))
    }
}

/// A page without its records.
#[derive(Serialize)]
struct Rest<'a> {
    member: &'static str,
    /// Whether the model names every member of the records, and none of these is a secret or free-form JSON.
    plain: bool,
    malformed: &'a [Json],
    information: Option<Plain<'a, PageInformation>>,
    total: Option<i64>,
    extra: &'a Extra,
}

impl<T: Record> Page<T> {
    // I1-03
    /// Reads the page whose records stand under one of `names`; the first is the documented one, and with
    /// a second one a bare list is a page, too.
    pub(crate) fn read(response: RawResponse, names: &[&'static str]) -> Result<Self, Error> {
        if names.len() > 1 && response.body.trim_ascii_start().starts_with(b"[") {
            let list = Bytes::from([br#"{"list":"#, &*response.body, b"}"].concat());
            return Self::read(RawResponse { body: list, ..response }, &["list"]);
        }
        let source = Arc::new(response.body.clone());
        let read = response.text().and_then(|text| Self::whole(ValueReader::sharing(text, &source), names));
        let page = match read {
            Ok((mut page, kept)) => {
                page.verbatim =
                    kept.map(|(member, is_plain)| Verbatim { body: response.body.clone(), member, is_plain });
                page
            }
            Err(_) => Self::salvage(&response, names, &source)?,
        };
        response.fail_on_errors(&page.extra)?;
        if page.is_none(&response, names) {
            let name = names.first().copied().unwrap_or_default();
            return Err(response.malformed(&format!("it has neither `{name}` nor `{}`", PageInformation::MEMBER)));
        }
        response.keep_beside(page.extra.clone());
        Ok(page)
    }

    /// Reads a page whose members all fit the model, in one pass; with the name that the body has for its records and
    /// whether they are plain, where reading them changed nothing.
    fn whole(
        mut reader: ValueReader<'_>,
        names: &[&'static str],
    ) -> serde_json::Result<(Self, Option<(&'static str, bool)>)> {
        let (mut page, mut member) = (Self::empty(), None);
        let (mut items, mut information) = (None, None);
        reader.members(|reader, name| {
            let is_second = if name == PageInformation::MEMBER {
                information.replace(reader.nullable(PageInformation::read)?).is_some()
            } else if let Some(known) = names.iter().find(|known| **known == name) {
                let (list, is_plain) = reader.is_plain(|reader| reader.nullable(records::<T>))?;
                member = Some((*known, is_plain));
                items.replace(list).is_some()
            } else {
                page.extra.insert(name.into_owned(), reader.json()?).is_some()
            };
            match is_second {
                true => Err(serde_json::Error::custom("duplicate member")),
                false => Ok(()),
            }
        })?;
        reader.end()?;
        page.items = items.flatten().unwrap_or_default();
        page.information = information.flatten();
        Ok((page, member.filter(|_| reader.is_verbatim())))
    }

    /// Reads a page that does not fit as a whole, member by member, and its records one by one.
    #[cold]
    fn salvage(response: &RawResponse, names: &[&'static str], source: &Arc<Bytes>) -> Result<Self, Error> {
        let mut page = Self::empty();
        for (name, value) in response.members()? {
            let text = value.get();
            if name == PageInformation::MEMBER {
                match tolerate(|| read(text, |reader| reader.nullable(PageInformation::read))) {
                    Ok(information) => page.information = information,
                    // Not even an object: kept as it came.
                    Err(_) => page.keep(response, name, text)?,
                }
            } else if !names.contains(&name.as_str()) {
                page.keep(response, name, text)?;
            } else if text != "null" {
                page.fill(text, source).map_err(|error| response.malformed(&format!("at `{name}`: {error}")))?;
            }
        }
        response.note_malformed(&page.items);
        Ok(page)
    }

    /// Keeps a member of the envelope as it came.
    fn keep(&mut self, response: &RawResponse, name: String, text: &str) -> Result<(), Error> {
        let value = serde_json::from_str(text).map_err(|error| response.malformed(&error.to_string()))?;
        self.extra.insert(name, value);
        Ok(())
    }

    /// Reads the records, one by one if they do not fit as a list. Records that do not fit the model are kept as JSON.
    fn fill(&mut self, records: &str, source: &Arc<Bytes>) -> Result<(), serde_json::Error> {
        if let Ok(items) = Vec::<T>::read(&mut ValueReader::sharing(records, source)) {
            self.items = items;
            return Ok(());
        }
        for record in serde_json::from_str::<Vec<&RawValue>>(records)? {
            let read = || T::read(&mut ValueReader::sharing(record.get(), source));
            match read().or_else(|_| tolerate(read)) {
                Ok(item) => self.items.push(item),
                Err(_) => self.malformed.push(serde_json::from_str(record.get())?),
            }
        }
        Ok(())
    }

    /// Whether the body holds other members and none of a page, as one does that says only that the service is closed: taken
    /// for a page, it would say that there is nothing.
    fn is_none(&self, response: &RawResponse, names: &[&str]) -> bool {
        let is_empty = self.items.is_empty() && self.malformed.is_empty() && self.information.is_none();
        let is_of_page = |name: &str| name == PageInformation::MEMBER || names.contains(&name);
        let has_one = || response.peek().is_some_and(|members| members.iter().any(|(name, _)| is_of_page(name)));
        is_empty && !self.extra.is_empty() && !has_one()
    }

    /// Decides whether there is another page, and cuts off the records beyond `max_items`.
    fn advance(&mut self, mut cursor: Cursor) {
        let before = self.items.len();
        let received = i64::try_from(self.items.len().saturating_add(self.malformed.len())).unwrap_or(i64::MAX);
        // A page that begins earlier may hold nothing new, and is not the end; once for each time that it does.
        let first = received > 0 && (cursor.seen.is_empty() || cursor.shifted);
        if std::mem::take(&mut cursor.shifted) {
            self.items.retain(|item| !cursor.seen.contains(item.identity()));
        }
        let anything_new = first || cursor.seen.add(self.items.iter().map(T::identity));
        if !anything_new {
            self.items.clear();
        }
        cursor.start = cursor.start.saturating_add(received);
        if let Some(left) = &mut cursor.left {
            self.items.truncate(usize::try_from(*left).unwrap_or(0));
            *left = left.saturating_sub(i64::try_from(self.items.len()).unwrap_or(i64::MAX));
        }
        let spent = cursor.left.is_some_and(|left| left <= 0);
        // A total below the number of records received is wrong and ignored; any other decides. Without a total, a page
        // that is not full is the last, if the size of a full page is known.
        let complete = match self.total().filter(|total| *total >= cursor.start) {
            Some(total) => cursor.start >= total,
            None => {
                let size = self.information.as_ref().and_then(|information| information.page_size);
                cursor.count.or(size).is_some_and(|count| received < count)
            }
        };
        self.cursor = (anything_new && !spent && !complete).then_some(cursor);
        if let Some(cursor) = &mut self.cursor {
            // For the page that follows: most lists have none.
            cursor.names.add(self.items.iter().map(T::name));
            if first {
                cursor.seen.add(self.items.iter().map(T::identity));
            }
        }
        self.verbatim.take_if(|_| self.items.len() != before);
    }
}

impl<T: Record> Serialize for Page<T> {
    /// With the member names of this library, not of the wire, since hosts show the page so.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("items", &PlainList(&self.items))?;
        map.serialize_entry("malformed", &self.malformed)?;
        map.serialize_entry("information", &self.information.as_ref().map(Plain))?;
        map.serialize_entry("total", &self.total())?;
        map.serialize_entry("extra", &self.extra)?;
        map.end()
    }
}

impl<T: Record> OperationData for Page<T> {
    const RETURNS: Returns = Returns { shape: Shape::Page, schema: Some(T::SCHEMA), content: None };
    fn resume(&mut self, cursor: Cursor) {
        self.advance(cursor);
    }
}

impl<T: Record> ErasedData for Page<T> {
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
    fn verbatim(&self) -> Option<(Bytes, String)> {
        Page::verbatim(self)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
    fn cursor(&self) -> Option<&Cursor> {
        Page::cursor(self)
    }
    fn resume(&mut self, cursor: Cursor) {
        self.advance(cursor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Agent;

    #[test]
    fn a_bare_list_is_a_page_only_where_two_names_are_known() {
        let read = |names: &[&'static str]| {
            let body = Bytes::from_static(br#" [{"id":"1","name":"a"}]"#);
            Page::<Agent>::read(RawResponse { meta: std::sync::Arc::default(), body }, names)
        };
        assert_eq!(read(&["agents", "list"]).unwrap().items.len(), 1);
        assert!(read(&["agents"]).is_err());
    }
}
