//! The client of a command.

use std::cell::RefCell;

use clap::ArgMatches;
use geai_client::{Client, Error};
use tokio::runtime::{Builder, Runtime};

use crate::exit::Failure;
use crate::input::settings;
use crate::log::{logged, warn};
use crate::signal::{StopSignal, interruptible};
use crate::streams::Streams;

/// A client and the runtime of its calls.
pub struct Caller {
    pub client: Client,
    runtime: Runtime,
    stop: RefCell<StopSignal>,
}

impl Caller {
    /// As the flags, the environment and the credentials file say. What the user should correct is told.
    pub fn new(matches: &ArgMatches, streams: &mut Streams<'_>) -> Result<Self, Failure> {
        Self::of_profile(None, matches, streams)
    }

    /// The same, with this section of the credentials file in place of `default`.
    pub fn of_profile(profile: Option<&str>, matches: &ArgMatches, streams: &mut Streams<'_>) -> Result<Self, Failure> {
        let client = logged(settings::builder(matches, profile)?, matches).build();
        let client = client.map_err(|error| match settings::is_of_flag(matches, &error) {
            true => Failure::Arguments(error),
            false => Failure::Call(error),
        })?;
        for warning in client.warnings() {
            warn(&warning.text, matches, streams);
        }
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::Failed(format!("no runtime: {error}")))?;
        let stop = {
            let _context = runtime.enter();
            RefCell::new(StopSignal::listen())
        };
        Ok(Self { client, runtime, stop })
    }

    /// Waits for work that Ctrl-C does not end by itself.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Makes a call, which Ctrl-C ends.
    pub fn call<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
        self.runtime.block_on(interruptible(&self.client, &mut self.stop.borrow_mut(), work))
    }
}
