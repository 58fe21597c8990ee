//! What one attempt of a call comes to.

use http::{HeaderMap, StatusCode, header::RETRY_AFTER};

use super::response::RawResponse;
use crate::{Error, TransportError, UnexpectedResponse};

/// An answer with its whole body, or why there is none.
pub(crate) type Attempt<'a> = Result<RawResponse<'a>, Failure>;

/// What goes wrong before an answer is complete, whatever the body of the API's errors is.
pub(crate) enum Failure {
    Transport(TransportError),
    Response(Box<UnexpectedResponse>),
}

/// The attempts of a call so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    pub(crate) count: usize,
    /// Whether one before the last may have done its work.
    pub(crate) uncertain: bool,
}

/// Whether an attempt may have done its work.
pub(crate) fn may_have_succeeded(attempt: &Attempt<'_>) -> bool {
    match attempt {
        Ok(response) => answer_may_mean_success(response.status, &response.headers),
        Err(Failure::Transport(error)) => error.may_have_succeeded(),
        Err(Failure::Response(response)) => response.may_have_succeeded(),
    }
}

/// Whether what was asked for may be done, where the answer is no success that could be read.
pub(crate) fn answer_may_mean_success(status: StatusCode, headers: &HeaderMap) -> bool {
    match status.as_u16() {
        // A server before the API may have given up waiting for it.
        408 => true,
        400..=499 | 501 => false,
        503 => !headers.contains_key(RETRY_AFTER),
        _ => true,
    }
}

impl From<Box<UnexpectedResponse>> for Failure {
    fn from(response: Box<UnexpectedResponse>) -> Self {
        Self::Response(response)
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Transport(error) => Self::Transport(error),
            Failure::Response(response) => Self::UnexpectedResponse(response),
        }
    }
}
