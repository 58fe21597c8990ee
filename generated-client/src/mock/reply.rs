//! How the server is to answer one request.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use serde_json::Value;

/// An answer that a test asks for: any status, headers and body, or none at all.
///
/// ```
/// use composio_link_client::{StatusCode, mock::Reply};
/// use serde_json::json;
///
/// let busy = Reply::new(StatusCode::SERVICE_UNAVAILABLE).header("retry-after", "1");
/// let page = Reply::new(StatusCode::BAD_GATEWAY)
///     .header("content-type", "text/html")
///     .text("<html>no gateway</html>");
/// let half = Reply::new(StatusCode::CREATED).json(json!({ "link_token": "lt_1" })).cut_off();
/// let none = Reply::hang_up();
/// ```
#[derive(Clone, Debug)]
#[must_use = "a reply does nothing until an endpoint is told"]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    pub(super) end: End,
    pub(super) delay: Duration,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Whole,
    /// In the middle of the body.
    CutOff,
    /// Before it begins.
    HungUp,
}

impl Reply {
    /// An answer with a status, and with no body. A status below 200 is none that ends a call.
    pub fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
            end: End::Whole,
            delay: Duration::ZERO,
        }
    }

    /// No answer: the server reads the request and closes the connection.
    pub fn hang_up() -> Self {
        Self {
            end: End::HungUp,
            ..Self::new(StatusCode::OK)
        }
    }

    /// An answer that the documents describe.
    pub(super) fn documented(status: u16, body: &str) -> Self {
        Self::new(super::status(status)).with_body(body.as_bytes().to_vec(), "application/json")
    }

    /// Sets a header, in place of one of the same name.
    ///
    /// # Panics
    ///
    /// If it is not a header that HTTP has: the name is no token, or the value has other characters than
    /// visible ASCII.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let parsed = (name.parse::<HeaderName>(), value.parse::<HeaderValue>());
        let (Ok(parsed), Ok(value)) = parsed else {
            panic!("HTTP has no header `{name}: {value}`");
        };
        self.headers.insert(parsed, value);
        self
    }

    /// Sets the body to this JSON.
    pub fn json(self, body: impl Into<Value>) -> Self {
        self.with_body(body.into().to_string().into_bytes(), "application/json")
    }

    /// Sets the body to this text, as plain text unless a header says something else.
    pub fn text(self, body: impl Into<String>) -> Self {
        self.with_body(body.into().into_bytes(), "text/plain; charset=utf-8")
    }

    fn with_body(mut self, body: Vec<u8>, content_type: &'static str) -> Self {
        self.body = body;
        let content_type = HeaderValue::from_static(content_type);
        self.headers.entry(CONTENT_TYPE).or_insert(content_type);
        self
    }

    /// Changes the body, which has to be JSON: `reply.edit(|body| body["error"]["slug"] = "Gone".into())`.
    ///
    /// # Panics
    ///
    /// If the body is not JSON.
    #[track_caller]
    pub fn edit(self, change: impl FnOnce(&mut Value)) -> Self {
        let Ok(mut body) = serde_json::from_slice(&self.body) else {
            panic!("the body of the reply is not JSON");
        };
        change(&mut body);
        self.json(body)
    }

    /// Closes the connection in the middle of the body.
    pub fn cut_off(mut self) -> Self {
        self.end = End::CutOff;
        self
    }

    /// Waits before the answer, beside what [`Endpoint::delay`](super::Endpoint::delay) says.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// What hyper sends.
    pub(super) fn into_response(self) -> http::Response<ReplyBody> {
        let length = self.body.len();
        let mut body = self.body;
        if self.end == End::CutOff {
            body.truncate(length / 2);
        }
        let mut response = http::Response::new(ReplyBody {
            bytes: Some(body.into()),
            is_cut_off: self.end == End::CutOff,
            is_flushed: false,
        });
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// The body of an answer.
pub(super) struct ReplyBody {
    bytes: Option<Bytes>,
    is_cut_off: bool,
    is_flushed: bool,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(bytes) = self.bytes.take().filter(|bytes| !bytes.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.is_cut_off {
            return Poll::Ready(None);
        }
        // hyper sends what it has while it waits, and drops it on an error.
        if !self.is_flushed {
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into())))
    }

    fn is_end_stream(&self) -> bool {
        !self.is_cut_off && self.bytes.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.bytes, self.is_cut_off) {
            (Some(bytes), false) => SizeHint::with_exact(bytes.len() as u64),
            (None, false) => SizeHint::with_exact(0),
            (_, true) => SizeHint::default(),
        }
    }
}
