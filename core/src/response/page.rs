//! Pages of a list; a page is also the iteration over all pages from it on (A6-04).

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::endpoint::{Cursor, ErasedData, OperationData};
use super::raw::RawResponse;
use crate::error::Error;
use crate::json::fidelity::{track, was_normalized};
use crate::json::{Extra, Json};
use crate::models::agents::PageInformation;
use crate::operation::{Returns, Shape};
use crate::schema::malformed::tolerate;
use crate::schema::mask::MaskedExtra;
use crate::schema::model::{BorrowedStr, Lenient, Member, Nullable, Record};
use crate::schema::plain::{Plain, PlainList};
use crate::schema::shared_str::share_from;

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
        let Verbatim { body, member } = self.verbatim.as_ref()?;
        let (information, total) = (&self.information, self.total());
        let information = information.as_ref().map(Plain);
        let rest = Rest { member, malformed: &self.malformed, information, total, extra: &self.extra };
        Some((body.clone(), serde_json::to_string(&rest).ok()?))
    }
}

/// A page without its records.
#[derive(Serialize)]
struct Rest<'a> {
    member: &'static str,
    malformed: &'a [Json],
    information: Option<Plain<'a, PageInformation>>,
    total: Option<i64>,
    extra: &'a Extra,
}

/// Reads a page whose members all fit the model, in one pass.
struct Whole<'n, T> {
    names: &'n [&'static str],
    /// The name that the body has.
    member: &'n Cell<Option<&'static str>>,
    records: PhantomData<T>,
}

impl<'de, T: Member> DeserializeSeed<'de> for Whole<'_, T> {
    type Value = Page<T>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page<T>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Member> Visitor<'de> for Whole<'_, T> {
    type Value = Page<T>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page<T>, A::Error> {
        let mut page = Page::empty();
        let (mut items, mut information) = (None, None);
        while let Some(BorrowedStr(name)) = map.next_key()? {
            let is_second = if name == PageInformation::MEMBER {
                information.replace(map.next_value::<Nullable<PageInformation>>()?).is_some()
            } else if let Some(member) = self.names.iter().find(|known| **known == name) {
                self.member.set(Some(member));
                items.replace(map.next_value::<Nullable<Vec<T>>>()?).is_some()
            } else {
                page.extra.insert(name.into_owned(), map.next_value()?).is_some()
            };
            if is_second {
                return Err(A::Error::custom("duplicate member"));
            }
        }
        page.items = items.and_then(|read| read.0).unwrap_or_default();
        page.information = information.and_then(|read| read.0);
        Ok(page)
    }
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
        let member = Cell::new(None);
        track();
        let whole = Whole { names, member: &member, records: PhantomData };
        let read = share_from(&response.body, || response.json(whole));
        let normalized = was_normalized();
        let page = match read {
            Ok(mut page) => {
                let member = member.get().filter(|_| !normalized);
                page.verbatim = member.map(|member| Verbatim { body: response.body.clone(), member });
                page
            }
            Err(_) => share_from(&response.body, || Self::salvage(&response, names))?,
        };
        response.fail_on_errors(&page.extra)?;
        response.keep_beside(page.extra.clone());
        Ok(page)
    }

    /// Reads a page that does not fit as a whole, member by member, and its records one by one.
    #[cold]
    fn salvage(response: &RawResponse, names: &[&'static str]) -> Result<Self, Error> {
        let mut page = Self::empty();
        for (name, value) in response.members()? {
            let text = value.get();
            if name == PageInformation::MEMBER {
                match tolerate(|| serde_json::from_str::<Nullable<PageInformation>>(text)) {
                    Ok(information) => page.information = information.0,
                    // Not even an object: kept as it came.
                    Err(_) => page.keep(response, name, text)?,
                }
            } else if !names.contains(&name.as_str()) {
                page.keep(response, name, text)?;
            } else if text != "null" {
                page.fill(text).map_err(|error| response.malformed(&format!("at `{name}`: {error}")))?;
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
    fn fill(&mut self, records: &str) -> Result<(), serde_json::Error> {
        if let Ok(items) = serde_json::from_str::<Lenient<Vec<T>>>(records) {
            self.items = items.0;
            return Ok(());
        }
        for record in serde_json::from_str::<Vec<&RawValue>>(records)? {
            let read = || serde_json::from_str::<Lenient<T>>(record.get());
            match read().or_else(|_| tolerate(read)) {
                Ok(Lenient(item)) => self.items.push(item),
                Err(_) => self.malformed.push(serde_json::from_str(record.get())?),
            }
        }
        Ok(())
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
    const RETURNS: Returns = Returns { shape: Shape::Page, schema: Some(T::SCHEMA) };
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
