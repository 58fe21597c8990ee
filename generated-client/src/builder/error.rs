//! Why a client could not be built.

use std::{error, fmt};

use crate::Credential;

/// Why a client could not be built.
pub struct BuildError {
    message: String,
    source: Option<reqwest::Error>,
}

impl BuildError {
    pub(crate) fn new(message: String) -> Self {
        Self {
            message,
            source: None,
        }
    }

    pub(crate) fn no_credential() -> Self {
        let variables: Vec<&str> = Credential::ENVIRONMENT
            .iter()
            .map(|(name, _)| *name)
            .collect();
        Self::new(format!(
            "no credential: set one on the builder, or build from an environment with {}",
            variables.join(" or ")
        ))
    }

    pub(crate) fn two_credentials(one: &str, other: &str) -> Self {
        Self::new(format!(
            "both {one} and {other} are set, and a client sends one key: unset one of them"
        ))
    }

    pub(crate) fn connect_timeout() -> Self {
        Self::new(
            "the ready-made HTTP client has its own connect timeout: set it where that is built"
                .to_owned(),
        )
    }

    pub(crate) fn http(error: reqwest::Error) -> Self {
        Self {
            message: "the HTTP client could not be set up".to_owned(),
            source: Some(error),
        }
    }
}

/// What `main` prints of an error that it returns, so it is the message above all.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = f.debug_tuple("BuildError");
        tuple.field(&self.message);
        if let Some(source) = &self.source {
            tuple.field(source);
        }
        tuple.finish()
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for BuildError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
