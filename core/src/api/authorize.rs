//! Sign-in to a service through the inspector: inspect, begin, let the user sign in, fetch (I6 to I8).

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use url::Url;

use crate::client::Client;
use crate::client::execute::follow;
use crate::client::observe::{ObservedTarget, SIGN_IN, call_of};
use crate::config::call_options::CallOptions;
use crate::config::deadline::deadline_after;
use crate::config::loopback::is_loopback;
use crate::error::{Error, ErrorKind, Executed, Phase};
use crate::models::authorization::Authorization;
use crate::models::integrations::{ChallengeMethod, OAuthFlow, OAuthFlows, SecurityScheme};

/// First pause between two polls; each is half as long again as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Client {
    /// Inspects a service and, where it wants a user to sign in, begins that.
    ///
    /// With the `challenge_id` of a sign-in that was begun before, that one is resumed instead.
    /// Errors as the two operations, and where the server names a page that is not one of `https://`, or of `http://` on
    /// this machine.
    pub async fn begin_authorization(
        &self,
        url: &str,
        client_id: Option<&str>,
        challenge_id: Option<&str>,
    ) -> Result<Authorization, Error> {
        let observed = self.observed(&CallOptions::default(), || ObservedTarget::Task(SIGN_IN));
        let client = self.within(call_of(&observed));
        follow(&observed, pin!(client.begin(url, client_id, challenge_id))).await
    }

    async fn begin(
        &self,
        url: &str,
        client_id: Option<&str>,
        challenge_id: Option<&str>,
    ) -> Result<Authorization, Error> {
        let mut authorization = Authorization {
            url: url.to_owned(),
            security_scheme: None,
            authorization_url: None,
            challenge_id: challenge_id.map(str::to_owned),
            manifest: None,
            extra: crate::json::Extra::new(),
            malformed: Default::default(),
        };
        let inspected = self.inspector().security_scheme(url).await?;
        let Some(mut scheme) = inspected.security_scheme else { return Ok(authorization) };
        let client_id = client_id.filter(|id| !id.trim().is_empty());
        if let Some(flow) = code_flow(&mut scheme) {
            flow.client_id = client_id.map(str::to_owned).or_else(|| flow.client_id.take());
            flow.challenge_method.get_or_insert(ChallengeMethod::S256);
            if challenge_id.is_some() {
                authorization.security_scheme = Some(scheme);
                return Ok(authorization);
            }
            if client_id.is_none() {
                let name = self.name_style().name("client_id");
                let why = format!("{name}: required, the service wants a user to sign in");
                return Err(self.name_client(Error::invalid(why)));
            }
            let challenge = self.inspector().create_challenge(scheme.clone()).await?;
            authorization.authorization_url = Some(sign_in_url(&challenge.authorization_url)?);
            authorization.challenge_id = Some(challenge.challenge_id);
        }
        authorization.security_scheme = Some(scheme);
        Ok(authorization)
    }

    /// Waits until the user signed in, and fetches the description of the service.
    ///
    /// Polls with growing pauses until `deadline`, a day at most, has passed, and a last time then: an `APITimeoutError`.
    /// A refusal that the server reports is an error at once.
    pub async fn finish_authorization(
        &self,
        authorization: Authorization,
        deadline: Duration,
    ) -> Result<Authorization, Error> {
        let observed = self.observed(&CallOptions::default(), || ObservedTarget::Task(SIGN_IN));
        let client = self.within(call_of(&observed));
        follow(&observed, pin!(client.finish(authorization, deadline))).await
    }

    async fn finish(&self, mut authorization: Authorization, deadline: Duration) -> Result<Authorization, Error> {
        let begun = Instant::now();
        let until = deadline_after(begun, deadline);
        let (mut pause, mut polls) = (FIRST_PAUSE, 0_u32);
        loop {
            polls = polls.saturating_add(1);
            let mut call = self.inspector().manifest().url(authorization.url.as_str());
            if let Some(id) = &authorization.challenge_id {
                call = call.challenge_id(id.as_str());
            }
            let fetched = call.deadline(until.saturating_duration_since(Instant::now()).max(FIRST_PAUSE)).await;
            match fetched {
                Ok(result) if result.success == Some(true) => {
                    authorization.manifest = result.manifest;
                    return Ok(authorization);
                }
                Ok(_) => {}
                // A challenge can be used once, so only a fetch that was certainly not executed is tried again.
                Err(error) if error.executed == Executed::No && error.retryable => {}
                Err(error) => return Err(error),
            }
            let left = until.saturating_duration_since(Instant::now());
            if authorization.challenge_id.is_none() || left.is_zero() {
                let error = unfinished(&authorization, deadline);
                let error = error.with(|error| (error.attempts, error.elapsed) = (polls, begun.elapsed()));
                return Err(self.name_client(error));
            }
            sleep(pause.min(left)).await;
            pause = pause.mul_f64(1.5).min(LONGEST_PAUSE);
        }
    }
}

