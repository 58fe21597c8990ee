//! A call without an answer.

use std::{error, fmt, iter};

use super::attempt::Attempts;

/// There was no answer, or no whole one.
#[derive(Debug)]
pub struct TransportError {
    source: reqwest::Error,
    attempts: Attempts,
}

impl TransportError {
    pub(crate) fn new(source: reqwest::Error, attempts: Attempts) -> Self {
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
        self.attempts.count
    }

    pub(crate) fn may_have_succeeded(&self) -> bool {
        self.attempts.uncertain || !self.is_connect()
    }

    /// Whether the answer has more headers, or longer ones, than are read.
    fn has_too_large_head(&self) -> bool {
        let first: &(dyn error::Error + 'static) = &self.source;
        let mut causes = iter::successors(Some(first), |error| error.source());
        // hyper tells by a method only those who also build its server.
        causes.any(|cause| cause.to_string() == "message head is too large")
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_too_large_head() {
            return f.write_str(
                "an answer with more than 100 headers, or with more than 400 KiB of them",
            );
        }
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
