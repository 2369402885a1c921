//! Events in the words of OpenTelemetry: the stable conventions for HTTP clients, and names of our own under `geai.`.

use std::borrow::Cow;

use reqwest::Method;

use super::{Event, EventKind};

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AttributeValue<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
}

/// Attributes with their names.
pub type Attributes<'a> = Vec<(&'static str, AttributeValue<'a>)>;

/// Bounds of the buckets of `http.client.request.duration`, in seconds, as the convention sets them.
pub const DURATION_BUCKETS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// The methods that the convention knows.
const METHODS: [Method; 9] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::CONNECT,
    Method::OPTIONS,
    Method::TRACE,
    Method::PATCH,
];

impl Event {
    /// Name of the span of the call.
    pub fn span_name(&self) -> String {
        format!("geai {}", self.operation)
    }

    /// Attributes for the span of the call, of a start and an end, or for an event of that span.
    pub fn attributes(&self) -> Attributes<'_> {
        let mut attributes = Vec::with_capacity(8);
        let attempt = i64::from(self.attempt);
        match self.kind {
            EventKind::Start => {
                attributes.extend(self.request());
                attributes.push(("geai.operation", AttributeValue::Text(self.operation.into())));
                text(&mut attributes, "url.full", self.url.as_deref());
                text(&mut attributes, "url.template", self.path.as_deref());
                text(&mut attributes, "geai.project.id", self.project_id.as_deref());
            }
            EventKind::Attempt => {
                attributes.push(("geai.attempt", AttributeValue::Integer(attempt)));
                attributes.push(("geai.duration", AttributeValue::Number(self.elapsed.as_secs_f64())));
            }
            EventKind::Retry => {
                attributes.push(("geai.attempt", AttributeValue::Integer(attempt)));
                let wait = self.wait.unwrap_or_default().as_secs_f64();
                attributes.push(("geai.wait", AttributeValue::Number(wait)));
            }
            EventKind::End => attributes.push(("geai.attempts", AttributeValue::Integer(attempt))),
        }
        if self.resends > 0 && self.kind != EventKind::Retry {
            attributes.push(("http.request.resend_count", AttributeValue::Integer(i64::from(self.resends))));
        }
        attributes.extend(self.outcome());
        text(&mut attributes, "geai.request.id", self.request_id.as_deref());
        attributes
    }

    /// Attributes of the measurement that an event is: of `http.client.request.duration` for an attempt, of
    /// `geai.client.call.duration` for the end of a call. None of them has many values.
    pub fn metric_attributes(&self) -> Attributes<'_> {
        let mut attributes = self.request();
        attributes.retain(|(name, _)| *name != "http.request.method_original");
        if self.kind == EventKind::End {
            attributes.push(("geai.operation", AttributeValue::Text(self.operation.into())));
        }
        attributes.extend(self.outcome());
        attributes
    }

    fn request(&self) -> Attributes<'_> {
        let mut attributes = Vec::with_capacity(8);
        if let Some(method) = &self.method {
            let known = METHODS.contains(method);
            let name = if known { method.as_str() } else { "_OTHER" };
            attributes.push(("http.request.method", AttributeValue::Text(name.into())));
            text(&mut attributes, "http.request.method_original", Some(method.as_str()).filter(|_| !known));
        }
        attributes.push(("server.address", AttributeValue::Text(Cow::Borrowed(&self.host))));
        attributes.extend(self.port.map(|port| ("server.port", AttributeValue::Integer(port.into()))));
        attributes
    }

    fn outcome(&self) -> Attributes<'_> {
        let mut attributes = Vec::with_capacity(3);
        if let Some(status) = self.status {
            attributes.push(("http.response.status_code", AttributeValue::Integer(status.into())));
        }
        text(&mut attributes, "network.protocol.version", self.version);
        // The convention takes a status that is an error for the type of the error.
        let status = self.status.filter(|status| *status >= 400).map(|status| Cow::Owned(status.to_string()));
        if let Some(error_type) = self.error_type {
            let error_type = status.unwrap_or(Cow::Borrowed(error_type));
            attributes.push(("error.type", AttributeValue::Text(error_type)));
        }
        attributes
    }
}

