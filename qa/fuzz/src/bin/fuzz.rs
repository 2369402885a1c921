//! The libFuzzer program of all targets: `FUZZ_TARGET` names the one to run.
#![no_main]

use std::sync::OnceLock;

use geai_fuzz::{Target, target};

static TARGET: OnceLock<&'static Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: {
        let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names the target");
        TARGET.get_or_init(|| target(&name).unwrap_or_else(|| panic!("no target is called {name}")));
    },
    |data: &[u8]| {
        if let Some(target) = TARGET.get() {
            (target.run)(data);
        }
    }
);
