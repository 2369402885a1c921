//! Pages that are the iteration over everything (A6-04).

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::altered::noting;
use crate::error::Error;
use crate::json::{Extra, Json};
use crate::model::{Borrowed, Member, Model, Nullable, Tolerant};
use crate::models::{AgentSummary, IntegrationSummary, PageInformation};
use crate::operation::{Arg, Args, Operation};
use crate::received::Received;
use crate::seen::Seen;
use crate::shared::sharing;

/// One page of a list, and where the next one begins.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Records of this page. Their texts share its bytes (see [`Text`](crate::Text)).
    pub items: Vec<T>,
    /// Records that did not fit the model, as they came.
    pub malformed: Vec<Json>,
    /// What the server says about the page; v2 says nothing.
    pub information: Option<PageInformation>,
    /// Members of the envelope that are not named here.
    pub extra: Extra,
    cursor: Option<Cursor>,
    raw: Option<Raw>,
}

/// An answer that was read without a change, and in it the member that holds the records of a page.
#[derive(Clone)]
struct Raw {
    body: Bytes,
    member: &'static str,
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.body.len())
    }
}

/// Where an iteration over pages stands.
#[derive(Debug, Clone)]
pub struct Cursor {
    operation: &'static Operation,
    args: Args,
    start: i64,
    count: Option<i64>,
    /// Records that may still be yielded.
    left: Option<i64>,
    /// Hashes of the records seen: a server that answers the same page for ever must not be asked for ever.
    seen: Seen,
}

