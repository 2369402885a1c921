//! What a probe is: a row of data. Texts hold variables as `<name>`, which the runner knows or earlier answers gave.

/// One question to the server.
#[derive(Debug)]
pub struct Probe {
    pub id: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// What the contract expects.
    pub expects: &'static str,
    /// The open points of section 8 of the contract that it settles.
    pub settles: &'static [u8],
    pub needs: Needs,
    pub steps: &'static [Step],
}

/// A probe that needs the token of the client alone.
pub const fn probe(
    id: &'static str,
    asks: &'static str,
    expects: &'static str,
    settles: &'static [u8],
    steps: &'static [Step],
) -> Probe {
    Probe { id, asks, expects, settles, needs: Needs::Nothing, steps }
}

/// What a probe needs beside the token of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    OAuth,
    SecondProject,
}

/// Who sends a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The client of the command.
    Client,
    /// Nobody: no token is sent.
    Nobody,
    /// A token that does not exist.
    Stranger,
    /// The profile with the OAuth token.
    OAuth,
    /// The same with this header in place of the id of the project, or with none.
    OAuthWith(&'static str),
    /// The profile of the second project.
    SecondProject,
}

/// One request, and what is looked at in its answer.
#[derive(Debug)]
pub struct Step {
    pub sender: Sender,
    /// Method and path with its query. Without one nothing is sent, and the names of the headers seen so far are judged.
    pub call: &'static str,
    /// JSON, or nothing.
    pub body: &'static str,
    /// Names of variables, and the places of the answer that they keep.
    pub keeps: &'static [(&'static str, &'static str)],
    pub checks: &'static [Check],
    /// Whether the answer is about other people's objects: of its texts nothing is recorded.
    pub others: bool,
    /// Whether it gives an object a public name.
    pub public_name: bool,
    /// Whether it says something only where the step before it went as expected.
    pub builds_on_last: bool,
    /// A variable that an earlier answer has to have given, though the request has no place for it.
    pub needs: Option<&'static str>,
}

/// A request of the client.
pub const fn step(call: &'static str) -> Step {
    Step::new(call)
}

impl Step {
    pub const fn new(call: &'static str) -> Self {
        Self {
            sender: Sender::Client,
            call,
            body: "",
            keeps: &[],
            checks: &[],
            others: false,
            public_name: false,
            builds_on_last: false,
            needs: None,
        }
    }

    pub const fn by(self, sender: Sender) -> Self {
        Self { sender, ..self }
    }

    pub const fn body(self, body: &'static str) -> Self {
        Self { body, ..self }
    }

    pub const fn keeps(self, keeps: &'static [(&'static str, &'static str)]) -> Self {
        Self { keeps, ..self }
    }

    pub const fn expects(self, checks: &'static [Check]) -> Self {
        Self { checks, ..self }
    }

    pub const fn about_others(self) -> Self {
        Self { others: true, ..self }
    }

    pub const fn with_public_name(self) -> Self {
        Self { public_name: true, ..self }
    }

    /// Not made where the step before it went otherwise.
    pub const fn builds_on_last(self) -> Self {
        Self { builds_on_last: true, ..self }
    }

    /// Not made where no answer gave the variable.
    pub const fn needs(self, variable: &'static str) -> Self {
        Self { needs: Some(variable), ..self }
    }
}

/// What is looked at in an answer.
#[derive(Debug)]
pub struct Check {
    /// Names of members from the top, separated by `/`; a number is an element, `*` all of them. Empty: the whole body.
    pub place: &'static str,
    pub test: Test,
    /// What it means where the test fails.
    pub means: &'static str,
    /// The tempers of the emulator that can be the reason.
    pub causes: &'static [&'static str],
    /// The statuses found of which that is true, 200 for every success; all if it is empty. Others mean what they always do.
    pub when: &'static [u16],
    /// What it means where a success is found in place of a refusal, if `means` is about another status.
    pub given: &'static str,
    /// What it means where the route is not there.
    pub no_route: &'static str,
    /// The version of the agents API whose answers it is about; `None`: both.
    pub api: Option<&'static str>,
}

