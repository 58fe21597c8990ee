//! How long connecting may take, which reqwest sets for a client and not for a call.

use std::{future::Future, io, sync::OnceLock, time::Duration};

use reqwest::{Client, Request, Response, redirect};
use tokio::{task_local, time::timeout};
use tower::{BoxError, util::MapFutureLayer};

task_local! {
    /// The limit of the call that runs. Connecting runs in the call's own task.
    static LIMIT: Duration;
}

/// The HTTP clients of a client.
pub(crate) struct Http {
    client: Client,
    /// None for a ready-made client, which has its own limit.
    own: Option<Own>,
}

/// What the HTTP client is like that is not ready-made.
struct Own {
    connect_timeout: Duration,
    is_loopback: bool,
    /// The same for attempts with another limit. What bounds each of them is in the way of all calls, so
    /// they have a client of their own, which is built when it is needed.
    limited: OnceLock<Client>,
}

impl Http {
    pub(crate) fn ready_made(client: Client) -> Self {
        Self { client, own: None }
    }

    /// A client of which most calls connect for as long as `connect_timeout` and take no longer than
    /// `timeout`.
    pub(crate) fn new(
        connect_timeout: Duration,
        timeout: Duration,
        is_loopback: bool,
    ) -> Result<Self, reqwest::Error> {
        let connect_timeout = connect_timeout.min(timeout - margin(timeout));
        let builder = builder(is_loopback).connect_timeout(connect_timeout);
        Ok(Self {
            client: builder.build()?,
            own: Some(Own {
                connect_timeout,
                is_loopback,
                limited: OnceLock::new(),
            }),
        })
    }

    pub(crate) fn is_ready_made(&self) -> bool {
        self.own.is_none()
    }

    /// Sends a request, and connects for no longer than `connect_timeout`. What cannot connect ends before
    /// the time is over that is `left`, so that it is known to have done nothing.
    pub(crate) fn execute(
        &self,
        mut request: Request,
        connect_timeout: Duration,
        left: Duration,
    ) -> impl Future<Output = Result<Response, reqwest::Error>> + use<> {
        *request.timeout_mut() = Some(left);
        let limit = connect_timeout.min(left - margin(left));
        // A little of the time that bounds it has passed since the call began.
        let passed = match limit < connect_timeout {
            true => margin(left) / 2,
            false => Duration::ZERO,
        };
        let is_other = |own: &&Own| !(limit..=limit + passed).contains(&own.connect_timeout);
        let client = match self.own.as_ref().filter(is_other) {
            Some(own) => own.limited.get_or_init(|| {
                let limited = limited(builder(own.is_loopback));
                limited.unwrap_or_else(|_| self.client.clone())
            }),
            None => &self.client,
        };
        LIMIT.scope(limit, client.execute(request))
    }
}

/// How much of a time is not for connecting.
fn margin(time: Duration) -> Duration {
    (time / 10).max(Duration::from_millis(20)).min(time / 2)
}

fn builder(is_loopback: bool) -> reqwest::ClientBuilder {
    // A redirect would carry key and body to wherever it points.
    let builder = Client::builder().redirect(redirect::Policy::none());
    match is_loopback {
        // A proxy would carry plain http away from this machine.
        true => builder.no_proxy(),
        false => builder,
    }
}

/// An HTTP client of which each call has its own limit.
fn limited(builder: reqwest::ClientBuilder) -> Result<Client, reqwest::Error> {
    builder
        .connector_layer(MapFutureLayer::new(bounded))
        .build()
}

fn bounded<C, T>(connecting: C) -> impl Future<Output = Result<T, BoxError>>
where
    C: Future<Output = Result<T, BoxError>>,
{
    // Read here, while the call is polled, as a connection may be finished by another task.
    let limit = LIMIT.try_with(|limit| *limit).unwrap_or(Duration::MAX);
    async move {
        match timeout(limit, connecting).await {
            Ok(outcome) => outcome,
            Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
        }
    }
}