impl<T> Page<T> {
    /// A page without records: a missing list is an empty one (GEN-15).
    fn empty() -> Self {
        Self {
            items: Vec::new(),
            malformed: Vec::new(),
            information: None,
            extra: Extra::new(),
            cursor: None,
            raw: None,
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

    /// The answer's text, where the records are what stands there, and as JSON what else there is to the page; its
    /// `member` is the name under which the text has the records.
    pub(crate) fn as_received(&self) -> Option<(Bytes, String)> {
        let Raw { body, member } = self.raw.as_ref()?;
        let (information, total) = (&self.information, self.total());
        let rest = Rest { member, malformed: &self.malformed, information, total };
        Some((body.clone(), serde_json::to_string(&rest).ok()?))
    }
}

/// A page without its records.
#[derive(Serialize)]
struct Rest<'a> {
    member: &'static str,
    malformed: &'a [Json],
    information: &'a Option<PageInformation>,
    total: Option<i64>,
}

/// Reads a page in which everything fits, in one pass.
struct Whole<'n, T> {
    names: &'n [&'static str],
    /// Which of them it was.
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
        while let Some(Borrowed(name)) = map.next_key()? {
            let is_second = if name == "information" {
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

#[expect(private_bounds, reason = "an implementation detail of reading")]
impl<T: Model + Identified> Page<T> {
    /// Reads the page whose records stand under one of `names`; the first is the documented one, and with
    /// a second one a bare list is a page, too (I1-03).
    pub(crate) fn read(received: Received, names: &[&'static str]) -> Result<Self, Error> {
        if names.len() > 1 && received.body.trim_ascii_start().starts_with(b"[") {
            let list = Bytes::from([br#"{"list":"#, &*received.body, b"}"].concat());
            return Self::read(Received { body: list, ..received }, &["list"]);
        }
        let member = Cell::new(None);
        let (read, altered) = noting(|| {
            sharing(&received.body, || received.json(Whole { names, member: &member, records: PhantomData }))
        });
        let mut page = match read {
            Ok(mut page) => {
                page.raw = member.get().filter(|_| !altered).map(|member| Raw { body: received.body.clone(), member });
                page
            }
            Err(_) => sharing(&received.body, || Self::salvage(&received, names))?,
        };
        received.reported(&page.extra)?;
        if let Some(cursor) = received.cursor {
            let before = page.items.len();
            page.advance(cursor);
            page.raw = page.raw.filter(|_| page.items.len() == before);
        }
        Ok(page)
    }

    /// Reads member by member what does not fit as a whole, and record by record where one of them does not.
    #[cold]
    fn salvage(received: &Received, names: &[&'static str]) -> Result<Self, Error> {
        let mut page = Self::empty();
        for (name, value) in received.members()? {
            let text = value.get();
            if name == "information" {
                let information = serde_json::from_str::<Nullable<PageInformation>>(text);
                page.information = information.ok().and_then(|read| read.0);
            } else if !names.contains(&name.as_str()) {
                page.extra
                    .insert(name, serde_json::from_str(text).map_err(|error| received.malformed(&error.to_string()))?);
            } else if text != "null" {
                page.fill(text).map_err(|error| received.malformed(&format!("at `{name}`: {error}")))?;
            }
        }
        Ok(page)
    }

    /// Reads the records; only where one does not fit are they read one by one.
    fn fill(&mut self, records: &str) -> Result<(), serde_json::Error> {
        if let Ok(items) = serde_json::from_str::<Tolerant<Vec<T>>>(records) {
            self.items = items.0;
            return Ok(());
        }
        for record in serde_json::from_str::<Vec<&RawValue>>(records)? {
            match serde_json::from_str::<Tolerant<T>>(record.get()) {
                Ok(Tolerant(item)) => self.items.push(item),
                Err(_) => self.malformed.push(serde_json::from_str(record.get())?),
            }
        }
        Ok(())
    }

    /// Decides whether there is another page, and cuts what `max_items` leaves out.
    fn advance(&mut self, mut cursor: Cursor) {
        let received = i64::try_from(self.items.len().saturating_add(self.malformed.len())).unwrap_or(i64::MAX);
        let first = received > 0 && cursor.seen.is_empty();
        let anything_new = cursor.seen.add(self.items.iter().map(T::identity)) || first;
        if !anything_new {
            self.items.clear();
        }
        cursor.start = cursor.start.saturating_add(received);
        if let Some(left) = &mut cursor.left {
            self.items.truncate(usize::try_from(*left).unwrap_or(0));
            *left = left.saturating_sub(i64::try_from(self.items.len()).unwrap_or(i64::MAX));
        }
        let spent = cursor.left.is_some_and(|left| left <= 0);
        // A total below what was already received is wrong; any other one decides. Without one, a page
        // that is not full is the last, if it is known what a full one holds.
        let complete = match self.total().filter(|total| *total >= cursor.start) {
            Some(total) => cursor.start >= total,
            None => {
                let size = self.information.as_ref().and_then(|information| information.page_size);
                cursor.count.or(size).is_some_and(|count| received < count)
            }
        };
        self.cursor = (anything_new && !spent && !complete).then_some(cursor);
    }
}

/// A record that can be told from others.
pub(crate) trait Identified {
    fn identity(&self) -> &str;
}

impl Identified for AgentSummary {
    fn identity(&self) -> &str {
        &self.id
    }
}

impl Identified for IntegrationSummary {
    fn identity(&self) -> &str {
        &self.id
    }
}

impl Cursor {
    /// The beginning of an iteration, as far as the operation has one.
    pub(crate) fn first(operation: &'static Operation, args: &Args) -> Option<Self> {
        let number = |name: &str| {
            let at = operation.params.iter().position(|param| param.name == name)?;
            match args.0.get(at)?.as_ref()? {
                Arg::Text(text) => text.parse::<i64>().ok(),
                Arg::Document(_) | Arg::Definition(_) | Arg::Pairs(_) => None,
            }
        };
        operation.params.iter().any(|param| param.name == "max_items").then(|| Self {
            operation,
            args: args.clone(),
            start: number("start").unwrap_or(0),
            count: number("count"),
            left: number("max_items"),
            seen: Seen::default(),
        })
    }

    /// The operation that is iterated.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The arguments of the next page.
    pub(crate) fn args(&self) -> Args {
        let mut args = self.args.clone();
        let at = self.operation.params.iter().position(|param| param.name == "start");
        if let Some(slot) = at.and_then(|at| args.0.get_mut(at)) {
            *slot = Some(Arg::Text(self.start.to_string()));
        }
        args
    }
}

/// The object around a page or a list.
pub(crate) struct Envelope(pub Extra);

impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Member for Envelope {
    const KIND: crate::model::Kind = crate::model::Kind::Json;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Extra::deserialize(deserializer).map(Self)
    }
}

impl<T: Serialize> Serialize for Page<T> {
    /// With names of this library, not of the wire: hosts show it so.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("items", &self.items)?;
        map.serialize_entry("malformed", &self.malformed)?;
        map.serialize_entry("information", &self.information)?;
        map.serialize_entry("total", &self.total())?;
        map.end()
    }
}
