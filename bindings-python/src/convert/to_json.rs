//! Python values as JSON text. Everything that cannot be written as JSON is refused with its place: cycles, NaN, lone
//! surrogates, objects of other types.

use std::sync::OnceLock;

use geai_client::MAX_DEPTH;
use geai_client::bindings::{Kind, MIN_ATTACHMENT, MODEL_MARK, NULL_MARK, Schema, placeholder, reject_masked};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDelta, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};

use super::errors::invalid;
use super::foreign::{self, Plain};
use super::null::Null;

/// Longest name that is shown whole in an error.
const MAX_SHOWN: usize = 60;
/// Each name takes four bytes at least, and no request is larger than 4 GiB.
const MAX_NAMES: usize = 1 << 30;

/// How model instances are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ModelForm {
    /// Marked, for the core to tell them from dicts: their members were checked when they were made.
    Marked,
    /// As their wire JSON.
    Plain,
    /// As their wire JSON that is sent without any further check: refused if a secret in it is masked.
    Sent,
}

/// What an instance of a class of this module holds.
pub struct Instance {
    /// Name of the class.
    pub name: &'static str,
    /// Absent where there is no secret to look for.
    pub schema: Option<&'static Schema>,
    /// The JSON of the instance.
    pub text: String,
}

type ReadInstance = fn(&Bound<'_, PyAny>) -> PyResult<Option<Instance>>;

/// The classes are made from JSON that is written here. What reads their instances is therefore registered when the
/// module is made, instead of imported, so that this file does not depend on them.
static READ_INSTANCE: OnceLock<ReadInstance> = OnceLock::new();

/// Registers what reads the instances of the classes.
pub fn register_classes(read_instance: ReadInstance) {
    // A second interpreter of the process registers the same function.
    let _already_set = READ_INSTANCE.set(read_instance);
}

fn read_instance(value: &Bound<'_, PyAny>) -> PyResult<Option<Instance>> {
    READ_INSTANCE.get().map_or(Ok(None), |read_instance| read_instance(value))
}

/// The JSON of a value that is called `name`.
pub fn value(value: &Bound<'_, PyAny>, name: &str, form: ModelForm) -> PyResult<String> {
    let mut encoder = Encoder::new(form);
    encoder.value(value).map_err(|failure| failure.into_exception(value.py(), name))?;
    encoder.finish()
}

/// The JSON of a document that holds values of the API, which may be nested as deep as these are allowed to be.
pub fn document(value: &Bound<'_, PyAny>, name: &str) -> PyResult<String> {
    let mut encoder = Encoder { depth: 2 * MAX_DEPTH, ..Encoder::new(ModelForm::Plain) };
    encoder.value(value).map_err(|failure| failure.into_exception(value.py(), name))?;
    encoder.finish()
}

/// The JSON object of named arguments. A `None` counts as not given, unless `nulls` are kept.
pub fn members(members: &Bound<'_, PyDict>, nulls: bool) -> PyResult<String> {
    let mut encoder = Encoder::new(ModelForm::Marked);
    encoder.members(members, !nulls).map_err(|failure| failure.into_exception(members.py(), ""))?;
    encoder.finish()
}

/// The JSON object of options, some of which are times: a `timedelta` is its seconds there. Elsewhere it has no one form.
pub fn options(options: &Bound<'_, PyDict>) -> PyResult<String> {
    let mut encoder = Encoder { takes_timedelta: true, ..Encoder::new(ModelForm::Marked) };
    encoder.members(options, true).map_err(|failure| failure.into_exception(options.py(), ""))?;
    encoder.finish()
}

/// The JSON object of the arguments of an operation, and the long texts that are attached to it instead of written into it.
pub fn arguments<'py>(arguments: &Bound<'py, PyDict>) -> PyResult<(String, Vec<Bound<'py, PyString>>)> {
    let mut encoder = Encoder::new(ModelForm::Marked);
    encoder.attachments = Some(Vec::new());
    encoder.members(arguments, true).map_err(|failure| failure.into_exception(arguments.py(), ""))?;
    let attachments = encoder.attachments.take().unwrap_or_default();
    Ok((encoder.finish()?, attachments))
}

/// NaN and the infinities: where one stands for what is missing, the caller has to say so.
fn not_finite(number: &str) -> Result<(), Failure> {
    Failure::refused(format!("{number} cannot be written as JSON; for a value that is not set use None"))
}

/// Why a value cannot be written as JSON.
enum Failure {
    /// Its place, innermost step first, and the reason.
    Refused(Vec<String>, String),
    /// Code of the caller raised.
    Raised(PyErr),
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Raised(error)
    }
}

