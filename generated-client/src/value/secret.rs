//! Text that must not be shown.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::gather;

/// Text that is a secret: `Debug` does not show it, and it is wiped from memory when dropped.
///
/// It goes into JSON as any text does. It has no `Display`, so that nothing prints it by accident: what
/// is to be printed, such as a link's URL, is read with [`expose_secret`](Self::expose_secret).
///
/// ```
/// use composio_link_client::Secret;
///
/// let secret = Secret::from("sk_1234");
/// assert_eq!(format!("{secret:?}"), "Secret(redacted)");
/// assert_eq!(secret.expose_secret(), "sk_1234");
/// ```
///
/// ```compile_fail,E0277
/// # let secret = composio_link_client::Secret::from("sk_1234");
/// println!("{secret}");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct Secret(#[serde(serialize_with = "serialize")] Zeroizing<String>);

impl Secret {
    /// The text itself.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl zeroize::ZeroizeOnDrop for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

fn serialize<S: serde::Serializer>(
    text: &Zeroizing<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    gather::secret(text);
    serializer.serialize_str(text)
}
