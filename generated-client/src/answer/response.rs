//! Answers: as they came, and decoded.

use std::ops::Deref;

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::{attempt::Attempts, readable::readable, redact::Sent};
use crate::{Error, UnexpectedReason, UnexpectedResponse};

/// An answer of the API: its status, its headers and its decoded body, to which it dereferences.
#[derive(Clone, Debug)]
pub struct Response<T> {
    status: StatusCode,
    headers: Headers,
    body: T,
    pub(super) attempts: Attempts,
}

/// Answers for tests, with the feature `mock`.
#[cfg(feature = "mock")]
impl<T> Response<T> {
    /// An answer that no server sent, for the tests of what a program makes of one, or of an
    /// [`Error::Api`] that holds one. It counts as the answer to a first attempt.
    ///
    /// ```
    /// use composio_link_client::{Error, HeaderMap, Response, StatusCode, v3_1::ErrorResponse};
    /// use serde_json::json;
    ///
    /// let body: ErrorResponse = serde_json::from_value(json!({ "error": {
    ///     "message": "no such session", "code": 10404, "slug": "NotFound", "status": 404,
    /// } }))?;
    /// let answer = Response::new(StatusCode::NOT_FOUND, HeaderMap::new(), body);
    /// let error = Error::Api(Box::new(answer));
    /// assert!(!error.may_have_succeeded());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(status: StatusCode, headers: HeaderMap, body: T) -> Self {
        let attempts = Attempts {
            count: 1,
            uncertain: false,
        };
        Self {
            status,
            headers: Headers(headers),
            body,
            attempts,
        }
    }
}

impl<T> Response<T> {
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

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body alone.
    pub fn into_body(self) -> T {
        self.body
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

/// Headers of which `Debug` shows the names only, as an answer can hold a cookie or a token.
#[derive(Clone)]
pub(crate) struct Headers(pub(crate) HeaderMap);

impl Headers {
    pub(crate) fn request_id(&self) -> Option<&str> {
        self.0.get("x-request-id")?.to_str().ok()
    }
}

impl std::fmt::Debug for Headers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.keys().map(|name| name.as_str()))
            .finish()
    }
}

/// An answer with the body as it came.
pub(crate) struct RawResponse<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    attempts: Attempts,
    /// What an error must not show, until it is redacted.
    sent: Option<Sent<'a>>,
}

impl<'a> RawResponse<'a> {
    /// The answer to the last of `attempts`, before its body is read.
    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        sent: Sent<'a>,
        attempts: Attempts,
    ) -> Self {
        Self {
            status,
            headers,
            body: Vec::new(),
            attempts,
            sent: Some(sent),
        }
    }

    /// The same answer after further attempts, which came to less.
    pub(crate) fn after(self, attempts: Attempts) -> Self {
        Self { attempts, ..self }
    }

    pub(crate) fn unexpected(mut self, mut reason: UnexpectedReason) -> Box<UnexpectedResponse> {
        self.redact(Some(&mut reason));
        Box::new(UnexpectedResponse::new(
            self.status,
            self.headers,
            self.body,
            reason,
            self.attempts,
        ))
    }

    /// The API's own error, which can come with any status that is an error's, or else an answer that
    /// is unexpected for this reason.
    fn error_or<E: DeserializeOwned>(mut self, reason: UnexpectedReason) -> Error<E> {
        self.redact(None);
        // Null is all that decodes where an operation has no error of its own, and is none.
        let can_be_error = self.status.as_u16() >= 400 && self.body.trim_ascii() != b"null";
        match can_be_error.then(|| self.decode()) {
            Some(Ok(body)) => Error::Api(Box::new(self.with(body))),
            _ => Error::UnexpectedResponse(self.unexpected(reason)),
        }
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, UnexpectedReason> {
        let outcome = decode(&self.body);
        match &outcome {
            Err(UnexpectedReason::NotJson { .. }) => match readable(&self.body) {
                Some(body) => decode(&body),
                None => outcome,
            },
            _ => outcome,
        }
    }

    fn with<T>(self, body: T) -> Response<T> {
        Response {
            status: self.status,
            headers: Headers(self.headers),
            body,
            attempts: self.attempts,
        }
    }

    fn redact(&mut self, reason: Option<&mut UnexpectedReason>) {
        if let Some(sent) = self.sent.take() {
            sent.redact(&mut self.headers, &mut self.body, reason);
        }
    }
}

fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, UnexpectedReason> {
    // Keeping the way to each value costs time, and is worth it only where that is to be told.
    serde_json::from_slice(body).or_else(|_| {
        let mut json = serde_json::Deserializer::from_slice(body);
        let body = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| UnexpectedReason::of(&error))?;
        match json.end() {
            Ok(()) => Ok(body),
            Err(error) => Err(UnexpectedReason::not_json(&error)),
        }
    })
}

/// What generated code makes of an answer.
#[allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]
impl RawResponse<'_> {
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// Decodes the body of a documented success.
    pub(crate) fn success<T: DeserializeOwned, E>(self) -> Result<Response<T>, Error<E>> {
        match self.decode() {
            Ok(body) => Ok(self.with(body)),
            Err(reason) => Err(Error::UnexpectedResponse(self.unexpected(reason))),
        }
    }

    /// A documented success that has no body.
    pub(crate) fn empty<T: Default, E>(self) -> Result<Response<T>, Error<E>> {
        Ok(self.with(T::default()))
    }

    /// The error that a status is of which the API's documents describe the body.
    pub(crate) fn error<E: DeserializeOwned>(mut self) -> Error<E> {
        self.redact(None);
        match self.decode() {
            Ok(body) => Error::Api(Box::new(self.with(body))),
            Err(reason) => Error::UnexpectedResponse(self.unexpected(reason)),
        }
    }

    /// The error that a status is of which the API's documents do not describe the body.
    pub(crate) fn undescribed<E: DeserializeOwned>(self) -> Error<E> {
        self.error_or(UnexpectedReason::UndescribedBody)
    }

    /// The error that a status is which the API's documents do not name.
    pub(crate) fn undocumented<E: DeserializeOwned>(self) -> Error<E> {
        self.error_or(UnexpectedReason::UndocumentedStatus)
    }
}
