//! How long connecting may take, which reqwest sets for a client and not for a call.

use std::{future::Future, io, time::Duration};

use tokio::{task_local, time::timeout};
use tower::{BoxError, util::MapFutureLayer};

task_local! {
    /// The limit of the call that runs. Connecting runs in the call's own task.
    static LIMIT: Duration;
}

/// Lets a call connect for as long as `limit` and no longer, if its HTTP client is one of [`http`].
pub(crate) fn within<F: Future>(limit: Duration, call: F) -> impl Future<Output = F::Output> {
    LIMIT.scope(limit, call)
}

/// An HTTP client of which each call has its own limit.
pub(crate) fn http(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, reqwest::Error> {
    builder
        .connector_layer(MapFutureLayer::new(limited))
        .build()
}

fn limited<C, T>(connecting: C) -> impl Future<Output = Result<T, BoxError>>
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
