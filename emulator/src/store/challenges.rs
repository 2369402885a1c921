//! PKCE challenges and authorization codes (RFC 7636; SIM-72, SIM-75 to SIM-77).

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::store::caller::Caller;
use crate::store::clock::Instant;
use crate::store::sorted;

/// How long a challenge and a code are valid.
const LIFETIME: Duration = Duration::from_secs(600);

/// Expired entries are removed only once there are this many.
const SWEEP_AT: usize = 1024;

/// base64url without padding of the SHA-256 of the verifier.
pub(crate) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Random, 64 characters out of the unreserved ones.
fn new_verifier() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ChallengeState {
    Open,
    /// With a running number, to find the newest.
    Completed(u64),
    Denied,
    Used,
}

/// Who started a challenge, and what it authorises.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AuthorizationStart {
    pub(crate) project: usize,
    pub(crate) caller: Caller,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// With `issuer` it finds the target of the challenge.
    pub(crate) authorization_url: String,
    pub(crate) issuer: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Challenge {
    start: AuthorizationStart,
    verifier: String,
    created: Instant,
    state: ChallengeState,
}

/// What an authorization code was issued for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CodeGrant {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: String,
    pub(crate) created: Instant,
}

/// All challenges and codes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Challenges {
    #[serde(serialize_with = "sorted::serialize")]
    challenges: HashMap<String, Challenge>,
    #[serde(serialize_with = "sorted::serialize")]
    codes: HashMap<String, CodeGrant>,
    /// Size of each map at which its expired entries are removed next.
    #[serde(skip)]
    sweep_challenges: usize,
    #[serde(skip)]
    sweep_codes: usize,
    completions: u64,
}

impl Challenges {
    /// Creates a challenge and returns its id and code challenge; the verifier is kept.
    pub(crate) fn create(&mut self, start: AuthorizationStart, now: Instant) -> (String, String) {
        sweep(&mut self.challenges, &mut self.sweep_challenges, |challenge| is_alive(challenge.created, now));
        let id = Uuid::new_v4().to_string();
        let verifier = new_verifier();
        let code_challenge = s256(&verifier);
        let challenge = Challenge { start, verifier, created: now, state: ChallengeState::Open };
        self.challenges.insert(id.clone(), challenge);
        (id, code_challenge)
    }

    /// Marks an open challenge as completed; false when it is unknown, expired or not open.
    pub(crate) fn complete(&mut self, id: &str, now: Instant) -> bool {
        self.completions += 1;
        let completed = ChallengeState::Completed(self.completions);
        self.finish(id, now, completed)
    }

    /// Marks an open challenge as denied by the user; false when it is unknown, expired or not open.
    pub(crate) fn deny(&mut self, id: &str, now: Instant) -> bool {
        self.finish(id, now, ChallengeState::Denied)
    }

    fn finish(&mut self, id: &str, now: Instant, state: ChallengeState) -> bool {
        match self.challenges.get_mut(id) {
            Some(challenge) if challenge.state == ChallengeState::Open && is_alive(challenge.created, now) => {
                challenge.state = state;
                true
            }
            _ => false,
        }
    }

    /// Whether the user denied this challenge of the caller.
    pub(crate) fn is_denied(&self, id: &str, project: usize, caller: Caller) -> bool {
        self.challenges.get(id).is_some_and(|challenge| {
            challenge.state == ChallengeState::Denied
                && challenge.start.project == project
                && challenge.start.caller == caller
        })
    }

    /// How a challenge was started, and its verifier, for the code exchange.
    pub(crate) fn verifier(&self, id: &str) -> Option<(&AuthorizationStart, &str)> {
        let challenge = self.challenges.get(id)?;
        Some((&challenge.start, &challenge.verifier))
    }

    /// A completed, unused challenge of the caller: the one with this id, or the newest (SIM-77).
    pub(crate) fn usable(
        &self,
        id: Option<&str>,
        project: usize,
        caller: Caller,
        now: Instant,
    ) -> Option<(String, &AuthorizationStart)> {
        self.challenges
            .iter()
            .filter(|(key, challenge)| {
                id.is_none_or(|id| id == key.as_str())
                    && challenge.start.project == project
                    && challenge.start.caller == caller
                    && is_alive(challenge.created, now)
            })
            .filter_map(|(key, challenge)| match challenge.state {
                ChallengeState::Completed(order) => Some((order, key, &challenge.start)),
                _ => None,
            })
            .max_by_key(|(order, _, _)| *order)
            .map(|(_, key, start)| (key.clone(), start))
    }

    /// Marks a challenge as used; it can be used once (SIM-75).
    pub(crate) fn use_up(&mut self, id: &str) {
        if let Some(challenge) = self.challenges.get_mut(id) {
            challenge.state = ChallengeState::Used;
        }
    }

    /// Issues a code of the authorization server.
    pub(crate) fn issue_code(&mut self, request: CodeGrant) -> String {
        let now = request.created;
        sweep(&mut self.codes, &mut self.sweep_codes, |code| is_alive(code.created, now));
        let code = Uuid::new_v4().simple().to_string();
        self.codes.insert(code.clone(), request);
        code
    }

    /// The token endpoint's check: the code is known and not expired, client and redirect URI are the same, and the
    /// verifier fits. The attempt uses up the code, also when the check fails.
    pub(crate) fn exchange(
        &mut self,
        code: &str,
        client_id: &str,
        redirect_uri: &str,
        verifier: &str,
        now: Instant,
    ) -> bool {
        self.codes.remove(code).is_some_and(|issued| {
            is_alive(issued.created, now)
                && issued.client_id == client_id
                && issued.redirect_uri == redirect_uri
                && is_verifier(verifier)
                && s256(verifier) == issued.code_challenge
        })
    }
}

/// Removes expired entries when the map has doubled since the last time, so that the cost per entry stays constant.
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
