//! What the clients of all versions share: how a request is sent and an answer is read.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{
    Request, Url,
    header::{HeaderMap, HeaderName, HeaderValue, LOCATION},
};
use tokio::time::{Instant, sleep};

use super::{connect, trace::Span};
use crate::{
    BuildError, RetryPolicy, Secret, TransportError, UnexpectedReason,
    answer::{
        attempt::{Attempt, Failure},
        redact::Sent,
        response::RawResponse,
    },
    value::gather::HoldsSecrets,
};

/// The connections, the credential and the limits of a client.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
    connect_timeout: Duration,
    timeout: Duration,
    retry: RetryPolicy,
}

pub(crate) struct Inner {
    pub(crate) version: &'static str,
    pub(crate) base_url: String,
    pub(crate) credential: (HeaderName, HeaderValue),
    /// The key, and the headers that a caller added.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) headers: HeaderMap,
    pub(crate) max_response_bytes: usize,
    pub(crate) http: reqwest::Client,
    /// Whether the HTTP client came ready-made, with a limit for connecting that calls cannot change.
    pub(crate) has_own_connect_timeout: bool,
}

impl Core {
    pub(crate) fn new(
        inner: Inner,
        connect_timeout: Duration,
        timeout: Duration,
        retry: RetryPolicy,
    ) -> Self {
        Self {
            inner: Arc::new(inner),
            connect_timeout,
            timeout,
            retry,
        }
    }

    pub(crate) fn with_connect_timeout(&self, timeout: Duration) -> Result<Self, BuildError> {
        if self.inner.has_own_connect_timeout {
            return Err(BuildError::connect_timeout());
        }
        Ok(Self {
            connect_timeout: timeout,
            ..self.clone()
        })
    }

    pub(crate) fn with_timeout(&self, timeout: Duration) -> Self {
        Self {
            timeout,
            ..self.clone()
        }
    }

    pub(crate) fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self {
            retry,
            ..self.clone()
        }
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.inner.base_url
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.inner.http
    }

    /// Sends a request, again where the policy says so, and reads the answer to its end. `body` is
    /// what the request's body was made of, and tells which secrets it holds.
    pub(crate) async fn send<'a>(
        &'a self,
        operation: &'static str,
        mut request: Request,
        body: &'a dyn HoldsSecrets,
    ) -> Attempt<'a> {
        let (name, value) = &self.inner.credential;
        let headers = request.headers_mut();
        for (name, value) in &self.inner.headers {
            headers.append(name, value.clone());
        }
        headers.insert(name, value.clone());
        let sent = Sent {
            client: &self.inner.secrets,
            body,
        };
        let span = Span::new(operation, self.inner.version);
        let (attempts, outcome) = span.around(self.attempts(request, sent)).await;
        span.record(attempts, &outcome);
        outcome
    }

    /// How many attempts it took, and what the last one came to.
    async fn attempts<'a>(&'a self, request: Request, sent: Sent<'a>) -> (usize, Attempt<'a>) {
        // A deadline would lie beyond what an instant can hold, where the timeout is very long.
        let start = Instant::now();
        let left = || self.timeout.saturating_sub(start.elapsed());
        let mut count = 0;
        loop {
            count += 1;
            let copy = request
                .try_clone()
                .expect("invariant: the body is bytes, not a stream");
            let attempt = self.attempt(count, copy, sent, left()).await;
            let wait = self.retry.wait_after(count, &attempt);
            match wait.filter(|wait| *wait < left()) {
                Some(wait) => sleep(wait).await,
                None => return (count, attempt),
            }
        }
    }

    async fn attempt<'a>(
        &'a self,
        count: usize,
        mut request: Request,
        sent: Sent<'a>,
        timeout: Duration,
    ) -> Attempt<'a> {
        let url = request.url().clone();
        *request.timeout_mut() = Some(timeout);
        let broken = |error| TransportError::new(error, count);
        let response =
            connect::within(self.connect_timeout, self.inner.http.execute(request)).await;
        let mut response = response.map_err(|error| Failure::Transport(broken(error)))?;
        let headers = std::mem::take(response.headers_mut());
        let mut raw = RawResponse::new(response.status(), headers, sent, count);
        // A ready-made client may follow redirects, and has then left the server that was meant.
        if *response.url() != url {
            let host = response.url().host_str().map(str::to_owned);
            return Err(raw.unexpected(UnexpectedReason::Redirected { host }).into());
        }
        if raw.status.is_redirection() {
            let host = redirect_host(&url, &raw.headers);
            return Err(raw.unexpected(UnexpectedReason::Redirected { host }).into());
        }
        let limit = self.inner.max_response_bytes;
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if raw.body.len() + chunk.len() > limit => {
                    raw.body.extend_from_slice(&chunk);
                    return Err(raw.unexpected(UnexpectedReason::TooLong { limit }).into());
                }
                Ok(Some(chunk)) => raw.body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => {
                    let reason = UnexpectedReason::Incomplete(broken(error));
                    return Err(raw.unexpected(reason).into());
                }
            }
        }
        Ok(raw)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("version", &self.inner.version)
            .field("base_url", &self.inner.base_url)
            .field("credential", &self.inner.credential.0)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// Where a redirect points to, without the rest of the URL, which can hold a token.
fn redirect_host(url: &Url, headers: &HeaderMap) -> Option<String> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    url.join(location).ok()?.host_str().map(str::to_owned)
}
