//! Reads the members of a model, and their values leniently: in every form that servers are known to send. What does not
//! depend on the member is compiled once a type of value: the models have hundreds of members.

use std::borrow::Cow;

use serde::de::Error as _;
use serde_json::{Error, Result};

use super::Kind;
use super::failed_place;
use super::malformed::{MalformedMembers, Place};
use super::member::{FieldType, Member};
use super::number::{Number, read_integer, read_number};
use super::value_reader::{Name, ValueReader};
use crate::json::{Extra, Json};

/// Reads one model, member by member.
pub(crate) struct MemberReader<'r, 'de> {
    reader: &'r mut ValueReader<'de>,
    names: &'static [Name],
    /// One more than where the last name stands among them; 0 before the first.
    after: usize,
    is_first: bool,
    /// Members that were read and have no value, by their bits.
    unset: u64,
    pub extra: Extra,
    pub malformed: MalformedMembers,
}

/// Which member it is, and what it takes beside values of its type.
#[derive(Clone, Copy)]
pub(crate) struct Takes {
    /// A bit for each member of a model.
    bit: u64,
    required: bool,
    holds_null: bool,
}

impl Takes {
    /// Of the member that stands at this place in its model.
    pub(crate) const fn of<F: FieldType>(at: u8) -> Self {
        assert!((at as u32) < u64::BITS, "more members than there are bits");
        Self { bit: 1 << at, required: F::REQUIRED, holds_null: F::HOLDS_NULL }
    }
}

impl<'r, 'de> MemberReader<'r, 'de> {
    pub(crate) fn begin(reader: &'r mut ValueReader<'de>, names: &'static [Name]) -> Result<Self> {
        reader.open_object()?;
        let (extra, malformed) = (Extra::new(), MalformedMembers::default());
        Ok(Self { reader, names, after: 0, is_first: true, unset: 0, extra, malformed })
    }

    /// Which member of the model is next, whose value then is read; `None` at the end. Members that the model does not name
    /// are kept as text. It becomes a part of its caller.
    #[inline(always)]
    pub(crate) fn next_inline(&mut self) -> Result<Option<u8>> {
        let likely = self.reader.order.likely(self.names, self.after);
        match self.names.get(likely) {
            Some(name) if self.reader.skip_name(&name.quoted, self.is_first) => Ok(Some(self.found(likely, name))),
            _ if self.reader.skip_end() => Ok(None),
            _ => self.next_of_all(),
        }
    }

    /// As [`next_inline`](Self::next_inline), for the models of which a page has none: it is compiled once.
    #[inline(never)]
    pub(crate) fn next(&mut self) -> Result<Option<u8>> {
        self.next_inline()
    }

    /// As [`next`](Self::next), where another than the likely name is next, or it is written otherwise.
    #[inline(never)]
    fn next_of_all(&mut self) -> Result<Option<u8>> {
        while self.reader.has_member(&mut self.is_first)? {
            let wire = self.reader.name()?;
            let Some((at, name)) = self.names.iter().enumerate().find(|(_, name)| name.quoted.name == wire) else {
                let value = self.reader.json()?;
                self.extra.insert(wire.into_owned(), value);
                continue;
            };
            self.reader.order.learn(self.names, self.after, at);
            return Ok(Some(self.found(at, name)));
        }
        Ok(None)
    }

    #[inline(always)]
    fn found(&mut self, at: usize, name: &Name) -> u8 {
        (self.after, self.is_first) = (at.wrapping_add(1), false);
        if name.is_alias {
            self.reader.mark_normalized();
        }
        name.at
    }

    /// Reads the value of a member into its slot, which is empty unless the member stands twice.
    pub(crate) fn member<V: Member>(&mut self, wire: &'static str, takes: Takes, slot: &mut Option<V>) -> Result<()> {
        let is_second = slot.is_some() || self.unset & takes.bit != 0;
        if self.reader.is_lenient() || is_second || self.reader.peek() == Some(b'n') {
            return self.rare(wire, takes, slot);
        }
        *slot = Some(failed_place::member(wire, V::read(self.reader))?);
        Ok(())
    }

