//! The clients of a run: of the command, of its further profiles, and those that leave something out.

use geai_client::bindings::{headers, with_token, without};
use geai_client::{CallOptions, Client, Error, HeaderMap, Token};

use super::probe::Sender;

/// A token that no server knows.
const STRANGER: &str = "geai-doctor-no-such-token";

/// The clients that the flags and profiles gave.
#[derive(Debug)]
pub struct Clients {
    pub client: Client,
    pub oauth: Option<Client>,
    pub second: Option<Client>,
}

impl Clients {
    /// All that there are.
    pub fn all(&self) -> impl Iterator<Item = &Client> {
        [Some(&self.client), self.oauth.as_ref(), self.second.as_ref()].into_iter().flatten()
    }

    /// The client that sends a request, with the headers that it has. `None` where no profile gives that token.
    pub fn of(&self, sender: Sender) -> Result<Option<(Client, HeaderMap)>, Error> {
        let plain = |client: &Client| (client.clone(), HeaderMap::new());
        Ok(match sender {
            Sender::Client => Some(plain(&self.client)),
            Sender::Nobody => Some(plain(&without(&self.client, true, false))),
            Sender::Stranger => Some(plain(&with_token(&self.client, Token::from(STRANGER), false)?)),
            Sender::OAuth => self.oauth.as_ref().map(plain),
            Sender::OAuthWith(header) => self.oauth.as_ref().map(|client| {
                let project = client.project_id().unwrap_or_default().to_owned();
                let given = (!header.is_empty()).then(|| (header.to_owned(), project));
                (without(client, false, true), headers(given).unwrap_or_default())
            }),
            Sender::SecondProject => self.second.as_ref().map(plain),
        })
    }
}

/// Options of a probe's calls: each is made once, so that its answer is the first one.
pub fn once(headers: HeaderMap) -> CallOptions {
    CallOptions { retries: Some(0), headers, ..CallOptions::default() }
}
