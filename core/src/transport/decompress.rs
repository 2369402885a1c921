//! Decodes gzip bodies while they arrive, within a limit (RFC 1952, RFC 9110 8.4).

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::GzDecoder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

/// How much of the name of a coding or a charset is shown.
pub(super) const MAX_NAME: usize = 60;

/// How a body is encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    /// Any other, or several: its name as the server gave it.
    Other(String),
}

impl Coding {
    /// What `Content-Encoding` says. Names of codings are case-insensitive, and `x-gzip` is gzip.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(CONTENT_ENCODING).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        let named = values.collect::<Vec<_>>().join(",");
        let codings = named.split(',').map(str::trim).filter(|name| !name.is_empty());
        let mut codings = codings.filter(|name| !name.eq_ignore_ascii_case("identity"));
        match (codings.next(), codings.next()) {
            (None, _) => Self::Identity,
            (Some(one), None) if ["gzip", "x-gzip"].iter().any(|gzip| one.eq_ignore_ascii_case(gzip)) => Self::Gzip,
            _ => Self::Other(named.trim().chars().take(MAX_NAME).collect()),
        }
    }
}

/// Why decoding ended early.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The decoded body is longer than the limit.
    Full,
    /// The bytes are not gzip, or their checksum is wrong.
    Corrupt,
    /// Other bytes than zeros follow the last member.
    Trailing,
}

/// Decodes a gzip body of any number of members, chunk by chunk. Zeros between and behind members are skipped: archives
/// are padded with them, and gzip(1) ignores them.
pub(super) struct Gunzip {
    decoder: GzDecoder<Limited>,
    place: Place,
}

/// Where the next byte of a gzip body stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    FirstMember,
    BehindMember,
    LaterMember,
}

impl Gunzip {
    pub(super) fn new(limit: usize) -> Self {
        let limited = Limited { out: Vec::new(), limit, full: false };
        Self { decoder: GzDecoder::new(limited), place: Place::Start }
    }

    /// Decodes the next chunk.
    pub(super) fn feed(&mut self, mut chunk: &[u8]) -> Result<(), Stopped> {
        loop {
            if self.place == Place::BehindMember {
                let zeros = chunk.iter().take_while(|byte| **byte == 0).count();
                chunk = chunk.get(zeros..).unwrap_or_default();
            }
            if chunk.is_empty() {
                return Ok(());
            }
            self.place = match self.place {
                Place::Start => Place::FirstMember,
                Place::BehindMember => Place::LaterMember,
                place => place,
            };
            match self.decoder.write(chunk) {
                Ok(0) => self.end_member()?,
                Ok(taken) => chunk = chunk.get(taken..).unwrap_or_default(),
                Err(_) => return Err(self.stopped()),
            }
        }
    }

    /// Checks the member that was read, and makes room for a next one.
    fn end_member(&mut self) -> Result<(), Stopped> {
        if self.decoder.try_finish().is_err() {
            return Err(self.stopped());
        }
        let limited = std::mem::replace(self.decoder.get_mut(), Limited { out: Vec::new(), limit: 0, full: false });
        (self.decoder, self.place) = (GzDecoder::new(limited), Place::BehindMember);
        Ok(())
    }

    /// The end of the body: what was decoded. A body of no bytes is empty, as the answer to a HEAD is.
    pub(super) fn finish(&mut self) -> Result<Bytes, Stopped> {
        if matches!(self.place, Place::FirstMember | Place::LaterMember) {
            self.end_member()?;
        }
        Ok(self.decoded())
    }

    /// What was decoded so far.
    pub(super) fn decoded(&mut self) -> Bytes {
        std::mem::take(&mut self.decoder.get_mut().out).into()
    }

    fn stopped(&self) -> Stopped {
        match self.place {
            _ if self.decoder.get_ref().full => Stopped::Full,
            Place::LaterMember if self.decoder.header().is_none() => Stopped::Trailing,
            _ => Stopped::Corrupt,
        }
    }
}