fn text<'a>(attributes: &mut Attributes<'a>, name: &'static str, value: Option<&'a str>) {
    attributes.extend(value.map(|value| (name, AttributeValue::Text(value.into()))));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::events::EventCall;

    fn event(kind: EventKind) -> Event {
        let call = EventCall {
            number: 1,
            operation: "agents.get",
            base_url: "https://api.example".to_owned(),
            host: "api.example".to_owned(),
            port: Some(443),
            path: Some("/v4/agents/{id}".to_owned()),
            project_id: None,
        };
        Event {
            kind,
            call: Arc::new(call),
            time: SystemTime::UNIX_EPOCH,
            method: Some(Method::GET),
            url: Some("https://api.example/v4/agents/a".to_owned()),
            attempt: 2,
            elapsed: Duration::from_millis(1500),
            wait: Some(Duration::from_millis(250)),
            status: None,
            request_id: Some("r-1".to_owned()),
            error_type: None,
            error: None,
            resends: 1,
            version: None,
        }
    }

    fn shown(attributes: &Attributes<'_>) -> Vec<String> {
        let shown = attributes.iter().map(|(name, value)| match value {
            AttributeValue::Text(text) => format!("{name}={text}"),
            AttributeValue::Integer(number) => format!("{name}={number}"),
            AttributeValue::Number(number) => format!("{name}={number:?}"),
        });
        shown.collect()
    }

    #[test]
    fn each_kind_of_event_has_its_attributes() {
        assert_eq!(event(EventKind::Start).span_name(), "geai agents.get");
        let request = ["http.request.method=GET", "server.address=api.example", "server.port=443"];
        let resent = "http.request.resend_count=1";
        for (kind, own) in [
            (
                EventKind::Start,
                vec![
                    request[0],
                    request[1],
                    request[2],
                    "geai.operation=agents.get",
                    "url.full=https://api.example/v4/agents/a",
                    "url.template=/v4/agents/{id}",
                    resent,
                ],
            ),
            (EventKind::Attempt, vec!["geai.attempt=2", "geai.duration=1.5", resent]),
            (EventKind::Retry, vec!["geai.attempt=2", "geai.wait=0.25"]),
            (EventKind::End, vec!["geai.attempts=2", resent]),
        ] {
            let expected = [own, vec!["geai.request.id=r-1"]].concat();
            assert_eq!(shown(&event(kind).attributes()), expected, "{kind:?}");
        }
        let first = Event { resends: 0, ..event(EventKind::Attempt) };
        assert!(!shown(&first.attributes()).contains(&"http.request.resend_count=0".to_owned()));
        for (kind, operation) in [(EventKind::Attempt, None), (EventKind::End, Some("geai.operation=agents.get"))] {
            let expected: Vec<_> = request.into_iter().chain(operation).collect();
            assert_eq!(shown(&event(kind).metric_attributes()), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_status_of_an_error_is_the_type_of_the_error() {
        for (status, error_type, expected) in [
            (None, None, vec![]),
            (Some(200), None, vec!["http.response.status_code=200"]),
            (Some(399), Some("RedirectError"), vec!["http.response.status_code=399", "error.type=RedirectError"]),
            (Some(400), Some("BadRequestError"), vec!["http.response.status_code=400", "error.type=400"]),
            (Some(503), None, vec!["http.response.status_code=503"]),
            (None, Some("cancelled"), vec!["error.type=cancelled"]),
        ] {
            let event = Event { status, error_type, ..event(EventKind::Attempt) };
            assert_eq!(shown(&event.outcome()), expected, "{status:?} {error_type:?}");
        }
        let event = Event { version: Some("2"), ..event(EventKind::Attempt) };
        assert_eq!(shown(&event.outcome()), ["network.protocol.version=2"]);
    }

    #[test]
    fn a_method_that_the_convention_does_not_know_is_another() {
        let method =
            |method: &[u8]| Event { method: Some(Method::from_bytes(method).unwrap()), ..event(EventKind::Start) };
        let other = method(b"PURGE");
        let found = shown(&other.request());
        assert_eq!(found[..2], ["http.request.method=_OTHER", "http.request.method_original=PURGE"]);
        assert!(!shown(&other.metric_attributes()).iter().any(|attribute| attribute.contains("PURGE")));
        for known in ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"] {
            let known_one = method(known.as_bytes());
            assert_eq!(shown(&known_one.request())[0], format!("http.request.method={known}"));
            assert_eq!(shown(&known_one.request()).len(), 3, "{known}");
        }
    }
}
