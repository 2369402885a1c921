//! How a definition is compared with an answer of the server: what rows of `model!` say of a member, and of a model.

/// How a member is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// By its value; lists by place.
    Plain,
    /// Not every answer has it: where one lacks it, nothing is known.
    Unreturned,
    /// A list whose elements are told apart by their names.
    Named {
        /// Whether their order means something.
        ordered: bool,
    },
    /// A list of references, in any order.
    References,
    /// Without regard to case.
    AnyCase,
}

impl Comparison {
    /// What the roles of a row say.
    pub(crate) const fn of(roles: &[Role]) -> Self {
        let mut rest = roles;
        while let [role, others @ ..] = rest {
            match role {
                Role::Unreturned => return Self::Unreturned,
                Role::Named => return Self::Named { ordered: false },
                Role::NamedInOrder => return Self::Named { ordered: true },
                Role::References => return Self::References,
                Role::AnyCase => return Self::AnyCase,
                Role::WriteOnly | Role::Pin => {}
            }
            rest = others;
        }
        Self::Plain
    }
}

/// What a row of `model!` says of a member beside its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Answers have a reference in place of what was sent.
    WriteOnly,
    /// Its value refers to something of one project.
    Pin,
    Unreturned,
    Named,
    NamedInOrder,
    References,
    AnyCase,
}

impl Role {
    pub(crate) const fn is_in(self, roles: &[Self]) -> bool {
        let mut rest = roles;
        while let [role, others @ ..] = rest {
            if *role as u8 == self as u8 {
                return true;
            }
            rest = others;
        }
        false
    }
}

/// What a reference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Referred {
    /// A tool of an integration.
    Tool,
    /// An agent.
    Agent,
}
