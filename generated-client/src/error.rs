//! What can go wrong with a call.

use std::{borrow::Cow, error, fmt};

use reqwest::{StatusCode, header::HeaderMap};

use crate::{Response, response::Headers};

/// What can go wrong with a call. `E` is the body of the API's own errors.
///
/// Neither `Debug` nor `Display` shows a secret, a key or the body of an answer that the client
/// could not read.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The API answered with a status that its documents name, and with its own error.
    Api(Box<Response<E>>),
    /// The API, or something before it, answered in a way that the documents do not describe.
    UnexpectedResponse(Box<UnexpectedResponse>),
    /// There was no answer: no connection, a connection that broke, or a timeout.
    Transport(reqwest::Error),
    /// An argument cannot be sent. Nothing was.
    InvalidParameter(InvalidParameter),
}

impl<E> Error<E> {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(response) => Some(response.status()),
            Self::UnexpectedResponse(response) => Some(response.status()),
            Self::Transport(_) | Self::InvalidParameter(_) => None,
        }
    }

    /// The headers, if there was an answer.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(response) => Some(response.headers()),
            Self::UnexpectedResponse(response) => Some(response.headers()),
            Self::Transport(_) | Self::InvalidParameter(_) => None,
        }
    }
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(response) => {
                write!(f, "the API answered {}: {}", response.status(), ***response)
            }
            Self::UnexpectedResponse(response) => response.fmt(f),
            Self::Transport(error) if error.is_timeout() => f.write_str("no answer in time"),
            Self::Transport(error) if error.is_connect() => f.write_str("no connection"),
            Self::Transport(_) => f.write_str("no answer"),
            Self::InvalidParameter(parameter) => parameter.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Api(_) | Self::InvalidParameter(_) => None,
            Self::UnexpectedResponse(response) => response.source(),
            Self::Transport(error) => Some(error),
        }
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        // The URL can hold the id of a session.
        Self::Transport(error.without_url())
    }
}

impl<E> From<InvalidParameter> for Error<E> {
    fn from(parameter: InvalidParameter) -> Self {
        Self::InvalidParameter(parameter)
    }
}

/// A parameter of a path that would send the request to another endpoint: an empty text, `.` or
/// `..`, also in percent-encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidParameter {
    name: &'static str,
}

impl InvalidParameter {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name }
    }

    /// The name of the parameter in the API's documents.
    pub fn name(&self) -> &str {
        self.name
    }
}

impl fmt::Display for InvalidParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the parameter `{}` is empty, `.` or `..`: expected an identifier",
            self.name
        )
    }
}

impl error::Error for InvalidParameter {}

/// An answer that the API's documents do not describe, with all that is known of it.
#[derive(Debug)]
pub struct UnexpectedResponse {
    status: StatusCode,
    headers: Headers,
    body: Body,
    reason: UnexpectedReason,
}

impl UnexpectedResponse {
    /// The most bytes of a body that an error keeps.
    const KEPT: usize = 8 * 1024;

    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        mut body: Vec<u8>,
        reason: UnexpectedReason,
    ) -> Self {
        body.truncate(Self::KEPT);
        Self {
            status,
            headers: Headers(headers),
            body: Body(body),
            reason,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers.0
    }

    /// What was unexpected.
    pub fn reason(&self) -> &UnexpectedReason {
        &self.reason
    }

    /// The beginning of the body, at most 8 KiB, with what is not UTF-8 replaced.
    ///
    /// It is as the server sent it and can hold a secret: mind where it is written.
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
    /// The documents do not name the status.
    UndocumentedStatus,
    /// The body is not JSON, or ends before the JSON does.
    NotJson {
        /// The line of the body, from 1.
        line: usize,
        /// The column of the line, from 1; 0 before the first.
        column: usize,
    },
    /// The body is JSON of another form.
    OtherForm {
        /// The way to the place in the body, such as `error.code`.
        path: String,
        /// The property that is missing there, or nothing if what is there is of another type.
        missing: Option<String>,
    },
    /// The connection ended before the body did.
    Incomplete(reqwest::Error),
}

impl UnexpectedReason {
    /// Takes from serde's error what cannot hold a part of the body.
    pub(crate) fn of(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let inner = error.inner();
        if !inner.is_data() {
            return Self::not_json(inner);
        }
        let message = inner.to_string();
        let missing = message.strip_prefix("missing field `");
        let missing = missing.and_then(|rest| rest.split('`').next());
        Self::OtherForm {
            path: error.path().to_string(),
            missing: missing.map(str::to_owned),
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
            Self::NotJson { line, column } => {
                write!(f, "the body is not JSON at line {line}, column {column}")
            }
            Self::OtherForm {
                path,
                missing: Some(missing),
            } => {
                write!(f, "the body lacks `{missing}` at `{path}`")
            }
            Self::OtherForm {
                path,
                missing: None,
            } => {
                write!(f, "the body has another type than documented at `{path}`")
            }
            Self::Incomplete(_) => f.write_str("the connection ended before the body did"),
        }
    }
}
