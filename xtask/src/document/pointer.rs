//! JSON pointers (RFC 6901), with which errors say where in a document they are.

use std::fmt;

/// A JSON pointer that grows while a document is walked.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// The pointer to the whole document.
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// The pointer to the member `key` of what this one points to.
    pub(crate) fn child(&self, key: impl fmt::Display) -> Self {
        let key = key.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{key}", self.0))
    }

    /// The pointer to what lies at the end of `keys`.
    pub(crate) fn descend<const N: usize>(&self, keys: [&str; N]) -> Self {
        keys.iter().fold(self.clone(), |at, key| at.child(key))
    }

    /// The pointer that a local reference such as `#/components/schemas/Error` holds.
    pub(crate) fn from_reference(reference: &str) -> Option<Self> {
        let pointer = reference.strip_prefix('#')?;
        pointer.starts_with('/').then(|| Self(pointer.to_owned()))
    }

    /// The pointer as text, as [`serde_json::Value::pointer`] takes it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_str() {
            "" => f.write_str("the document's root"),
            pointer => f.write_str(pointer),
        }
    }
}
