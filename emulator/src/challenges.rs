//! PKCE challenges and authorization codes (RFC 7636; SIM-72, SIM-75 to SIM-77).

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::clock::Instant;
use crate::frame::Caller;

/// How long a challenge, and a code, lives.
const LIFETIME: Duration = Duration::from_secs(600);

/// Fewer than this are never swept.
const SWEEP_AT: usize = 1024;

/// base64url without padding of the SHA-256 of the verifier.
pub(crate) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Random, 64 characters out of the unreserved ones.
fn new_verifier() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// With a counter, to find the newest.
    Completed(u64),
    Denied,
    Used,
}

/// What a challenge is about.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) project: usize,
    pub(crate) caller: Caller,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// To find the target it was made for.
    pub(crate) authorization_url: String,
    pub(crate) issuer: String,
}

#[derive(Debug)]
struct Challenge {
    subject: Subject,
    verifier: String,
    created: Instant,
    state: State,
}

/// A code the authorization server gave out.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: String,
    pub(crate) created: Instant,
}

/// All challenges and codes.
#[derive(Debug, Default)]
pub(crate) struct Challenges {
    challenges: HashMap<String, Challenge>,
    codes: HashMap<String, Grant>,
    /// Size at which the expired ones of each are swept next.
    sweep_challenges: usize,
    sweep_codes: usize,
    completions: u64,
}

impl Challenges {
    /// Makes a challenge; the verifier stays here. Returns id and code challenge.
    pub(crate) fn create(&mut self, subject: Subject, now: Instant) -> (String, String) {
        sweep(&mut self.challenges, &mut self.sweep_challenges, |challenge| is_alive(challenge.created, now));
        let id = Uuid::new_v4().to_string();
        let verifier = new_verifier();
        let code_challenge = s256(&verifier);
        let challenge = Challenge { subject, verifier, created: now, state: State::Open };
        self.challenges.insert(id.clone(), challenge);
        (id, code_challenge)
    }

    /// Marks an open challenge as completed; false when it is not open any more, or never was.
    pub(crate) fn complete(&mut self, id: &str, now: Instant) -> bool {
        self.completions += 1;
        let completed = State::Completed(self.completions);
        self.finish(id, now, completed)
    }

    /// The user said no.
    pub(crate) fn deny(&mut self, id: &str, now: Instant) -> bool {
        self.finish(id, now, State::Denied)
    }

    fn finish(&mut self, id: &str, now: Instant, state: State) -> bool {
        match self.challenges.get_mut(id) {
            Some(challenge) if challenge.state == State::Open && is_alive(challenge.created, now) => {
                challenge.state = state;
                true
            }
            _ => false,
        }
    }

    /// Whether the user refused this challenge of the caller.
    pub(crate) fn is_denied(&self, id: &str, project: usize, caller: Caller) -> bool {
        self.challenges.get(id).is_some_and(|challenge| {
            challenge.state == State::Denied
                && challenge.subject.project == project
                && challenge.subject.caller == caller
        })
    }

    /// The verifier of an open challenge, for the code exchange.
    pub(crate) fn verifier(&self, id: &str) -> Option<(&Subject, &str)> {
        let challenge = self.challenges.get(id)?;
        Some((&challenge.subject, &challenge.verifier))
    }

    /// A completed challenge of the caller that may still be used: the one asked for, or the newest (SIM-77).
    pub(crate) fn usable(
        &self,
        id: Option<&str>,
        project: usize,
        caller: Caller,
        now: Instant,
    ) -> Option<(String, &Subject)> {
        self.challenges
            .iter()
            .filter(|(key, challenge)| {
                id.is_none_or(|id| id == key.as_str())
                    && challenge.subject.project == project
                    && challenge.subject.caller == caller
                    && is_alive(challenge.created, now)
            })
            .filter_map(|(key, challenge)| match challenge.state {
                State::Completed(order) => Some((order, key, &challenge.subject)),
                _ => None,
            })
            .max_by_key(|(order, _, _)| *order)
            .map(|(_, key, subject)| (key.clone(), subject))
    }

    /// A challenge serves once (SIM-75).
    pub(crate) fn use_up(&mut self, id: &str) {
        if let Some(challenge) = self.challenges.get_mut(id) {
            challenge.state = State::Used;
        }
    }

    pub(crate) fn grant(&mut self, grant: Grant) -> String {
        let now = grant.created;
        sweep(&mut self.codes, &mut self.sweep_codes, |grant| is_alive(grant.created, now));
        let code = Uuid::new_v4().simple().to_string();
        self.codes.insert(code.clone(), grant);
        code
    }

    /// The token endpoint's check: known, alive, same client and redirect, and a verifier that fits. A code is spent by
    /// the attempt, whatever comes of it.
    pub(crate) fn exchange(
        &mut self,
        code: &str,
        client_id: &str,
        redirect_uri: &str,
        verifier: &str,
        now: Instant,
    ) -> bool {
        self.codes.remove(code).is_some_and(|grant| {
            is_alive(grant.created, now)
                && grant.client_id == client_id
                && grant.redirect_uri == redirect_uri
                && is_verifier(verifier)
                && s256(verifier) == grant.code_challenge
        })
    }
}

/// Drops what is dead when the map has doubled since the last time, so that the cost per entry stays constant.
fn sweep<T>(map: &mut HashMap<String, T>, next: &mut usize, alive: impl Fn(&T) -> bool) {
    if map.len() >= (*next).max(SWEEP_AT) {
        map.retain(|_, entry| alive(entry));
        *next = map.len() * 2;
    }
}

fn is_alive(created: Instant, now: Instant) -> bool {
    now.saturating_sub(created) < LIFETIME
}

/// 43 to 128 unreserved characters.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::{is_verifier, new_verifier, s256};

    /// RFC 7636, appendix B.
    #[test]
    fn sim_72_s256_agrees_with_the_rfc() {
        assert_eq!(s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn sim_72_a_verifier_has_43_to_128_unreserved_characters() {
        let verifier = new_verifier();
        assert!(is_verifier(&verifier), "{verifier}");
        assert_ne!(verifier, new_verifier());
        assert!(!is_verifier("short"));
        assert!(!is_verifier(&"a".repeat(129)));
        assert!(!is_verifier(&"ä".repeat(43)));
    }
}
