//! Objects that an emulator is given, at its start or later.

pub(crate) mod apply;
pub(crate) mod document;
pub(crate) mod texts;
