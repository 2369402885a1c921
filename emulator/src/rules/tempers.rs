//! Tempers: each says which of the servers that the documentation allows the emulator is. This is the one list of them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::input::refusal::InvalidInput;

/// A temper or a value that does not exist; [`Display`](fmt::Display) names the nearest one that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTemper(String);

impl fmt::Display for UnknownTemper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UnknownTemper {}

/// One type per temper from one row each; the value behind `=>` is the default.
macro_rules! tempers {
    ($(
        $(#[$about:meta])*
        $field:ident $kind:ident $name:literal {
            $( $(#[$meaning:meta])* $variant:ident $value:literal, )+
        } => $default:ident
    )+) => {
        $(
            $(#[$about])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $kind { $( $(#[$meaning])* $variant, )+ }

            impl $kind {
                /// The value as text, as [`Temper::parse`] reads it.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self { $( Self::$variant => $value, )+ }
                }
            }

            impl Default for $kind {
                fn default() -> Self {
                    Self::$default
                }
            }

            impl From<$kind> for Temper {
                fn from(value: $kind) -> Self {
                    Self::$kind(value)
                }
            }
        )+

        /// One temper with its value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Temper { $( $(#[$about])* $kind($kind), )+ }

        impl Temper {
            /// Every temper: its name, its values and its default.
            pub const ALL: &'static [(&'static str, &'static [&'static str], &'static str)] =
                &[ $( ($name, &[ $( $value, )+ ], $kind::$default.as_str()), )+ ];

            /// A temper by its name and value, such as `drafts` and `newest`.
            ///
            /// # Errors
            ///
            /// There is no such temper, or it has no such value; the error names the nearest one.
            pub fn parse(name: &str, value: &str) -> Result<Self, UnknownTemper> {
                match name {
                    $( $name => match value {
                        $( $value => Ok(Self::$kind($kind::$variant)), )+
                        _ => Err(unknown(&format!("temper {name}: value"), value, &[ $( $value, )+ ])),
                    }, )+
                    _ => Err(unknown("temper", name, &[ $( $name, )+ ])),
                }
            }

            /// Name of the temper.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$kind(_) => $name, )+ }
            }

            /// Its value as text.
            #[must_use]
            pub const fn value(self) -> &'static str {
                match self { $( Self::$kind(value) => value.as_str(), )+ }
            }
        }

        /// The values of all tempers.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Tempers { $( $(#[$about])* pub $field: $kind, )+ }

        impl Tempers {
            /// Sets one of them.
            pub const fn set(&mut self, temper: Temper) {
                match temper { $( Temper::$kind(value) => self.$field = value, )+ }
            }

            /// All of them, in the order of [`Temper::ALL`].
            pub fn iter(&self) -> impl Iterator<Item = Temper> + use<> {
                [ $( Temper::$kind(self.$field), )+ ].into_iter()
            }
        }
    };
}

