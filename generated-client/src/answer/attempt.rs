//! What one attempt of a call comes to.

use super::response::RawResponse;
use crate::{Error, TransportError, UnexpectedResponse};

/// An answer with its whole body, or why there is none.
pub(crate) type Attempt<'a> = Result<RawResponse<'a>, Failure>;

/// What goes wrong before an answer is complete, whatever the body of the API's errors is.
pub(crate) enum Failure {
    Transport(TransportError),
    Response(Box<UnexpectedResponse>),
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
