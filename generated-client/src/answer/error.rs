//! What can go wrong with a call.

use std::{error, fmt};

use reqwest::{StatusCode, header::HeaderMap};

use crate::{Response, TransportError, UnexpectedResponse};

/// What can go wrong with a call. `E` is the body of the API's own errors.
///
/// Neither `Debug` nor `Display` shows a secret, a key or the body of an answer that the client
/// could not read. Where the server quotes what was sent as a secret, `[redacted]` stands instead, in
/// the body and in the headers; the [crate's page](crate#secrets) says what is found.
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

    /// Whether the time of the call was over. If the call had been sent, it may have done its work.
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
                write!(f, "the API answered {}: {message}", response.status())
            }
            Self::UnexpectedResponse(response) => response.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::InvalidParameter(parameter) => parameter.fmt(f),
        }
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

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        // Nobody says how often it was attempted.
        Self::Transport(TransportError::new(error, 1))
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

/// Of an operation whose documents describe no body of an error.
impl ErrorBody for () {
    fn message(&self) -> Option<&str> {
        None
    }

    fn request_id(&self) -> Option<&str> {
        None
    }
}

/// What the client reads of the body of an API's error, whatever else is in it.
pub trait ErrorBody {
    /// The explanation for people.
    fn message(&self) -> Option<&str>;

    /// The identifier of the request.
    fn request_id(&self) -> Option<&str>;
}
