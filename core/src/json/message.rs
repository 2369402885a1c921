//! Messages of the JSON parser without the values that they quote, which may be secrets.

/// The message without the value, or the name of a member, that it quotes.
pub(crate) fn without_values(message: &str) -> String {
    for start in ["duplicate member `", "unknown variant `", "unknown field `"] {
        if let Some((before, rest)) = message.split_once(start) {
            let after = rest.rsplit_once('`').map_or("", |(_, after)| after);
            return format!("{before}{}{after}", start.trim_end_matches(" `"));
        }
    }
    let Some(at) = message.find("invalid type: ").or_else(|| message.find("invalid value: ")) else {
        return message.to_owned();
    };
    let (before, said) = message.split_at(at);
    match (said.split_once(['"', '`']), said.rfind(", expected")) {
        (Some((kind, _)), Some(expected)) => {
            format!("{before}{}{}", kind.trim_end(), said.get(expected..).unwrap_or_default())
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn gen_19_a_message_loses_the_value_it_complains_of() {
        for (message, shown) in [
            (
                "invalid type: string \"canary, expected\", expected an integer at line 1 column 9",
                "invalid type: string, expected an integer at line 1 column 9",
            ),
            (
                "invalid type: integer `7`, expected a string at line 1 column 9",
                "invalid type: integer, expected a string at line 1 column 9",
            ),
            ("invalid value: string \"canary\", expected a number", "invalid value: string, expected a number"),
            ("at `a.b`: invalid type: string \"canary\", expected a", "at `a.b`: invalid type: string, expected a"),
            ("invalid type: map, expected a string", "invalid type: map, expected a string"),
            ("duplicate member `canary` ` x` at line 1 column 9", "duplicate member at line 1 column 9"),
            ("missing field `id`", "missing field `id`"),
        ] {
            assert_eq!(without_values(message), shown);
        }
    }
}
