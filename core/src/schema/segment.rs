//! Which names can be a segment of a path, where they name one resource and no other.

use percent_encoding::percent_decode_str;

const MAX_BYTES: usize = 1024;

/// Refuses a name that cannot be a segment of a path, with the reason.
pub(crate) fn check_segment(name: &str) -> Result<(), String> {
    if name.len() > MAX_BYTES {
        return Err(format!("{} bytes long, at most {MAX_BYTES} are allowed", name.len()));
    }
    in_every_form(name, refuse)
}

// GEN-03, SIM-20
/// Refuses a name that no agent or integration can have, with the reason.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    check_segment(name)?;
    if name.trim() != name {
        return Err("a blank at its end".to_owned());
    }
    in_every_form(name, |form| match form.contains(':') {
        true => Err("the character : is not allowed, plain or percent-encoded".to_owned()),
        false => Ok(()),
    })
}

/// Checks the name, and what it is once decoded: gateways decode once or twice before they route, so what is refused
/// plain is refused encoded, too.
fn in_every_form(name: &str, check: impl Fn(&str) -> Result<(), String>) -> Result<(), String> {
    let mut seen = name.to_owned();
    for _ in 0..3 {
        check(&seen)?;
        let decoded = percent_decode_str(&seen).decode_utf8_lossy().into_owned();
        if decoded == seen {
            break;
        }
        seen = decoded;
    }
    Ok(())
}

fn refuse(value: &str) -> Result<(), String> {
    if value.trim().is_empty() {
        return Err("empty or blank".to_owned());
    }
    if matches!(value, "." | "..") {
        return Err(format!("`{value}` would name another path"));
    }
    match value.chars().find(|c| c.is_control() || matches!(c, '/' | '\\' | '\u{2028}' | '\u{2029}')) {
        Some(c) => Err(format!("the character {} is not allowed, plain or percent-encoded", c.escape_debug())),
        None => Ok(()),
    }
}
