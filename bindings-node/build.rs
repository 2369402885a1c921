//! Link arguments of a Node add-on.

fn main() {
    napi_build::setup();
    // Threads of the runtime outlive the environment of a worker: the code they run must stay mapped.
    let family = std::env::var("CARGO_CFG_TARGET_FAMILY").unwrap_or_default();
    let vendor = std::env::var("CARGO_CFG_TARGET_VENDOR").unwrap_or_default();
    if family == "unix" && vendor != "apple" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