/// The URL of the page where the user signs in, in ASCII. It is shown on terminals and handed to what opens URLs, which would
/// take a file, a script or an option of its command as well.
fn sign_in_url(named: &str) -> Result<String, Error> {
    let url = Url::parse(named).ok().filter(|url| match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(url),
        _ => false,
    });
    // The URL is not repeated: it is the server's, and may hold what a terminal obeys.
    url.map(String::from).ok_or_else(|| {
        let detail =
            "the page that the server names for the sign-in is refused: expected https://, or http:// on this machine";
        Error::local(ErrorKind::MalformedResponseError, detail).with(|error| {
            (error.phase, error.executed) = (Phase::Decode, Executed::Yes);
            error.operation = Some(SIGN_IN);
        })
    })
}

/// The flow in which a user signs in, if the scheme has one.
fn code_flow(scheme: &mut SecurityScheme) -> Option<&mut OAuthFlow> {
    let oauth = scheme.r#type.as_ref().is_some_and(|kind| kind.as_str().eq_ignore_ascii_case("oauth2"));
    let flows: Option<&mut OAuthFlows> = scheme.flows.as_mut().filter(|_| oauth);
    flows?.authorization_code.as_mut()
}

fn unfinished(authorization: &Authorization, deadline: Duration) -> Error {
    let detail = match &authorization.challenge_id {
        Some(id) => format!(
            "nobody signed in within {} s: the sign-in was not completed, was refused or has expired (challenge {id})",
            deadline.as_secs_f64()
        ),
        None => "the service gave no description".to_owned(),
    };
    let error = Error::local(ErrorKind::APITimeoutError, detail).of_read();
    error.with(|error| (error.phase, error.operation) = (Phase::Response, Some(SIGN_IN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_https_or_of_this_machine_are_opened() {
        for (named, url) in [
            (
                "https://id.example/authorize?state=a%20b&scope=x+y",
                "https://id.example/authorize?state=a%20b&scope=x+y",
            ),
            ("HTTPS://id.example", "https://id.example/"),
            ("http://127.0.0.1:8080/authorize", "http://127.0.0.1:8080/authorize"),
            ("http://[::1]/", "http://[::1]/"),
            ("http://app.localhost/", "http://app.localhost/"),
            ("https://b\u{fc}cher.example/\u{202e}", "https://xn--bcher-kva.example/%E2%80%AE"),
            ("https://id.example/\u{1b}[2J?a=\u{7}\u{9b}", "https://id.example/%1B[2J?a=%07%C2%9B"),
        ] {
            let shown = sign_in_url(named).unwrap();
            assert_eq!(shown, url);
            assert!(shown.bytes().all(|byte| byte.is_ascii_graphic()));
        }
        for named in [
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "/etc/passwd",
            "authorize",
            "--version",
            "-https://id.example",
            "http://id.example/",
            "http://127.0.0.1.id.example/",
            "http://localhost.id.example/",
            "ftp://id.example/",
            "https://",
            "vbscript:x",
            "\\\\server\\share",
            "https",
        ] {
            let error = sign_in_url(named).unwrap_err();
            assert_eq!((error.kind(), error.executed), (ErrorKind::MalformedResponseError, Executed::Yes), "{named}");
        }
    }
}
