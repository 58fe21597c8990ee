//! What can go wrong with a call.

use std::{error, fmt};

use http::{HeaderMap, StatusCode};

use super::attempt::answer_may_mean_success;
use crate::{Response, TransportError, UnexpectedResponse};

/// What can go wrong with a call. `E` is the body of the API's own errors.
///
/// Neither `Debug` nor `Display` shows a secret, a key or the body of an answer that the client
/// could not read. Where the server quotes what was sent as a secret, `[redacted]` stands instead, in
/// the body and in the headers; the [crate's page](crate#secrets) says what is found.
///
/// `Display` ends with whether the call [may have succeeded](Self::may_have_succeeded).
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The API answered with its own error, on a status of 400 and above.
    Api(Box<Response<E>>),
    /// The API, or something before it, answered in a way that the documents do not describe.
    UnexpectedResponse(Box<UnexpectedResponse>),
    /// There was no answer: no connection, a connection that broke, or a timeout before an answer.
    /// [`is_timeout`](Self::is_timeout) also knows of one in the middle of an answer.
    Transport(TransportError),
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

    /// The API's own error, if it is one.
    pub fn api(&self) -> Option<&Response<E>> {
        match self {
            Self::Api(response) => Some(response),
            _ => None,
        }
    }

    /// Whether the call may have done its work all the same, so that calling again can do it twice.
    ///
    /// It may after a timeout or a connection that broke, unless no connection was made; after an answer
    /// that cannot be read, and a redirect; and on status 408 and from 500 on, but for 501 and for 503
    /// with `Retry-After`. It surely did nothing if no connection was made, if an argument cannot be
    /// sent, and on the other statuses from 400 on. Where the policy tries again what is ambiguous, each
    /// attempt counts.
    pub fn may_have_succeeded(&self) -> bool {
        match self {
            Self::Api(response) => {
                response.attempts.uncertain
                    || answer_may_mean_success(response.status(), response.headers())
            }
            Self::UnexpectedResponse(response) => response.may_have_succeeded(),
            Self::Transport(error) => error.may_have_succeeded(),
            Self::InvalidParameter(_) => false,
        }
    }

    /// Whether no connection was made. [`may_have_succeeded`](Self::may_have_succeeded) also knows of the
    /// attempts before.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }

    /// Whether the time of the call was over, or that to connect.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_timeout(),
            Self::UnexpectedResponse(response) => response.is_timeout(),
            Self::Api(_) | Self::InvalidParameter(_) => false,
        }
    }

    /// How often the call was attempted: 0 if nothing was sent.
    pub fn attempts(&self) -> usize {
        match self {
            Self::Api(response) => response.attempts(),
            Self::UnexpectedResponse(response) => response.attempts(),
            Self::Transport(error) => error.attempts(),
            Self::InvalidParameter(_) => 0,
        }
    }
}

impl<E: ErrorBody> Error<E> {
    /// The identifier of the request, to quote to support: from the API's own error, or from the
    /// header `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(response) => response.body().request_id().or(response.request_id()),
            Self::UnexpectedResponse(response) => response.request_id(),
            Self::Transport(_) | Self::InvalidParameter(_) => None,
        }
    }
}

impl<E: ErrorBody> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(response) => {
                let message = response.body().message().unwrap_or("no message");
                write!(f, "the API answered {}: {message}", response.status())?;
            }
            Self::UnexpectedResponse(response) => response.fmt(f)?,
            Self::Transport(error) => error.fmt(f)?,
            Self::InvalidParameter(parameter) => parameter.fmt(f)?,
        }
        f.write_str(match self.may_have_succeeded() {
            true => " (the call may have succeeded)",
            false => " (the call did nothing)",
        })
    }
}

impl<E: fmt::Debug + ErrorBody> error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Api(_) | Self::InvalidParameter(_) => None,
            Self::UnexpectedResponse(response) => response.source(),
            Self::Transport(error) => error.source(),
        }
    }
}

impl<E> From<InvalidParameter> for Error<E> {
    fn from(parameter: InvalidParameter) -> Self {
        Self::InvalidParameter(parameter)
    }
}

/// A parameter of a path that would send the request to another endpoint: an empty text, `.` or
/// `..`, also in percent-encoding. Or one of a header, with a character that no header can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidParameter {
    name: &'static str,
    in_header: bool,
}

impl InvalidParameter {
    pub(crate) fn of_path(name: &'static str) -> Self {
        Self {
            name,
            in_header: false,
        }
    }

    pub(crate) fn of_header(name: &'static str) -> Self {
        Self {
            name,
            in_header: true,
        }
    }

    /// What is wrong with it, without its name.
    pub(crate) fn problem(&self) -> &'static str {
        match self.in_header {
            true => "cannot hold the text: expected visible ASCII",
            false => "is empty, `.` or `..`: expected an identifier",
        }
    }

    /// The name of the parameter in the API's documents.
    pub fn name(&self) -> &str {
        self.name
    }
}

impl fmt::Display for InvalidParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.in_header {
            true => "header",
            false => "parameter",
        };
        write!(f, "the {kind} `{}` {}", self.name, self.problem())
    }
}

impl error::Error for InvalidParameter {}

impl Sealed for () {}

/// Of an operation whose documents describe no body of an error.
impl ErrorBody for () {
    fn message(&self) -> Option<&str> {
        None
    }

    fn request_id(&self) -> Option<&str> {
        None
    }
}

/// Keeps [`ErrorBody`] to the types of this crate.
pub trait Sealed {}

/// What the client reads of the body of an API's error, whatever else is in it. Only this crate implements
/// it, for the bodies that the API's documents describe.
pub trait ErrorBody: Sealed {
    /// The explanation for people.
    fn message(&self) -> Option<&str>;

    /// The identifier of the request.
    fn request_id(&self) -> Option<&str>;
}

/// An error and what caused it, in one line.
#[allow(dead_code, reason = "only some features show causes")]
pub(crate) fn with_causes(error: &dyn error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
