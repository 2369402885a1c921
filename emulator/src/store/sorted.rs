//! Maps as JSON, in the order of their keys, so that the same state is always the same text.

use std::collections::HashMap;

use serde::{Serialize, Serializer};

/// An object.
pub(crate) fn serialize<S: Serializer, V: Serialize>(
    map: &HashMap<String, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // Keys alone: the sorting of keys and values would be compiled for every type of value.
    let mut keys: Vec<_> = map.keys().collect();
    keys.sort_unstable();
    serializer.collect_map(keys.into_iter().map(|key| (key, map.get(key))))
}

/// A list of pairs, for keys that are no texts.
pub(crate) mod pairs {
    use std::collections::HashMap;
    use std::hash::Hash;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer, K: Serialize + Ord + Hash, V: Serialize>(
        map: &HashMap<K, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut keys: Vec<_> = map.keys().collect();
        keys.sort_unstable();
        serializer.collect_seq(keys.into_iter().map(|key| (key, map.get(key))))
    }

    pub(crate) fn deserialize<'de, D, K, V>(deserializer: D) -> Result<HashMap<K, V>, D::Error>
    where
        D: Deserializer<'de>,
        K: Deserialize<'de> + Eq + Hash,
        V: Deserialize<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}