/// How a place of an answer is judged.
#[derive(Debug, Clone, Copy)]
pub enum Test {
    /// The status is one of success, whichever: all of them are one to the client.
    Success,
    /// The status is one of these.
    Status(&'static [u16]),
    /// Every value there is this one, as JSON or as text.
    Is(&'static str),
    /// No value there is this one.
    IsNot(&'static str),
    /// Something stands there.
    Present,
    /// Nothing stands there.
    Absent,
    /// A list without elements stands there.
    Empty,
    /// The number there is at least this one, where there are both.
    AtLeast(&'static str),
    /// The JSON there holds this text.
    Mentions(&'static str),
    /// It does not.
    Silent(&'static str),
    /// Every object there has this member.
    Each(&'static str),
    /// The object there is what was sent at the place, no more and no less.
    Echo(&'static str),
    /// What stands there is told, whatever it is.
    Told,
    /// The names of the members there are told.
    Members,
}

impl Check {
    const fn new(place: &'static str, test: Test) -> Self {
        Self { place, test, means: "", causes: &[], when: &[], given: "", no_route: "", api: None }
    }

    pub const fn means(self, means: &'static str) -> Self {
        Self { means, ..self }
    }

    pub const fn causes(self, causes: &'static [&'static str]) -> Self {
        Self { causes, ..self }
    }

    /// Meaning and causes are those of these statuses.
    pub const fn when(self, when: &'static [u16]) -> Self {
        Self { when, ..self }
    }

    /// What it means where a success is found in place of a refusal.
    pub const fn given(self, given: &'static str) -> Self {
        Self { given, ..self }
    }

    /// What it means where the route is not there.
    pub const fn no_route(self, no_route: &'static str) -> Self {
        Self { no_route, ..self }
    }

    /// Only answers of v4 are judged.
    pub const fn in_v4(self) -> Self {
        Self { api: Some("v4"), ..self }
    }
}

/// A check of each test, as the rows write them.
pub const fn status(statuses: &'static [u16]) -> Check {
    Check::new("", Test::Status(statuses))
}

/// A success. What it means if there is none is said of requests that are refused for what they say.
pub const fn success() -> Check {
    Check::new("", Test::Success).when(&[400, 409, 422])
}

/// The status of what is refused for what it says. What it means if it is not is said of a success.
pub const fn refused() -> Check {
    status(&[400]).when(&[200])
}

/// The status of what is not there.
pub const fn not_found() -> Check {
    let means = "the class of the error is another one; is_not_found looks at id and text as well";
    status(&[404]).means(means).causes(&["not_found"]).when(&[400])
}

/// The id of an error of the application.
pub const fn error_id(id: &'static str) -> Check {
    is("errors/*/id", id)
}

pub const fn is(place: &'static str, value: &'static str) -> Check {
    Check::new(place, Test::Is(value))
}

pub const fn is_not(place: &'static str, value: &'static str) -> Check {
    Check::new(place, Test::IsNot(value))
}

pub const fn present(place: &'static str) -> Check {
    Check::new(place, Test::Present)
}

pub const fn absent(place: &'static str) -> Check {
    Check::new(place, Test::Absent)
}

pub const fn empty(place: &'static str) -> Check {
    Check::new(place, Test::Empty)
}

pub const fn at_least(place: &'static str, value: &'static str) -> Check {
    Check::new(place, Test::AtLeast(value))
}

pub const fn mentions(place: &'static str, text: &'static str) -> Check {
    Check::new(place, Test::Mentions(text))
}

pub const fn silent(place: &'static str, text: &'static str) -> Check {
    Check::new(place, Test::Silent(text))
}

pub const fn each(place: &'static str, member: &'static str) -> Check {
    Check::new(place, Test::Each(member))
}

pub const fn echo(place: &'static str, sent: &'static str) -> Check {
    Check::new(place, Test::Echo(sent))
}

pub const fn told(place: &'static str) -> Check {
    Check::new(place, Test::Told)
}

pub const fn members(place: &'static str) -> Check {
    Check::new(place, Test::Members)
}
