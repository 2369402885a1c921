//! The causes of the errors of libraries.

use std::error::Error as StdError;

/// An error and its causes, as one line.
pub(super) fn error_chain(error: &dyn StdError) -> String {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        // Wrappers often repeat what they wrap.
        if texts.last().is_none_or(|last| !last.contains(&text)) {
            texts.push(text);
        }
        source = error.source();
    }
    texts.join(": ")
}

/// The error of type `T` among an error and its causes.
pub(super) fn find_cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        let found = error.downcast_ref::<T>().or_else(|| {
            let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
            find_cause::<T>(inner)
        });
        if found.is_some() {
            return found;
        }
        next = error.source();
    }
    None
}