    /// As [`member`](Self::member), of `null`, of a second value, or where more than usual is kept.
    #[inline(never)]
    fn rare<V: Member>(&mut self, wire: &'static str, takes: Takes, slot: &mut Option<V>) -> Result<()> {
        let value = if self.reader.tolerant && !takes.required {
            self.tolerant_value(wire)?
        } else if self.reader.skip_null()? {
            None
        } else {
            Some(failed_place::member(wire, V::read(self.reader))?)
        };
        if self.reader.keeps_nulls && value.is_none() && !takes.holds_null {
            self.malformed.keep_null(wire);
        }
        if slot.is_some() || self.unset & takes.bit != 0 {
            return Err(self.reader.error(&Error::duplicate_field(wire)));
        }
        if value.is_none() {
            self.unset |= takes.bit;
        }
        *slot = value;
        Ok(())
    }

    /// Reads the value of an optional member. `None` for `null`, and where it is of another type; then it is kept.
    #[cold]
    fn tolerant_value<V: Member>(&mut self, wire: &'static str) -> Result<Option<V>> {
        let raw = self.reader.raw()?;
        self.reader.mark_normalized();
        let mut reader = self.reader.of_part(raw.get());
        if reader.skip_null()? {
            return Ok(None);
        }
        match failed_place::attempt(|| V::read(&mut reader)) {
            Ok(value) => Ok(Some(value)),
            Err(_) => self.malformed.keep(wire, raw).map(|()| None),
        }
    }

    /// The field of a member, from its slot.
    #[inline(always)]
    pub(crate) fn field<F: FieldType>(&self, wire: &'static str, takes: Takes, read: Option<F::Value>) -> Result<F> {
        let is_null = F::HOLDS_NULL && self.unset & takes.bit != 0 && !self.malformed.is_kept(wire);
        let field = if is_null { F::from_null() } else { F::from_read(read) };
        field.ok_or_else(|| self.missing(wire))
    }

    #[cold]
    fn missing(&self, wire: &'static str) -> Error {
        self.reader.error(&Error::missing_field(wire))
    }
}

macro_rules! plain_members {
    ($($type:ty => $kind:ident, $read:expr;)+) => {$(
        impl Member for $type {
            const KIND: Kind = Kind::$kind;
            fn read(reader: &mut ValueReader<'_>) -> Result<Self> {
                $read(reader)
            }
        }
    )+};
}
plain_members! {
    String => String, |reader: &mut ValueReader<'_>| reader.string().map(Cow::into_owned);
    bool => Boolean, ValueReader::boolean;
    i64 => Integer, read_integer;
    Number => Number, read_number;
    Json => Json, ValueReader::json;
}

/// Most records of a page for which room is made after the first.
const MOST_EXPECTED: usize = 128;

/// Reads the records of a page: a list of which the rest of the text is expected to be alike.
pub(crate) fn records<T: Member>(reader: &mut ValueReader<'_>) -> Result<Vec<T>> {
    list::<T, true>(reader)
}

fn list<T: Member, const IS_PAGE: bool>(reader: &mut ValueReader<'_>) -> Result<Vec<T>> {
    if reader.peek() == Some(b'{') {
        reader.mark_normalized();
        return T::read(reader).map(|element| vec![element]);
    }
    let (mut list, mut is_first) = (Vec::new(), true);
    reader.open_list()?;
    let begin = reader.remaining();
    while reader.has_element(&mut is_first)? {
        match T::read(reader) {
            // Not through a function: a record is hundreds of bytes, which each would move.
            Ok(element) => list.push(element),
            error => failed_place::element(list.len(), error.map(drop))?,
        }
        if IS_PAGE && list.len() == 1 {
            let rest = reader.remaining();
            let alike = rest.checked_div(begin.saturating_sub(rest)).unwrap_or_default();
            list.reserve(alike.min(MOST_EXPECTED));
        }
    }
    Ok(list)
}