tempers! {
    /// What answers hold.
    answers Answers "answers" {
        /// The members that the documentation shows for the operation, and no other.
        Documented "documented",
        /// What the vendor's SDK reads as well.
        Observed "observed",
    } => Observed

    /// The revision that a get with drafts allowed answers, where none is named.
    drafts Drafts "drafts" {
        /// The latest published one, as the documentation says; the newest draft where none is published.
        Page "page",
        /// The newest one, be it a draft.
        Newest "newest",
    } => Page

    /// What an update does with members that it does not have.
    update Update "update" {
        /// Members at the top keep their value, and a block inside is replaced whole.
        Shallow "shallow",
        /// Members at every level keep their value; lists are replaced whole.
        Deep "deep",
        /// All lose their value, but the name.
        Replace "replace",
    } => Shallow

    /// What `null` does, as the value of a member.
    null Null "null" {
        /// It removes the member's value.
        Clears "clears",
        /// It is as good as an absent member.
        Ignored "ignored",
        /// It is refused.
        Refused "refused",
    } => Ignored

    /// The status of an error about something that is not there.
    not_found NotFound "not_found" {
        /// 404.
        Status404 "404",
        /// 400, except on the deletion of an agent, whose 404 is documented.
        Status400 "400",
    } => Status404

    /// Whether names that differ in case only are two names.
    names Names "names" {
        /// They are.
        CaseSensitive "case-sensitive",
        /// They are one.
        CaseInsensitive "case-insensitive",
    } => CaseSensitive

    /// Whether answers hold what was never sent.
    fills Fills "fills" {
        /// They do not.
        Nothing "nothing",
        /// An agent's: defaults of its model's settings, ids of its pools, members that no page has at several levels, and
        /// at the top the time at which it was read.
        Defaults "defaults",
    } => Nothing

    /// Whether answers lack members that were sent and are stored.
    omits Omits "omits" {
        /// They do not.
        Nothing "nothing",
        /// `publicName`, `avatarImage`, `sharingScope` and `securityScheme`, which not every page shows.
        Unreturned "unreturned",
    } => Nothing

    /// Whether texts lose white space at both ends when they are stored.
    trims_texts TrimsTexts "trims_texts" {
        /// They do not.
        No "no",
        /// They do, at every level of a definition.
        Yes "yes",
    } => No

    /// Whether answers list pools, and what is in them, in another order.
    reorders_pools ReordersPools "reorders_pools" {
        /// As they were sent.
        No "no",
        /// The other way round.
        Yes "yes",
    } => No

    /// Whether answers write a manifest anew.
    reserialises_manifest ReserialisesManifest "reserialises_manifest" {
        /// To the letter, as it was sent.
        No "no",
        /// As JSON with sorted members.
        Yes "yes",
    } => No

    /// Whether a draft may name tools and agents that do not exist.
    drafts_check_references DraftsCheckReferences "drafts_check_references" {
        /// It may.
        No "no",
        /// It is refused. A tool or an agent that is itself a draft exists.
        Yes "yes",
    } => No

    /// Whether an agent may be published before the agents that it names.
    publish_checks_helpers PublishChecksHelpers "publish_checks_helpers" {
        /// It may.
        No "no",
        /// They must exist and be published.
        Yes "yes",
    } => No

    /// What an update of an integration does with credentials that it does not hold.
    secrets_wiped_when_scheme_absent SecretsWiped "secrets_wiped_when_scheme_absent" {
        /// They stay.
        No "no",
        /// They are lost, where the scheme lacks them as where there is none.
        Yes "yes",
    } => No

    /// Numbers of revisions.
    revisions Revisions "revisions" {
        /// Each is the next one, from 1.
        Next "next",
        /// One is left out before each.
        Gaps "gaps",
    } => Next
}

impl Revisions {
    /// By how much a revision's number is above the one before it.
    pub(crate) const fn step(self) -> u64 {
        match self {
            Self::Next => 1,
            Self::Gaps => 2,
        }
    }
}

impl Temper {
    /// Tempers such as `answers=documented,drafts=newest`; none for an empty text.
    pub(crate) fn parse_list(text: &str) -> Result<Vec<Self>, UnknownTemper> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        pairs.map(Self::parse_pair).collect()
    }

    /// A temper such as `answers=documented`.
    pub(crate) fn parse_pair(text: &str) -> Result<Self, UnknownTemper> {
        let (name, value) =
            text.split_once('=').ok_or_else(|| UnknownTemper(format!("{text:?}: expected NAME=VALUE")))?;
        Self::parse(name.trim(), value.trim())
    }
}

impl Names {
    /// Whether two names are one.
    pub(crate) fn same(self, one: &str, other: &str) -> bool {
        match self {
            Self::CaseSensitive => one == other,
            Self::CaseInsensitive => one == other || one.to_lowercase() == other.to_lowercase(),
        }
    }
}

/// As JSON an object of texts, by the names of the tempers.
impl Serialize for Tempers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|temper| (temper.name(), temper.value())))
    }
}

/// Those that the object lacks have their defaults.
impl<'de> Deserialize<'de> for Tempers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut tempers = Self::default();
        for (name, value) in Map::<String, Value>::deserialize(deserializer)? {
            let value = value.as_str().ok_or_else(|| D::Error::custom(format!("temper {name}: expected a text")))?;
            tempers.set(Temper::parse(&name, value).map_err(D::Error::custom)?);
        }
        Ok(tempers)
    }
}

fn unknown(what: &str, given: &str, known: &[&str]) -> UnknownTemper {
    UnknownTemper(InvalidInput::unknown(what, given, known).to_string())
}