impl Failure {
    fn refused<T>(why: impl Into<String>) -> Result<T, Self> {
        Err(Self::Refused(Vec::new(), why.into()))
    }

    fn inside(mut self, step: impl FnOnce() -> String) -> Self {
        if let Self::Refused(place, _) = &mut self {
            place.push(step());
        }
        self
    }

    fn into_exception(self, py: Python<'_>, name: &str) -> PyErr {
        match self {
            Self::Raised(error) => error,
            Self::Refused(place, why) => {
                let place: String = place.into_iter().rev().collect();
                let place = format!("{name}{place}");
                match place.trim_start_matches('.') {
                    "" => invalid(py, why),
                    place => invalid(py, format!("{place}: {why}")),
                }
            }
        }
    }
}

fn utf8<'a>(text: &'a Bound<'_, PyString>) -> Result<&'a str, Failure> {
    text.to_str().or_else(|_| Failure::refused("holds a lone surrogate, which UTF-8 has not"))
}

struct Encoder<'py> {
    out: Vec<u8>,
    form: ModelForm,
    /// Nesting that is accepted.
    depth: usize,
    /// Addresses of the containers that hold the current value.
    ancestors: Vec<usize>,
    /// Long texts, where they are attached.
    attachments: Option<Vec<Bound<'py, PyString>>>,
    /// Whether a `timedelta` is its seconds.
    takes_timedelta: bool,
}

impl<'py> Encoder<'py> {
    fn new(form: ModelForm) -> Self {
        let (out, ancestors) = (Vec::with_capacity(256), Vec::new());
        Self { out, form, depth: MAX_DEPTH, ancestors, attachments: None, takes_timedelta: false }
    }

    fn finish(self) -> PyResult<String> {
        Ok(String::from_utf8(self.out)?)
    }

    fn value(&mut self, value: &Bound<'py, PyAny>) -> Result<(), Failure> {
        if value.is_none() {
            self.out.extend_from_slice(b"null");
        } else if let Ok(text) = value.cast::<PyString>() {
            self.text(text)?;
        } else if let Ok(truth) = value.cast::<PyBool>() {
            self.out.extend_from_slice(if truth.is_true() { b"true" } else { b"false" });
        } else if let Ok(integer) = value.cast::<PyInt>() {
            self.integer(integer)?;
        } else if let Ok(float) = value.cast::<PyFloat>() {
            self.float(float.value())?;
        } else if let Ok(dict) = value.cast::<PyDict>() {
            self.nested(value, |encoder| encoder.members(dict, false))?;
        } else if let Ok(list) = value.cast::<PyList>() {
            self.nested(value, |encoder| encoder.elements(&list.to_tuple()))?;
        } else if let Ok(tuple) = value.cast::<PyTuple>() {
            self.nested(value, |encoder| encoder.elements(tuple))?;
        } else if value.is_instance_of::<Null>() {
            let null = if self.form == ModelForm::Marked { NULL_MARK } else { "null" };
            self.out.extend_from_slice(null.as_bytes());
        } else if let Some(Instance { name, schema, text }) = read_instance(value)? {
            if let Some(schema) = schema.filter(|_| self.form == ModelForm::Sent) {
                reject_masked(Kind::Model(schema), &text, name).map_err(|why| Failure::Refused(Vec::new(), why))?;
            }
            self.model(name, &text)?;
        } else if self.takes_timedelta && value.is_instance_of::<PyDelta>() {
            self.value(&value.call_method0(intern!(value.py(), "total_seconds"))?)?;
        } else if value.hasattr(intern!(value.py(), "__fspath__"))? {
            self.file(value)?;
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            self.nested(value, |encoder| encoder.mapping(mapping))?;
        } else {
            match foreign::plain(value)? {
                Some(Plain::Value(plain)) => self.value(&plain)?,
                Some(Plain::Digits(digits)) => self.out.extend_from_slice(digits.as_bytes()),
                Some(Plain::Unset) => return Failure::refused("a missing value, where JSON needs one"),
                Some(Plain::NotFinite(number)) => return not_finite(&number),
                None => {
                    let found = value.get_type().name()?;
                    let hint =
                        if foreign::is_time(value)? { "; of a time, give its text, such as isoformat()" } else { "" };
                    return Failure::refused(format!("expected what JSON can hold or a model, got {found}{hint}"));
                }
            }
        }
        Ok(())
    }

