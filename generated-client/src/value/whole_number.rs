//! A number that is whole, unless a server says something else.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::wire;

/// A number that is always whole as far as is known, or whatever else stood in its place.
///
/// The API's documents allow a fraction there, which nobody has seen. What an answer holds instead, be
/// it a fraction, a number that is too large, a text or null, is no reason to lose the rest of it.
///
/// Two that are whole are equal if their numbers are, `400` and `400.0` too.
///
/// ```
/// use composio_link_client::WholeNumber;
///
/// let code: WholeNumber = serde_json::from_str("1607.0")?;
/// assert_eq!(code, 1607);
/// let code: WholeNumber = serde_json::from_str("\"1607\"")?;
/// assert_eq!(code.as_i64(), None);
/// assert_eq!(code.as_json(), "1607");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WholeNumber(Value);

impl WholeNumber {
    /// The number, if it is whole and has 64 bits. One with a fraction of zero, such as `400.0`, is
    /// whole up to 2^53.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_number().and_then(wire::whole)
    }

    /// The JSON as it came, whatever it is. A number of more than 64 bits is the nearest one of `f64`.
    pub fn as_json(&self) -> &Value {
        &self.0
    }
}

impl From<i64> for WholeNumber {
    fn from(number: i64) -> Self {
        Self(Number::from(number).into())
    }
}

impl PartialEq for WholeNumber {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_i64(), other.as_i64()) {
            (None, None) => self.0 == other.0,
            (one, other) => one == other,
        }
    }
}

impl PartialEq<i64> for WholeNumber {
    fn eq(&self, other: &i64) -> bool {
        self.as_i64() == Some(*other)
    }
}

/// The JSON as it came, such as `1607`.
impl fmt::Display for WholeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Shows no text, list or object, as nobody knows what they hold.
impl fmt::Debug for WholeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Null | Value::Bool(_) | Value::Number(_) => fmt::Display::fmt(&self.0, f),
            Value::String(_) | Value::Array(_) | Value::Object(_) => f.write_str("redacted"),
        }
    }
}
