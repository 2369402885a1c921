//! Reads the members of a model. What does not depend on the member is compiled once a type of value: the models have
//! hundreds of members.

use serde::de::{Error, MapAccess};

use super::failed_place;
use super::malformed::{self, MalformedMembers, is_tolerant, keeps_nulls};
use super::member::{FieldType, Member, Nullable};

/// What is known of the members while a model is read.
pub(crate) struct MemberReader {
    tolerant: bool,
    keeps_nulls: bool,
    pub malformed: MalformedMembers,
}

/// What a member takes beside values of its type.
#[derive(Clone, Copy)]
pub(crate) struct Takes {
    required: bool,
    holds_null: bool,
}

impl Takes {
    pub(crate) const fn of<F: FieldType>() -> Self {
        Self { required: F::REQUIRED, holds_null: F::HOLDS_NULL }
    }
}

impl MemberReader {
    pub(crate) fn begin() -> Self {
        Self { tolerant: is_tolerant(), keeps_nulls: keeps_nulls(), malformed: MalformedMembers::default() }
    }

    /// Reads the value of a member into its slot, which is empty unless the member stands twice.
    pub(crate) fn member<'de, V: Member, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        wire: &'static str,
        takes: Takes,
        slot: &mut Option<Nullable<V>>,
    ) -> Result<(), A::Error> {
        let value = match self.tolerant && !takes.required {
            false => failed_place::member(wire, map.next_value())?,
            true => malformed::next_value(map, wire, &mut self.malformed)?.unwrap_or(Nullable(None)),
        };
        if self.keeps_nulls && value.0.is_none() && !takes.holds_null {
            self.malformed.keep_null(wire);
        }
        match slot.replace(value) {
            None => Ok(()),
            Some(_) => Err(A::Error::duplicate_field(wire)),
        }
    }

    /// The field of a member, from its slot.
    pub(crate) fn field<F: FieldType, E: Error>(
        &self,
        wire: &'static str,
        read: Option<Nullable<F::Value>>,
    ) -> Result<F, E> {
        let field = match read {
            Some(Nullable(None)) if !self.malformed.is_kept(wire) => F::from_null(),
            read => F::from_read(read.and_then(|read| read.0)),
        };
        field.ok_or_else(|| E::missing_field(wire))
    }
}
