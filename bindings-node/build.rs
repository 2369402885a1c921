//! Link arguments of a Node add-on, and where napi writes the declarations of its functions.

use std::path::Path;

fn main() {
    napi_build::setup();
    // Threads of the runtime outlive the environment of a worker: the code they run must stay mapped.
    let family = std::env::var("CARGO_CFG_TARGET_FAMILY").unwrap_or_default();
    let vendor = std::env::var("CARGO_CFG_TARGET_VENDOR").unwrap_or_default();
    if family == "unix" && vendor != "apple" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
    // Read by scripts/native_types.mjs.
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    let types = Path::new(&out).join("types");
    if std::fs::create_dir_all(&types).is_ok() {
        println!("cargo:rustc-env=NAPI_TYPE_DEF_TMP_FOLDER={}", types.display());
    }
}
