//! Query strings and form bodies, and the typed parameters in them.

/// Query parameters, or form fields, in the order they were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

/// The value of a parameter is not a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InvalidNumber;

impl Query {
    /// Reads `a=1&b=x+y`. A broken escape stays as it is; bytes that are not UTF-8 become U+FFFD.
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// First value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// First value of a parameter, unless it is blank.
    pub(crate) fn non_blank(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// `true` in any casing (the vendor's SDK sends `True`); everything else, also absence, is false.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
    }

    /// A whole number; `None` when the parameter is absent or blank.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, InvalidNumber> {
        self.non_blank(name).map(|value| value.trim().parse().map_err(|_| InvalidNumber)).transpose()
    }

    /// `start` and `count` with their defaults (SIM-27).
    pub(crate) fn window(&self) -> Result<Window, InvalidNumber> {
        let as_size = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        Ok(Window {
            start: as_size(self.number("start")?.unwrap_or(0)),
            count: as_size(self.number("count")?.unwrap_or(20)),
        })
    }
}

/// The part of a list that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) start: usize,
    pub(crate) count: usize,
}

impl Window {
    /// `Page` = start / count + 1 (SIM-29).
    pub(crate) fn page(self) -> usize {
        self.start.checked_div(self.count).unwrap_or(0) + 1
    }

    /// Index after the last item.
    pub(crate) const fn end(self) -> usize {
        self.start.saturating_add(self.count)
    }

    pub(crate) const fn contains(self, index: usize) -> bool {
        self.start <= index && index < self.end()
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidNumber, Query};

    #[test]
    fn a_query_is_read_as_a_form() {
        let query = Query::parse(b"a=x+y&&b=%2B&flag&c=1=2&broken=%zz&a=second&bytes=%ff");
        let pairs: Vec<(&str, &str)> = query.pairs().iter().map(|(name, value)| (&**name, &**value)).collect();
        let expected = [
            ("a", "x y"),
            ("b", "+"),
            ("flag", ""),
            ("c", "1=2"),
            ("broken", "%zz"),
            ("a", "second"),
            ("bytes", "\u{fffd}"),
        ];
        assert_eq!(pairs, expected);
        assert_eq!(query.get("a"), Some("x y"));
        assert_eq!(query.number("c"), Err(InvalidNumber));
        assert_eq!((query.number("flag"), query.number("absent")), (Ok(None), Ok(None)));
    }
}
