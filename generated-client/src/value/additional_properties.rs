//! The properties of an object that the API's documents do not name.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::gather;

/// Properties by their names in JSON, of any JSON type.
///
/// `Debug` shows the names only, as nobody knows what the values are.
///
/// In a request, a property that has a field of its own is sent once, with the value that stands here.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct AdditionalProperties(Map<String, Value>);

impl AdditionalProperties {
    /// The value of a property, if it is there.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets a property and returns the value that it had before.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(name.into(), value.into())
    }

    /// The properties and their values, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The number of properties.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for AdditionalProperties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redacted = format_args!("redacted");
        f.debug_map()
            .entries(self.0.keys().map(|name| (name, redacted)))
            .finish()
    }
}

impl Serialize for AdditionalProperties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        gather::unknown(&self.0);
        self.0.serialize(serializer)
    }
}

impl From<Map<String, Value>> for AdditionalProperties {
    fn from(properties: Map<String, Value>) -> Self {
        Self(properties)
    }
}

impl From<AdditionalProperties> for Map<String, Value> {
    fn from(properties: AdditionalProperties) -> Self {
        properties.0
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for AdditionalProperties {
    fn from(properties: [(K, V); N]) -> Self {
        properties.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for AdditionalProperties {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(properties: I) -> Self {
        let pair = |(name, value): (K, V)| (name.into(), value.into());
        Self(properties.into_iter().map(pair).collect())
    }
}
