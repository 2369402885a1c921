//! The body of a response: its coding, its limits, its byte order mark.

use bytes::{Buf as _, Bytes, BytesMut};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING};

use super::decompress::{Coding, Gunzip, MAX_NAME, Stopped};
use super::failure::{Failure, classify_error, corrupt, timed_out};
use super::sentences::Route;
use crate::error::Phase;

/// Most bytes that are reserved for a body because `Content-Length` announces them.
const MOST_RESERVED: usize = 64 << 20;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const UTF16_MARKS: [&[u8]; 2] = [b"\xfe\xff", b"\xff\xfe"];

/// The body of a response, decoded.
pub(super) struct Body {
    pub bytes: Bytes,
    /// Whether it is longer than the limit: only the beginning is here.
    pub is_cut: bool,
}

/// Why a body did not arrive.
pub(super) enum Lost {
    TimedOut,
    Broken(reqwest::Error),
    /// It is not what its coding says; the text says how.
    Corrupt(&'static str),
}

impl Lost {
    /// The failure of the attempt whose response has this status.
    pub(super) fn failure(self, status: StatusCode, route: &Route<'_>) -> Failure {
        match self {
            Self::TimedOut => timed_out(route, Phase::Body, Some(status)),
            Self::Broken(error) => classify_error(error, route, Some(status)),
            Self::Corrupt(why) => corrupt(status, why),
        }
    }
}

/// Collects the chunks of a body, and decodes it.
pub(super) enum Collector {
    /// A body of one chunk is not copied.
    Plain {
        first: Option<Bytes>,
        rest: BytesMut,
        announced: usize,
        limit: usize,
    },
    Gzip(Box<Gunzip>),
}

impl Collector {
    /// For a body of which `headers` tell the coding, and `announced` the size.
    pub(super) fn new(headers: &HeaderMap, announced: Option<u64>, limit: usize) -> Self {
        match Coding::of(headers) {
            Coding::Gzip if transfer_coding(headers).is_none() => Self::Gzip(Box::new(Gunzip::new(limit))),
            _ => {
                let announced = announced.and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
                Self::Plain { first: None, rest: BytesMut::new(), announced, limit }
            }
        }
    }

    /// The body, after its last chunk or the one that `stopped` it. Once it is decoded, `headers` tell nothing more of its
    /// coding.
    pub(super) fn end(self, stopped: Option<Stopped>, headers: &mut HeaderMap) -> Result<Body, Lost> {
        let is_gzip = matches!(self, Self::Gzip(_));
        let ended = match stopped {
            None => self.finish(),
            Some(stopped) => self.full(stopped),
        };
        let mut body = ended.map_err(|stopped| match stopped {
            Stopped::Trailing => Lost::Corrupt("other bytes follow the gzip of the response"),
            Stopped::Corrupt | Stopped::Full => Lost::Corrupt("the gzip of the response is corrupt or cut off"),
        })?;
        if is_gzip {
            headers.remove(CONTENT_ENCODING);
            headers.remove(CONTENT_LENGTH);
        }
        skip_mark(&mut body.bytes);
        Ok(body)
    }

