//! Bodies with a `Content-Encoding`.

use std::io::Write as _;
use std::sync::LazyLock;

use flate2::{Compress, Compression, Crc, FlushCompress};

/// What a block of the bomb grows to.
const BLOCK: usize = 1024 * 1024;

/// One block of the bomb and its checksum. It ends at a byte and refers to nothing before it, so it can be repeated.
static BOMB_BLOCK: LazyLock<(Vec<u8>, Crc)> = LazyLock::new(|| {
    let blanks = vec![b' '; BLOCK];
    let mut block = Vec::with_capacity(64 * 1024);
    let deflated = Compress::new(Compression::best(), false).compress_vec(&blanks, &mut block, FlushCompress::Full);
    debug_assert!(deflated.is_ok() && block.len() < 64 * 1024);
    let mut crc = Crc::new();
    crc.update(&blanks);
    (block, crc)
});

/// Blanks, which JSON may start with, as valid gzip that grows to at least `size` bytes.
pub(super) fn bomb(size: usize) -> Vec<u8> {
    let (block, block_crc) = &*BOMB_BLOCK;
    let mut bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    let mut crc = Crc::new();
    for _ in 0..size.div_ceil(BLOCK).max(1) {
        bytes.extend_from_slice(block);
        crc.combine(block_crc);
    }
    // An empty last block, then the checksum and the length.
    bytes.extend_from_slice(b"\x03\0");
    bytes.extend_from_slice(&crc.sum().to_le_bytes());
    bytes.extend_from_slice(&crc.amount().to_le_bytes());
    bytes
}

/// Ways to encode a body: the first are to be read, the others are not.
pub(super) const WAYS: &[&str] =
    &["gzip", "upper", "x-gzip", "members", "padded", "bom", "deflate", "zstd", "two", "utf-16", "latin-1"];

/// A body in one of these ways, its `Content-Encoding` and its `Content-Type`.
pub(super) fn coded(way: &str, plain: &[u8]) -> (Vec<u8>, Option<&'static str>, &'static str) {
    let json = "application/json";
    match way {
        "upper" => (gzip(plain), Some("GZIP"), json),
        "x-gzip" => (gzip(plain), Some("x-gzip"), json),
        "members" => {
            let (first, second) = plain.split_at(plain.len() / 2);
            ([gzip(first), gzip(second), gzip(b"")].concat(), Some("gzip"), json)
        }
        "padded" => ([gzip(plain), vec![0; 512]].concat(), Some("gzip"), json),
        "bom" => ([b"\xef\xbb\xbf", plain].concat(), None, json),
        // Read by nobody here, so that it need not be more than its beginning.
        "deflate" => ([b"\x78\x9c", plain].concat(), Some("deflate"), json),
        "zstd" => ([b"\x28\xb5\x2f\xfd\x04\x00", plain].concat(), Some("zstd"), json),
        "two" => (brotli(&gzip(plain)), Some("gzip, br"), json),
        "utf-16" => {
            let text = String::from_utf8_lossy(plain);
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            (units.flat_map(u16::to_le_bytes).collect(), None, "application/json; charset=UTF-16")
        }
        "latin-1" => {
            let accent = [b"{\"accent\": \"\xe9\", ", plain.get(1..).unwrap_or_default()].concat();
            (accent, None, "application/json; charset=\"ISO-8859-1\"")
        }
        _ => (gzip(plain), Some("gzip"), json),
    }
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(plain);
    encoder.finish().unwrap_or_default()
}

/// gzip whose middle is inverted.
pub(super) fn corrupt(plain: &[u8]) -> Vec<u8> {
    let mut bytes = gzip(plain);
    let middle = bytes.len() / 2;
    for byte in bytes.iter_mut().skip(middle).take(8) {
        *byte = !*byte;
    }
    bytes
}

/// Valid brotli of up to 64 KiB: one block that is not compressed, and an empty last one.
pub(super) fn brotli(plain: &[u8]) -> Vec<u8> {
    let plain = plain.get(..65_536).unwrap_or(plain);
    let length = u32::try_from(plain.len().saturating_sub(1)).unwrap_or_default();
    let header = (length << 4) | (1 << 20);
    let mut bytes = header.to_le_bytes().get(..3).unwrap_or_default().to_vec();
    bytes.extend_from_slice(plain);
    bytes.push(3);
    bytes
}