    fn float(&mut self, number: f64) -> Result<(), Failure> {
        if number.is_finite() { self.json(&number) } else { not_finite(&number.to_string()) }
    }

    /// Writes what is inside a container, unless it is inside itself or too deep.
    fn nested(
        &mut self,
        container: &Bound<'py, PyAny>,
        write: impl FnOnce(&mut Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let address = container.as_ptr() as usize;
        if self.ancestors.contains(&address) {
            return Failure::refused("contains itself");
        }
        if self.ancestors.len() >= self.depth {
            return Failure::refused(format!("nested deeper than {} levels", self.depth));
        }
        self.ancestors.push(address);
        let written = write(self);
        self.ancestors.pop();
        written
    }

    fn members(&mut self, dict: &Bound<'py, PyDict>, skip_none: bool) -> Result<(), Failure> {
        self.out.push(b'{');
        let mut first = true;
        // A copy: code of the caller may run meanwhile and change the dict.
        for item in dict.items() {
            let (name, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = item.extract()?;
            if !(skip_none && value.is_none() || foreign::is_missing(&value)?) {
                self.member(&name, &value, &mut first)?;
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    fn mapping(&mut self, mapping: &Bound<'py, PyMapping>) -> Result<(), Failure> {
        self.out.push(b'{');
        let (mut first, length) = (true, mapping.len()?);
        if length > MAX_NAMES {
            return Failure::refused("has more names than any request can hold");
        }
        for (count, name) in mapping.try_iter()?.enumerate() {
            if count >= length {
                return Failure::refused("yields more names than its length says");
            }
            let name = name?;
            let value = mapping.get_item(&name)?;
            self.member(&name, &value, &mut first)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn member(&mut self, name: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>, first: &mut bool) -> Result<(), Failure> {
        let Ok(name) = name.cast::<PyString>() else {
            let found = name.get_type().name()?;
            return Failure::refused(format!("names must be str, got {found}"));
        };
        if !std::mem::take(first) {
            self.out.push(b',');
        }
        self.json(utf8(name)?)?;
        if self.form == ModelForm::Marked && name.to_str()?.starts_with(MODEL_MARK) {
            return Failure::refused("a name begins with NUL");
        }
        self.out.push(b':');
        let step = || format!(".{}", name.to_string_lossy().escape_debug().take(MAX_SHOWN).collect::<String>());
        self.value(value).map_err(|failure| failure.inside(step))
    }

    fn elements(&mut self, elements: &Bound<'py, PyTuple>) -> Result<(), Failure> {
        self.out.push(b'[');
        for (at, element) in elements.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.value(&element).map_err(|failure| failure.inside(|| format!("[{at}]")))?;
        }
        self.out.push(b']');
        Ok(())
    }

    fn model(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        if self.form != ModelForm::Marked {
            self.out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        self.out.push(b'{');
        self.json(&format!("{MODEL_MARK}{name}"))?;
        self.out.push(b':');
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'}');
        Ok(())
    }

    /// A path as the URL of its file, which the core reads where a document is expected.
    fn file(&mut self, path: &Bound<'py, PyAny>) -> Result<(), Failure> {
        let path = path.py().import("pathlib")?.call_method1("Path", (path,))?.call_method0("absolute")?;
        self.text(path.call_method0("as_uri")?.cast::<PyString>().map_err(PyErr::from)?)
    }

    fn text(&mut self, text: &Bound<'py, PyString>) -> Result<(), Failure> {
        let utf8 = utf8(text)?;
        if let Some(attachments) = self.attachments.as_mut().filter(|_| utf8.len() >= MIN_ATTACHMENT) {
            let place = format!("{}{}", placeholder(), attachments.len());
            attachments.push(text.clone());
            return self.json(&place);
        }
        self.json(utf8)
    }

    fn integer(&mut self, integer: &Bound<'_, PyInt>) -> Result<(), Failure> {
        if let Ok(small) = integer.extract::<i64>() {
            return self.json(&small);
        }
        // Not `str(integer)`: a subclass may print itself otherwise.
        let digits = integer.py().get_type::<PyInt>().call_method1("__repr__", (integer,));
        let Ok(digits) = digits.and_then(|digits| digits.extract::<String>()) else {
            return Failure::refused("an integer with more digits than Python writes");
        };
        self.out.extend_from_slice(digits.as_bytes());
        Ok(())
    }

    fn json<T: serde::Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        match serde_json::to_writer(&mut self.out, value) {
            Ok(()) => Ok(()),
            Err(why) => Failure::refused(why.to_string()),
        }
    }
}