/// Takes bytes up to a limit: a small body may decode to one of any size.
struct Limited {
    out: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.limit.saturating_sub(self.out.len());
        self.out.extend_from_slice(bytes.get(..bytes.len().min(room)).unwrap_or_default());
        if bytes.len() > room {
            self.full = true;
            return Err(io::Error::other("the limit is reached"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn decode(bytes: &[u8], limit: usize, piece: usize) -> Result<Bytes, Stopped> {
        let mut gunzip = Gunzip::new(limit);
        for chunk in bytes.chunks(piece) {
            gunzip.feed(chunk)?;
        }
        gunzip.finish()
    }

    #[test]
    fn codings_are_case_insensitive_and_x_gzip_is_gzip() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
            }
            Coding::of(&headers)
        };
        for values in [&["gzip"][..], &["GZIP"], &["x-gzip"], &["X-GZip"], &["identity, gzip"], &["identity", "Gzip"]] {
            assert_eq!(of(values), Coding::Gzip, "{values:?}");
        }
        for values in [&[][..], &[""], &["identity"], &["IDENTITY,"]] {
            assert_eq!(of(values), Coding::Identity, "{values:?}");
        }
        for values in [&["br"][..], &["gzip, br"], &["gzip", "gzip"], &["zstd"], &["deflate"]] {
            assert_eq!(of(values), Coding::Other(values.join(",")), "{values:?}");
        }
    }

    #[test]
    fn what_is_cut_or_corrupt_is_found() {
        let whole = gzip(b"some text that is long enough");
        for end in 1..whole.len() {
            assert!(matches!(decode(&whole[..end], 100, 7), Err(Stopped::Corrupt)), "{end}");
        }
        for at in [0, 2, 10, whole.len() - 6, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            assert!(matches!(decode(&changed, 100, 100), Err(Stopped::Corrupt)), "{at}");
        }
        assert!(matches!(decode(b"{\"plain\": 1}", 100, 100), Err(Stopped::Corrupt)));
        assert!(decode(b"", 100, 1).unwrap().is_empty());
    }

    #[test]
    fn zeros_behind_a_member_are_padding_and_anything_else_is_told() {
        let member = gzip(b"text");
        for piece in [1, 5, 100] {
            for (padding, more) in [(&[0_u8; 1][..], &[][..]), (&[0; 512], &[]), (&[], &[]), (&[0; 3], &member)] {
                let bytes = [&member, padding, more, padding].concat();
                let text = if more.is_empty() { "text" } else { "texttext" };
                assert_eq!(decode(&bytes, 100, piece).unwrap(), text);
            }
            for trailing in [&b"\x1f"[..], b"\x1f\x8b", b"x", b"\0\0x", b"\n", b"<!-- cached by a proxy -->"] {
                let bytes = [&member, trailing].concat();
                assert!(matches!(decode(&bytes, 100, piece), Err(Stopped::Trailing)), "{trailing:?}");
            }
            // The second member began, and is cut.
            let cut = [&member, &member[..member.len() - 1]].concat();
            assert!(matches!(decode(&cut, 100, piece), Err(Stopped::Corrupt)));
            let zeros_first = [&[0], member.as_slice()].concat();
            assert!(matches!(decode(&zeros_first, 100, piece), Err(Stopped::Corrupt)));
        }
    }

    #[test]
    fn a_body_that_grows_beyond_the_limit_is_stopped_there() {
        let bomb = gzip(&vec![b' '; 8 << 20]);
        let mut gunzip = Gunzip::new(1000);
        assert!(matches!(gunzip.feed(&bomb), Err(Stopped::Full)));
        assert_eq!(gunzip.decoded().len(), 1000);
        assert_eq!(decode(&gzip(&[b' '; 1000]), 1000, 9).unwrap().len(), 1000);
    }

    proptest! {
        #[test]
        fn members_and_chunks_do_not_matter(
            parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 1..5),
            piece in 1_usize..400,
        ) {
            let members: Vec<u8> = parts.iter().flat_map(|part| [gzip(part), vec![0; piece % 3]].concat()).collect();
            prop_assert_eq!(decode(&members, 5000, piece).unwrap(), Bytes::from(parts.concat()));
        }

        #[test]
        fn any_bytes_end_in_a_result(bytes in proptest::collection::vec(any::<u8>(), 0..500), piece in 1_usize..99) {
            let _ = decode(&bytes, 1000, piece);
        }
    }
}
