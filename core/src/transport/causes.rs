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

#[cfg(test)]
mod tests {
    use std::fmt;
    use std::io;

    use super::*;

    /// An error with a text and perhaps a cause.
    #[derive(Debug)]
    struct Told(&'static str, Option<Box<dyn StdError + Send + Sync>>);

    impl fmt::Display for Told {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Told {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
        }
    }

    #[test]
    fn what_a_wrapper_repeats_is_told_once() {
        let error = |cause| Told("sending: refused", Some(Box::new(Told("refused", cause))));
        assert_eq!(error_chain(&error(None)), "sending: refused");
        let deeper = error(Some(Box::new(Told("by the system", None))));
        assert_eq!(error_chain(&deeper), "sending: refused: by the system");
        assert_eq!(error_chain(&Told("alone", None)), "alone");
    }

    #[test]
    fn a_cause_is_found_however_deep_it_is_and_inside_of_system_errors() {
        let wanted = || Box::new(fmt::Error);
        let inside = io::Error::other(Told("inside", Some(wanted())));
        for error in [Told("a", Some(wanted())), Told("a", Some(Box::new(inside)))] {
            assert!(find_cause::<fmt::Error>(&error).is_some(), "{error:?}");
            assert!(find_cause::<Told>(&error).is_some(), "{error:?}");
        }
        let other = Told("a", Some(Box::new(io::Error::from(io::ErrorKind::NotFound))));
        assert!(find_cause::<fmt::Error>(&other).is_none());
    }
}