    /// Adds a chunk, or says why no more are taken.
    pub(super) fn add(&mut self, chunk: Bytes) -> Result<(), Stopped> {
        match self {
            Self::Gzip(gunzip) => gunzip.feed(&chunk),
            Self::Plain { first, rest, announced, limit } => {
                if let Some(first) = first.take() {
                    rest.reserve((*announced).min(*limit).min(MOST_RESERVED));
                    rest.extend_from_slice(&first);
                }
                if rest.len().saturating_add(chunk.len()) > *limit {
                    rest.extend_from_slice(chunk.get(..limit.saturating_sub(rest.len())).unwrap_or_default());
                    return Err(Stopped::Full);
                }
                if rest.is_empty() {
                    *first = Some(chunk);
                } else {
                    rest.extend_from_slice(&chunk);
                }
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<Body, Stopped> {
        let bytes = match self {
            Self::Plain { first, rest, .. } => first.unwrap_or_else(|| rest.freeze()),
            Self::Gzip(mut gunzip) => match gunzip.finish() {
                Err(Stopped::Full) => return Ok(Body { bytes: gunzip.decoded(), is_cut: true }),
                bytes => bytes?,
            },
        };
        Ok(Body { bytes, is_cut: false })
    }

    /// The beginning of a body that is longer than the limit.
    fn full(self, stopped: Stopped) -> Result<Body, Stopped> {
        let bytes = match (stopped, self) {
            (Stopped::Full, Self::Plain { rest, .. }) => rest.freeze(),
            (Stopped::Full, Self::Gzip(mut gunzip)) => gunzip.decoded(),
            (stopped, _) => return Err(stopped),
        };
        Ok(Body { bytes, is_cut: true })
    }
}

/// Skips the byte order mark of UTF-8, unless nothing follows it.
fn skip_mark(body: &mut Bytes) {
    let text = body.strip_prefix(UTF8_MARK).unwrap_or_default();
    if text.iter().any(|byte| !byte.is_ascii_whitespace()) {
        body.advance(UTF8_MARK.len());
    }
}

/// Whether a body is encoded in a way that nobody asked for, and no text.
pub(super) fn is_unreadable(headers: &HeaderMap, body: &[u8]) -> bool {
    let is_coded = transfer_coding(headers).is_some() || matches!(Coding::of(headers), Coding::Other(_));
    is_coded && std::str::from_utf8(body).is_err()
}

/// The codings of `Transfer-Encoding` beside `chunked`: a client asks for them by `TE`, which this one does not send, and no
/// HTTP library undoes them (RFC 9112 6.1).
fn transfer_coding(headers: &HeaderMap) -> Option<String> {
    headers.get(TRANSFER_ENCODING)?;
    let values = headers.get_all(TRANSFER_ENCODING).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let named = values.collect::<Vec<_>>().join(",");
    let codings = named.split(',').map(str::trim);
    let known = |name: &&str| ["", "chunked", "identity"].iter().any(|known| name.eq_ignore_ascii_case(known));
    let foreign = codings.filter(|name| !known(name)).collect::<Vec<_>>().join(", ");
    (!foreign.is_empty()).then(|| foreign.chars().take(MAX_NAME).collect())
}

/// Why a body is no JSON, if its coding or its charset is the reason: one that nobody asked for.
pub(crate) fn foreign_form(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if let Some(name) = transfer_coding(headers) {
        return Some(format!("the body has the transfer coding `{name}`, which was not asked for"));
    }
    if let Coding::Other(name) = Coding::of(headers) {
        return Some(format!("the body is encoded as `{name}`, which was not asked for"));
    }
    let charset = charset(headers).filter(|name| !["utf-8", "utf8", "us-ascii", "ascii"].contains(&name.as_str()));
    match charset {
        Some(name) => Some(format!("the body is in the charset `{name}`, only UTF-8 is read")),
        None if UTF16_MARKS.iter().any(|mark| body.starts_with(mark)) => {
            Some("the body begins with the byte order mark of UTF-16, only UTF-8 is read".to_owned())
        }
        None => None,
    }
}

/// The charset that `Content-Type` names, in lower case.
fn charset(headers: &HeaderMap) -> Option<String> {
    let content_type = String::from_utf8_lossy(headers.get(CONTENT_TYPE)?.as_bytes()).to_ascii_lowercase();
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim() == "charset")?;
    Some(value.trim().trim_matches('"').chars().take(MAX_NAME).collect())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn plain(announced: usize, limit: usize) -> Collector {
        Collector::Plain { first: None, rest: BytesMut::new(), announced, limit }
    }

    fn headers(pairs: &[(reqwest::header::HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_body_is_whole_up_to_its_limit_and_cut_there() {
        for (chunks, expected, is_cut) in [
            (&["abcd"][..], "abcd", false),
            (&["abcde"], "abcd", true),
            (&["ab", "cd"], "abcd", false),
            (&["", "ab", "c"], "abc", false),
            (&["a", "b", "c", "d"], "abcd", false),
            (&["abc", "de"], "abcd", true),
            (&["ab", "cd", "e"], "abcd", true),
            (&[], "", false),
        ] {
            let mut body = plain(0, 4);
            let stopped = chunks.iter().find_map(|chunk| body.add(Bytes::from_static(chunk.as_bytes())).err());
            let body = match stopped {
                Some(stopped) => body.full(stopped),
                None => body.finish(),
            };
            let body = body.map_err(|_| "corrupt").unwrap();
            assert_eq!((&*body.bytes, body.is_cut), (expected.as_bytes(), is_cut), "{chunks:?}");
        }
    }

    #[test]
    fn room_is_made_for_what_is_announced_within_bounds() {
        let reserved = |announced, limit| {
            let mut body = plain(announced, limit);
            for _ in 0..2 {
                body.add(Bytes::from_static(b"ab")).map_err(|_| "full").unwrap();
            }
            match body {
                Collector::Plain { rest, .. } => rest.capacity(),
                Collector::Gzip(_) => 0,
            }
        };
        assert!((1000..4000).contains(&reserved(1000, usize::MAX)));
        assert!((1000..4000).contains(&reserved(usize::MAX, 1000)));
        assert!((MOST_RESERVED..MOST_RESERVED + 4000).contains(&reserved(usize::MAX, usize::MAX)));
        assert_eq!(MOST_RESERVED, 67_108_864);
    }

    #[test]
    fn a_byte_order_mark_is_skipped_unless_nothing_follows() {
        for (body, expected) in [
            (&b"\xef\xbb\xbf{}"[..], &b"{}"[..]),
            (b"\xef\xbb\xbf \n1", b" \n1"),
            (b"\xef\xbb\xbf", b"\xef\xbb\xbf"),
            (b"\xef\xbb\xbf \r\n", b"\xef\xbb\xbf \r\n"),
            (b"\xef\xbb", b"\xef\xbb"),
            (b"{}", b"{}"),
        ] {
            let mut bytes = Bytes::from_static(body);
            skip_mark(&mut bytes);
            assert_eq!(&*bytes, expected, "{body:02x?}");
        }
    }

    #[test]
    fn a_coding_that_nobody_asked_for_is_named_where_the_body_is_no_text() {
        let (br, gzip) = (headers(&[(CONTENT_ENCODING, "br")]), headers(&[(CONTENT_ENCODING, "gzip")]));
        assert!(is_unreadable(&br, b"\xff") && !is_unreadable(&br, b"{}") && !is_unreadable(&gzip, b"\xff"));
        let told = foreign_form(&br, b"");
        assert_eq!(told.as_deref(), Some("the body is encoded as `br`, which was not asked for"));
        assert_eq!(foreign_form(&gzip, b"{}"), None);
    }

    #[test]
    fn a_charset_that_is_not_read_is_named() {
        for (content_type, charset) in [
            ("application/json", None),
            ("application/json; charset=utf-8", None),
            ("application/json; charset=\"UTF8\"", None),
            ("text/plain; charset=US-ASCII", None),
            ("text/plain;charset=ascii", None),
            ("text/plain; format=flowed; Charset = ISO-8859-1", Some("iso-8859-1")),
            ("charset=latin1", None),
            ("text/plain; charset", None),
            ("text/plain; charset=a; charset=utf-8", Some("a")),
        ] {
            let told = foreign_form(&headers(&[(CONTENT_TYPE, content_type)]), b"{}");
            let expected = charset.map(|name| format!("the body is in the charset `{name}`, only UTF-8 is read"));
            assert_eq!(told, expected, "{content_type}");
        }
        let told = |body| foreign_form(&HeaderMap::new(), body).is_some();
        assert!(told(b"\xff\xfe{\0") && told(b"\xfe\xff\0{") && !told(b"\xff{") && !told(b"{}"));
    }
}
