//! What the clients of all versions share: how a request is sent and an answer is read.

use std::{fmt, sync::Arc, time::Duration};

use http::{
    Method,
    header::{HeaderMap, HeaderName, LOCATION},
};
use reqwest::Url;
use tokio::time::{Instant, sleep};

use super::{connect::Http, request::Outgoing, trace::Span};
use crate::{
    BuildError, Error, ErrorBody, Response, RetryPolicy, Secret, TransportError, UnexpectedReason,
    answer::{
        attempt::{Attempt, Attempts, Failure, may_have_succeeded},
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
    /// Its path is joined with those of the operations.
    pub(crate) base_url: Url,
    /// The header that holds the key.
    pub(crate) credential: HeaderName,
    /// The key, and the headers that a caller added as secrets.
    pub(crate) secrets: Secrets,
    /// What each request has, with the key.
    pub(crate) headers: HeaderMap,
    pub(crate) max_response_bytes: usize,
    pub(crate) http: Http,
}

/// What a client sends with each request, and is secret.
pub(crate) struct Secrets {
    pub(crate) key: Secret,
    pub(crate) headers: Vec<Secret>,
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
        if self.inner.http.is_ready_made() {
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

    /// A request to a path below the base URL.
    pub(crate) fn request(&self, method: Method, path: &str) -> Outgoing {
        // Reading a whole URL would take twice as long as all else that is done for a request.
        let mut url = self.inner.base_url.clone();
        match url.path().trim_end_matches('/') {
            "" => url.set_path(path),
            base => url.set_path(&format!("{base}{path}")),
        }
        Outgoing::new(method, url)
    }

    /// Sends a request, again where the policy says so, and reads the answer to its end. `body` is
    /// what the request's body was made of, and tells which secrets it holds.
    pub(crate) async fn send<'a, T, E: fmt::Debug + ErrorBody>(
        &'a self,
        operation: &'static str,
        request: Outgoing,
        body: &'a dyn HoldsSecrets,
        read: fn(RawResponse<'a>) -> Result<Response<T>, Error<E>>,
    ) -> Result<Response<T>, Error<E>> {
        let sent = Sent {
            client: &self.inner.secrets,
            body,
        };
        let span = Span::new(operation, self.inner.version);
        // It is large, and a call is moved around before it begins.
        let attempts = Box::pin(self.attempts(&request, sent));
        let outcome = span.around(attempts).await;
        let outcome = outcome.map_err(Error::from).and_then(read);
        span.record(&outcome);
        outcome
    }

    /// What the last attempt came to.
    async fn attempts<'a>(&'a self, request: &Outgoing, sent: Sent<'a>) -> Attempt<'a> {
        // A deadline would lie beyond what an instant can hold, where the timeout is very long.
        let start = Instant::now();
        let left = || self.timeout.saturating_sub(start.elapsed());
        let mut attempts = Attempts::default();
        let mut answered = None;
        loop {
            attempts.count += 1;
            let begun = left();
            let attempt = self.attempt(attempts, request, sent, begun).await;
            let Some(wait) = self.retry.wait_after(attempts.count, &attempt) else {
                return last(attempt, answered, attempts);
            };
            // An answer that took so long would not come to its end, and its link would be lost.
            let needed = match &attempt {
                Ok(_) => begun.saturating_sub(left()),
                Err(_) => Duration::ZERO,
            };
            if wait.saturating_add(needed) >= left() {
                return last(attempt, answered, attempts);
            }
            attempts.uncertain |= may_have_succeeded(&attempt);
            answered = attempt.ok().or(answered);
            sleep(wait).await;
        }
    }

    async fn attempt<'a>(
        &'a self,
        attempts: Attempts,
        request: &Outgoing,
        sent: Sent<'a>,
        left: Duration,
    ) -> Attempt<'a> {
        let broken = |error| TransportError::new(error, attempts);
        let once = request.once(self.inner.headers.clone());
        let response = self.inner.http.execute(once, self.connect_timeout, left);
        let response = response.await;
        let mut response = response.map_err(|error| Failure::Transport(broken(error)))?;
        let headers = std::mem::take(response.headers_mut());
        let mut raw = RawResponse::new(response.status(), headers, sent, attempts);
        // A ready-made client may follow redirects, and has then left the server that was meant.
        if *response.url() != request.url {
            let host = response.url().host_str().map(str::to_owned);
            return Err(raw.unexpected(UnexpectedReason::Redirected { host }).into());
        }
        if raw.status.is_redirection() {
            let host = redirect_host(response.url(), &raw.headers);
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
            .field(
                "base_url",
                &self.inner.base_url.as_str().trim_end_matches('/'),
            )
            .field("credential", &self.inner.credential)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// What a call comes to: its last attempt or, where that did not reach the API, the API's last answer,
/// which says more.
fn last<'a>(
    attempt: Attempt<'a>,
    answered: Option<RawResponse<'a>>,
    attempts: Attempts,
) -> Attempt<'a> {
    match (attempt, answered) {
        (Err(Failure::Transport(error)), Some(answer)) if error.is_connect() => {
            Ok(answer.after(attempts))
        }
        (attempt, _) => attempt,
    }
}

/// Where a redirect points to, without the rest of the URL, which can hold a token.
fn redirect_host(url: &Url, headers: &HeaderMap) -> Option<String> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    url.join(location).ok()?.host_str().map(str::to_owned)
}
