//! Fuzz targets: each takes any bytes and panics where the core breaks a promise.
//!
//! The libFuzzer program and the replay of the committed corpus call the same functions.

pub mod answers;
pub mod policy;
pub mod requests;
pub mod wire;

/// One fuzz target.
#[derive(Debug)]
pub struct Target {
    /// Its name, and that of its folder in the corpus.
    pub name: &'static str,
    /// Longest input worth trying.
    pub max_len: usize,
    /// The target.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target { name: "retry_after", max_len: 256, run: policy::retry_after },
    Target { name: "retry_state", max_len: 512, run: policy::retry_state },
    Target { name: "path_build", max_len: 2300, run: requests::path_build },
    Target { name: "header_check", max_len: 512, run: requests::header_check },
    Target { name: "base_url", max_len: 512, run: requests::base_url },
    Target { name: "credentials_file", max_len: 2048, run: requests::credentials_file },
    Target { name: "error_body", max_len: 16_384, run: answers::error_body },
    Target { name: "decode_model", max_len: 8192, run: answers::decode_model },
    Target { name: "decode_answer", max_len: 8192, run: answers::decode_answer },
    Target { name: "raw_json", max_len: 4096, run: answers::raw_json },
    Target { name: "response_stream", max_len: 65_536, run: wire::response_stream },
    Target { name: "h2_frames", max_len: 65_536, run: wire::h2_frames },
];

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// Text that no input holds by chance, a new one in every process.
pub fn canary() -> &'static str {
    static CANARY: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    CANARY.get_or_init(|| std::iter::repeat_with(fastrand::alphanumeric).take(32).collect())
}

/// Whether a terminal or a log would obey the character instead of showing it.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The first byte as a choice, and the rest.
pub(crate) fn choose(data: &[u8]) -> Option<(u8, &[u8])> {
    data.split_first().map(|(first, rest)| (*first, rest))
}