impl<T: Member> Member for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    // D-38, D-75
    /// A list; a single object is read as a list of one.
    fn read(reader: &mut ValueReader<'_>) -> Result<Self> {
        list::<T, false>(reader)
    }
    fn collect_malformed(&self, place: &Place<'_>, found: &mut Extra) {
        for (at, element) in self.iter().enumerate() {
            element.collect_malformed(&Place::Element(place, at), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::RawObject;
    use crate::schema::value_reader;

    fn read<T: Member>(text: &str) -> Result<T> {
        value_reader::read(text, T::read)
    }
    use crate::schema::shared_str::SharedStr;

    #[test]
    fn a_value_of_another_type_is_told_with_what_was_expected() {
        fn told<T>(read: Result<T>) -> String {
            read.err().map(|error| error.to_string()).unwrap_or_default()
        }
        for (why, expected) in [
            (told(read::<Vec<String>>("1")), "integer `1`, expected a list at line 1 column 1"),
            (told(read::<SharedStr>("-1")), "integer `-1`, expected a string"),
            (told(read::<String>("null")), "null, expected a string"),
            (told(read::<bool>("\n {}")), "map, expected a boolean at line 2 column 1"),
            (told(read::<Number>("[]")), "sequence, expected a number"),
            (told(read::<crate::models::Agent>("true")), "boolean `true`, expected an object"),
            (told(serde_json::from_str::<RawObject<'_>>("[]")), "expected an object"),
        ] {
            assert!(why.contains(expected), "{why}");
        }
    }

    #[test]
    fn what_a_host_looks_for_is_noted() {
        fn is_plain<T: Member>(text: &str) -> Option<bool> {
            ValueReader::new(text).is_plain(T::read).ok().map(|(_, is_plain)| is_plain)
        }
        for (text, expected) in [
            (r#"{"id":"1","name":"a","agentData":{"llmConfig":{"maxTokens":1}}}"#, true),
            (r#"{"id":"1","name":"a","x":null}"#, false),
            (r#"{"id":"1","name":"a","agentData":{"llmConfig":{"x":1}}}"#, false),
        ] {
            assert_eq!(is_plain::<crate::models::Agent>(text), Some(expected), "{text}");
        }
        assert_eq!(is_plain::<crate::schema::secret::Secret>("\"a\""), Some(false));
        assert_eq!((is_plain::<Json>("1"), is_plain::<SharedStr>("\"a\"")), (Some(false), Some(true)));
        // What was read before is not forgotten.
        let mut reader = ValueReader::new("[1,true]");
        reader.open_list().unwrap();
        let mut is_first = true;
        let ((), is_plain) = reader
            .is_plain(|reader| {
                reader.has_element(&mut is_first)?;
                reader.json()?;
                reader.has_element(&mut is_first)?;
                assert!(reader.is_plain(bool::read)?.1);
                Ok(())
            })
            .unwrap();
        assert!(!is_plain);
    }

    #[test]
    fn a_member_that_stands_twice_is_refused_whichever_is_null() {
        for (first, second) in [("\"a\"", "\"b\""), ("null", "\"b\""), ("\"a\"", "null"), ("null", "null")] {
            let text = format!(r#"{{"id":"1","name":"a","description":{first},"description":{second}}}"#);
            let why = read::<crate::models::Agent>(&text).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(why.contains("duplicate field `description`"), "{text}: {why}");
        }
        let read = read::<crate::models::Agent>(r#"{"id":"1","description":null,"name":"a"}"#);
        assert_eq!(read.ok().map(|agent| (agent.name, agent.description)), Some(("a".to_owned(), None)));
    }

    #[test]
    fn one_object_is_a_list_of_one() {
        let length = |text: &str| read::<Vec<Json>>(text).map(|list| list.len()).ok();
        assert_eq!((length("[]"), length("[1,{}]"), length("1")), (Some(0), Some(2), None));
        let models = |text: &str| read::<Vec<crate::models::Agent>>(text).map(|list| list.len()).ok();
        assert_eq!(models(r#"{"id":"1","name":"a"}"#), Some(1));
    }
}
