//! What can go wrong with the call of a tool.

use std::{error, fmt};

use http::StatusCode;
use serde_json::Value;

use crate::{Error, ErrorBody, answer::error::with_causes};

/// What can go wrong with the call of a tool. Neither `Debug` nor `Display` shows a secret.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ToolError {
    /// No tool has this name.
    #[non_exhaustive]
    UnknownTool {
        /// The name.
        name: String,
    },
    /// The arguments are not what the tool takes. Nothing was sent.
    InvalidArguments(Vec<InvalidArgument>),
    /// The API answered with its own error, on a status of 400 and above.
    Api(ApiFailure),
    /// There was no answer, or one that the API's documents do not describe.
    Call(CallFailure),
}

impl ToolError {
    pub(crate) fn unknown(name: &str) -> Self {
        Self::UnknownTool {
            name: name.to_owned(),
        }
    }

    /// Whether the call may have done its work all the same, so that calling again can do it twice, as
    /// [`Error::may_have_succeeded`] says.
    pub fn may_have_succeeded(&self) -> bool {
        match self {
            Self::UnknownTool { .. } | Self::InvalidArguments(_) => false,
            Self::Api(failure) => failure.may_have_succeeded(),
            Self::Call(failure) => failure.may_have_succeeded(),
        }
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTool { name } => write!(f, "there is no tool `{name}`"),
            Self::InvalidArguments(arguments) => {
                f.write_str("invalid arguments: ")?;
                for (index, argument) in arguments.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "; " };
                    write!(f, "{separator}{argument}")?;
                }
                Ok(())
            }
            Self::Api(failure) => failure.call.fmt(f),
            Self::Call(failure) => failure.fmt(f),
        }
    }
}

impl error::Error for ToolError {}

/// An argument that is missing or is not what the tool takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidArgument {
    pointer: String,
    message: String,
}

impl InvalidArgument {
    pub(super) fn new(pointer: String, message: String) -> Self {
        Self { pointer, message }
    }

    /// The JSON pointer to its place in the arguments, which is empty for all of them.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong with it, without its value.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.message),
            pointer => write!(f, "`{pointer}`: {}", self.message),
        }
    }
}

/// An error that the API answered with.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiFailure {
    status: StatusCode,
    body: Value,
    call: CallFailure,
}

impl ApiFailure {
    pub(super) fn new(status: StatusCode, body: Value, call: CallFailure) -> Self {
        Self { status, body, call }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The API's own error, which says what a caller can do about it.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// The identifier of the request, to quote to support.
    pub fn request_id(&self) -> Option<&str> {
        self.call.request_id()
    }

    /// Whether the call may have done its work all the same: see [`Error::may_have_succeeded`].
    pub fn may_have_succeeded(&self) -> bool {
        self.call.may_have_succeeded
    }

    /// How often the call was attempted.
    pub fn attempts(&self) -> usize {
        self.call.attempts
    }
}

/// A call without a documented answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFailure {
    message: String,
    status: Option<StatusCode>,
    request_id: Option<String>,
    is_timeout: bool,
    may_have_succeeded: bool,
    attempts: usize,
}

impl CallFailure {
    pub(super) fn new<E: fmt::Debug + ErrorBody>(error: &Error<E>) -> Self {
        Self {
            message: with_causes(error),
            status: error.status(),
            request_id: error.request_id().map(str::to_owned),
            is_timeout: error.is_timeout(),
            may_have_succeeded: error.may_have_succeeded(),
            attempts: error.attempts(),
        }
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The identifier of the request, to quote to support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Whether the time of the call was over, or that to connect.
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    /// Whether the call may have done its work all the same: see [`Error::may_have_succeeded`].
    pub fn may_have_succeeded(&self) -> bool {
        self.may_have_succeeded
    }

    /// How often the call was attempted.
    pub fn attempts(&self) -> usize {
        self.attempts
    }
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
