//! Which members of answers are secrets by their names.

use geai_client::bindings::{SecretValue, secret_value};
use napi_derive::napi;

/// What is a secret of the value of a member that no schema names, by its name: nothing (0), texts and lists of them (1),
/// anything but null, true and false (2).
#[napi(catch_unwind)]
pub fn secret_of_name(name: String) -> u32 {
    match secret_value(&name) {
        SecretValue::Nothing => 0,
        SecretValue::Text => 1,
        SecretValue::Anything => 2,
    }
}
