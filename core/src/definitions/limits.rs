//! How much is read. One table; the depth of documents is that of all JSON, and aliases are bounded by the work they make.

/// Bounds of what is read for one set-up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all files together, and of what they become.
    pub total: u64,
    /// Files that define something.
    pub files: usize,
    /// Names in the folders that are looked through.
    pub entries: usize,
}

/// The bounds.
pub(super) const LIMITS: Limits = Limits { file: 64 << 20, total: 256 << 20, files: 10_000, entries: 200_000 };
