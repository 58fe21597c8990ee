//! A call without an answer.

use std::{error, fmt};

/// There was no answer, or no whole one.
#[derive(Debug)]
pub struct TransportError {
    source: reqwest::Error,
    attempts: usize,
}

impl TransportError {
    pub(crate) fn new(source: reqwest::Error, attempts: usize) -> Self {
        Self {
            // The URL can hold the id of a session.
            source: source.without_url(),
            attempts,
        }
    }

    /// Whether no connection was made, so that the request surely did nothing.
    pub fn is_connect(&self) -> bool {
        self.source.is_connect()
    }

    /// Whether the time of the call, or that to connect, was over.
    pub fn is_timeout(&self) -> bool {
        self.source.is_timeout()
    }

    /// How often the call was attempted.
    pub fn attempts(&self) -> usize {
        self.attempts
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.is_connect(), self.is_timeout()) {
            (true, true) => "no connection in time",
            (true, false) => "no connection",
            (false, true) => "no answer in time",
            (false, false) => "no answer",
        })
    }
}

impl error::Error for TransportError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.source)
    }
}
