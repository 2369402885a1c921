//! The emulator's clock: the system's time, which tests can move forward so that they need not wait for expiry.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Time since the Unix epoch.
pub(crate) type Instant = Duration;

/// System time plus an offset.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clock {
    ahead: Duration,
}

impl Clock {
    pub(crate) fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    pub(crate) fn now(&self) -> Instant {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().saturating_add(self.ahead)
    }
}

/// `YYYY-MM-DDThh:mm:ss.mmm`, without a zone: the form of `info.timestamp`.
pub(crate) fn timestamp(at: Instant) -> String {
    format!("{}.{:03}", timestamp_seconds(at), at.subsec_millis())
}

/// The same without milliseconds: the form of interactions.
pub(crate) fn timestamp_seconds(at: Instant) -> String {
    let seconds = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    let date = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year(),
        u8::from(date.month()),
        date.day(),
        date.hour(),
        date.minute(),
        date.second()
    )
}
