//! An answer as callers get it: typed, or of any operation, with what else is known of the call.

use std::any::Any;
use std::fmt::Debug;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Serialize;

use crate::json::Json;
use crate::model::Model;
use crate::models::{Authorization, LabPackage};
use crate::page::{Cursor, Page};

/// What is known of a successful call beside its answer.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Meta {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers of the response.
    pub headers: HeaderMap,
    /// Id the server gave the request.
    pub request_id: Option<String>,
    /// Attempts made.
    pub attempts: u32,
    /// Time from the call to its answer.
    pub elapsed: Duration,
    /// Bytes of its body; for bindings, which treat large answers otherwise.
    #[doc(hidden)]
    pub size: usize,
}

/// An answer with what is known of the call.
#[derive(Debug, Clone)]
pub struct Response<T> {
    /// The answer.
    pub data: T,
    /// Status, headers, times.
    pub meta: Meta,
}

/// An answer of any operation.
#[derive(Debug)]
#[non_exhaustive]
pub enum Body {
    /// A model, a list of models or a page of them.
    Typed(Box<dyn Answer>),
    /// A package.
    LabPackage(LabPackage),
    /// Free-form JSON, the answer of `request`.
    Json(Option<Json>),
    /// Nothing.
    Nothing,
}

/// A model `T`, a `Vec<T>` or a `Page<T>`, for who finds out which one it is by its type.
pub trait Answer: Any + Debug + Send + Sync {
    /// As JSON text with wire names.
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error>;
    /// A page's answer as it came and the rest of the page, as [`Body::as_received`] has them.
    fn as_received(&self) -> Option<(Bytes, String)> {
        None
    }
    /// For a downcast.
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
    /// Where the iteration over pages goes on.
    fn cursor(&self) -> Option<&Cursor> {
        None
    }
}

impl<T: Model> Answer for T {
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

impl<T: Model> Answer for Vec<T> {
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
}

impl<T: Model + Serialize> Answer for Page<T> {
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
    fn as_received(&self) -> Option<(Bytes, String)> {
        Page::as_received(self)
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
    fn cursor(&self) -> Option<&Cursor> {
        Page::cursor(self)
    }
}

impl<A: Answer> From<A> for Body {
    fn from(answer: A) -> Self {
        Self::Typed(Box::new(answer))
    }
}

impl From<LabPackage> for Body {
    fn from(package: LabPackage) -> Self {
        Self::LabPackage(package)
    }
}

impl From<Option<Json>> for Body {
    fn from(json: Option<Json>) -> Self {
        Self::Json(json)
    }
}

impl From<()> for Body {
    fn from((): ()) -> Self {
        Self::Nothing
    }
}

impl From<Authorization> for Response<Body> {
    /// Made of several calls or of none, so nothing is known of one.
    fn from(authorization: Authorization) -> Self {
        Self { data: authorization.into(), meta: Meta::default() }
    }
}

impl Body {
    /// The answer as JSON text with wire names: `null` for nothing, `{"items", "malformed", "information",
    /// "total"}` for a page, a document to the letter.
    pub fn to_json(&self) -> Result<Bytes, serde_json::Error> {
        match self {
            Self::Typed(answer) => answer.to_json().map(Bytes::from),
            Self::LabPackage(package) => Ok(package.document().clone()),
            Self::Json(Some(json)) => Ok(Bytes::from(json.text().to_owned())),
            Self::Json(None) | Self::Nothing => Ok(Bytes::from_static(b"null")),
        }
    }

    /// For a page whose records are what stands in the answer: its text, and as JSON what else [`to_json`](Self::to_json)
    /// writes, with the `member` under which the text has the records. Hosts that read JSON themselves need no other text.
    pub fn as_received(&self) -> Option<(Bytes, String)> {
        match self {
            Self::Typed(answer) => answer.as_received(),
            _ => None,
        }
    }

    /// Where the iteration over pages goes on, for a page that is not the last.
    pub fn cursor(&self) -> Option<&Cursor> {
        match self {
            Self::Typed(answer) => answer.cursor(),
            _ => None,
        }
    }
}
