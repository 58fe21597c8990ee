//! Answers that the API's documents do not describe.

use std::{borrow::Cow, error, fmt};

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::{
    attempt::{Attempts, answer_may_mean_success},
    response::Headers,
};
use crate::TransportError;

/// An answer that the API's documents do not describe, with all that is known of it.
#[derive(Debug)]
pub struct UnexpectedResponse {
    status: StatusCode,
    headers: Headers,
    body: Body,
    reason: UnexpectedReason,
    attempts: Attempts,
}

impl UnexpectedResponse {
    /// The most bytes of a body that an error keeps.
    const KEPT: usize = 8 * 1024;

    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        mut body: Vec<u8>,
        reason: UnexpectedReason,
        attempts: Attempts,
    ) -> Self {
        body.truncate(Self::KEPT);
        Self {
            status,
            headers: Headers(headers),
            body: Body(body),
            reason,
            attempts,
        }
    }

    pub(crate) fn is_incomplete(&self) -> bool {
        matches!(self.reason, UnexpectedReason::Incomplete(_))
    }

    pub(crate) fn may_have_succeeded(&self) -> bool {
        self.attempts.uncertain || answer_may_mean_success(self.status, self.headers())
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers.0
    }

    /// The header `x-request-id`, to quote to support.
    pub fn request_id(&self) -> Option<&str> {
        self.headers.request_id()
    }

    /// How often the call was attempted.
    pub fn attempts(&self) -> usize {
        self.attempts.count
    }

    /// Whether the time of the call was over before the body was complete.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.reason, UnexpectedReason::Incomplete(error) if error.is_timeout())
    }

    /// The body as JSON of the type `T`, if it is such JSON and no longer than what is kept.
    ///
    /// What stands before the API, such as a gateway, has errors of its own form. The API's own error is
    /// an [`Error::Api`](crate::Error::Api), whatever status of 400 and above it comes with.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body.0).ok()
    }

    /// What was unexpected.
    pub fn reason(&self) -> &UnexpectedReason {
        &self.reason
    }

    /// The beginning of the body, at most 8 KiB, with what is not UTF-8 replaced.
    ///
    /// It is as the server sent it, but for the secrets of the request. It can hold others, such as the
    /// token of a link: mind where it is written.
    pub fn body_start(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body.0)
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unexpected answer {}: {}", self.status, self.reason)
    }
}

impl error::Error for UnexpectedResponse {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &self.reason {
            UnexpectedReason::Incomplete(error) => Some(error),
            _ => None,
        }
    }
}

/// Goes one step further: to a property, or to `[1]` of a list.
fn append(path: &mut String, is_number: bool, step: &str) {
    if !path.is_empty() && !is_number {
        path.push('.');
    }
    path.push_str(step);
}

/// The beginning of a body, of which `Debug` shows the length only.
struct Body(Vec<u8>);

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, redacted", self.0.len())
    }
}

/// Why an answer is not one that the API's documents describe.
#[derive(Debug)]
#[non_exhaustive]
pub enum UnexpectedReason {
    /// The documents do not name the status. If it is 400 or above, the body is not the API's own error.
    UndocumentedStatus,
    /// The documents name the status, as that of an error, but do not describe its body, which is not
    /// the API's own error.
    UndescribedBody,
    /// The body is not JSON, or ends before the JSON does.
    #[non_exhaustive]
    NotJson {
        /// The line of the body, from 1.
        line: usize,
        /// The column of the line, from 1; 0 before the first.
        column: usize,
    },
    /// The body is JSON of another form.
    #[non_exhaustive]
    OtherForm {
        /// The way to the place in the body, such as `error.errors[1]`; empty for the whole body.
        path: String,
        /// Whether a property that the documents require is missing there. If not, what is there is
        /// of another type than documented.
        missing: bool,
    },
    /// A property that the documents name stands twice in an object.
    #[non_exhaustive]
    DuplicateProperty {
        /// The way to it, as in [`OtherForm`](Self::OtherForm).
        path: String,
    },
    /// The connection ended, or the time was over, before the body was complete.
    Incomplete(TransportError),
    /// The body is longer than the client's limit, and was read no further.
    #[non_exhaustive]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The answer is a redirect, which the client does not follow.
    #[non_exhaustive]
    Redirected {
        /// The host that it points to, if it names one.
        host: Option<String>,
    },
}

impl UnexpectedReason {
    /// Takes from serde's error what cannot hold a part of the body.
    pub(crate) fn of(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let inner = error.inner();
        if !inner.is_data() {
            return Self::not_json(inner);
        }
        // Other messages of serde can hold a part of the body.
        let message = inner.to_string();
        let missing = message.strip_prefix("missing field `");
        let named = |text: &str| text.split('`').next().map(str::to_owned);
        let missing = missing.and_then(named);
        let twice = message.strip_prefix("duplicate field `").and_then(named);
        let mut path = String::new();
        for segment in error.path() {
            let is_number = matches!(segment, Segment::Seq { .. });
            append(&mut path, is_number, &segment.to_string());
        }
        if let Some(name) = missing.as_ref().or(twice.as_ref()) {
            append(&mut path, false, name);
        }
        if twice.is_some() {
            return Self::DuplicateProperty { path };
        }
        Self::OtherForm {
            path,
            missing: missing.is_some(),
        }
    }

    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        Self::NotJson {
            line: error.line(),
            column: error.column(),
        }
    }
}

impl fmt::Display for UnexpectedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UndocumentedStatus => f.write_str("the API does not document this status"),
            Self::UndescribedBody => {
                f.write_str("an error of which the API does not document the body")
            }
            Self::NotJson { line, column } => {
                write!(f, "the body is not JSON at line {line}, column {column}")
            }
            Self::OtherForm {
                path,
                missing: true,
            } => write!(f, "the body lacks `{path}`"),
            Self::OtherForm { path, .. } if path.is_empty() => {
                f.write_str("the body is JSON of another type than documented")
            }
            Self::OtherForm { path, .. } => {
                write!(f, "the body has another type than documented at `{path}`")
            }
            Self::DuplicateProperty { path } => write!(f, "the body has `{path}` twice"),
            Self::Incomplete(_) => f.write_str("the body did not come to its end"),
            Self::TooLong { limit } => write!(f, "the body is longer than {limit} bytes"),
            Self::Redirected { host: Some(host) } => {
                write!(f, "a redirect to `{host}`, which is not followed")
            }
            Self::Redirected { host: None } => f.write_str("a redirect, which is not followed"),
        }
    }
}
