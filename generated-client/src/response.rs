//! Answers: as they came, and decoded.

use std::ops::Deref;

use reqwest::{StatusCode, header::HeaderMap};
use serde::de::DeserializeOwned;

use crate::{Error, UnexpectedReason, UnexpectedResponse};

/// An answer of the API: its status, its headers and its decoded body, to which it dereferences.
#[derive(Clone, Debug)]
pub struct Response<T> {
    status: StatusCode,
    headers: Headers,
    body: T,
    attempts: usize,
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
        self.attempts
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
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) attempts: usize,
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            status,
            headers,
            body: Vec::new(),
            attempts: 1,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// Decodes the body of a documented success.
    pub(crate) fn success<T: DeserializeOwned, E>(self) -> Result<Response<T>, Error<E>> {
        self.decode().map_err(Error::UnexpectedResponse)
    }

    /// Decodes the body of a documented error.
    pub(crate) fn error<E: DeserializeOwned>(self) -> Error<E> {
        match self.decode() {
            Ok(response) => Error::Api(Box::new(response)),
            Err(response) => Error::UnexpectedResponse(response),
        }
    }

    /// A documented success that has no body.
    #[allow(dead_code, reason = "not used where every success has a body")]
    pub(crate) fn empty<T: Default, E>(self) -> Result<Response<T>, Error<E>> {
        Ok(Response {
            status: self.status,
            headers: Headers(self.headers),
            body: T::default(),
            attempts: self.attempts,
        })
    }

    /// The error that a status is of which the API's documents do not describe the body.
    #[allow(dead_code, reason = "not used where every error has a body")]
    pub(crate) fn undescribed<E>(self) -> Error<E> {
        Error::UnexpectedResponse(self.unexpected(UnexpectedReason::UndescribedBody))
    }

    /// The error that a status is which the API's documents do not name.
    pub(crate) fn undocumented<E>(self) -> Error<E> {
        Error::UnexpectedResponse(self.unexpected(UnexpectedReason::UndocumentedStatus))
    }

    fn decode<T: DeserializeOwned>(self) -> Result<Response<T>, Box<UnexpectedResponse>> {
        let mut json = serde_json::Deserializer::from_slice(&self.body);
        let decoded = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| UnexpectedReason::of(&error))
            .and_then(|body| match json.end() {
                Ok(()) => Ok(body),
                Err(error) => Err(UnexpectedReason::not_json(&error)),
            });
        match decoded {
            Ok(body) => Ok(Response {
                status: self.status,
                headers: Headers(self.headers),
                body,
                attempts: self.attempts,
            }),
            Err(reason) => Err(self.unexpected(reason)),
        }
    }

    pub(crate) fn unexpected(self, reason: UnexpectedReason) -> Box<UnexpectedResponse> {
        let mut response = UnexpectedResponse::new(self.status, self.headers, self.body, reason);
        response.attempts = self.attempts;
        Box::new(response)
    }
}
