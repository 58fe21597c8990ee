//! Spans for operators, behind the feature `tracing`. Without it, nothing of this is there at run
//! time.

use std::future::Future;

use crate::answer::attempt::Attempt;
#[cfg(feature = "tracing")]
use crate::answer::attempt::Failure;

#[cfg(feature = "tracing")]
pub(crate) struct Span {
    span: tracing::Span,
    start: std::time::Instant,
}

#[cfg(feature = "tracing")]
impl Span {
    pub(crate) fn new(operation: &'static str, version: &'static str) -> Self {
        let span = tracing::info_span!(
            "composio_link",
            operation,
            version,
            status = tracing::field::Empty,
            attempts = tracing::field::Empty,
            duration_ms = tracing::field::Empty,
        );
        Self {
            span,
            start: std::time::Instant::now(),
        }
    }

    pub(crate) fn around<F: Future>(&self, call: F) -> impl Future<Output = F::Output> {
        use tracing::Instrument;
        call.instrument(self.span.clone())
    }

    /// Records what came of the call.
    pub(crate) fn record(&self, attempts: usize, outcome: &Attempt<'_>) {
        let status = match outcome {
            Ok(response) => Some(response.status),
            Err(Failure::Response(response)) => Some(response.status()),
            Err(Failure::Transport(_)) => None,
        };
        if let Some(status) = status {
            self.span.record("status", status.as_u16());
        }
        self.span.record("attempts", attempts);
        let milliseconds = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.span.record("duration_ms", milliseconds);
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn new(_operation: &'static str, _version: &'static str) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(&self, call: F) -> F {
        call
    }

    pub(crate) fn record(&self, _attempts: usize, _outcome: &Attempt<'_>) {}
}
