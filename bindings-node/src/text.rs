//! Text on its way into JavaScript.

use bytes::Bytes;
use napi::bindgen_prelude::ToNapiValue;
use napi::{Env, Error, JsValue, Status, sys};

/// UTF-8 text of the core, not copied until V8 makes its string of it.
pub struct Text(Bytes);

impl<T: Into<Bytes>> From<T> for Text {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl Text {
    /// Bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl ToNapiValue for Text {
    #[expect(unsafe_code, reason = "as napi declares it")]
    unsafe fn to_napi_value(env: sys::napi_env, Self(text): Self) -> napi::Result<sys::napi_value> {
        let env = Env::from_raw(env);
        // What is ASCII need not be decoded.
        if text.is_ascii() {
            return env.create_string_latin1(&text).map(|string| string.raw());
        }
        let text = std::str::from_utf8(&text).map_err(|why| Error::new(Status::InvalidArg, why.to_string()))?;
        env.create_string(text).map(|string| string.raw())
    }
}
