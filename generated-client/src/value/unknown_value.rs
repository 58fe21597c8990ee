//! A value of an enumeration that the client does not know.

/// Text that a server sent where the API's documents list other values.
///
/// Only the client makes one, so a value that a later version knows is never also unknown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownValue(pub(crate) String);

impl UnknownValue {
    /// The text as the server sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
