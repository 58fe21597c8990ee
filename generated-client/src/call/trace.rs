//! Spans and events for operators, behind the feature `tracing`. Without it, nothing of this is there at
//! run time.

use std::{fmt, future::Future};

use crate::{Error, ErrorBody, Response};

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
            // What marks a span as failed, as OpenTelemetry names it.
            otel.status_code = tracing::field::Empty,
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

    /// Records what came of the call, and a failure as an event as well.
    pub(crate) fn record<T, E: fmt::Debug + ErrorBody>(
        &self,
        outcome: &Result<Response<T>, Error<E>>,
    ) {
        let (status, attempts) = match outcome {
            Ok(response) => (Some(response.status()), response.attempts()),
            Err(error) => (error.status(), error.attempts()),
        };
        let status = status.map(|status| status.as_u16());
        self.span.record("status", status);
        self.span.record("attempts", attempts);
        let milliseconds = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.span.record("duration_ms", milliseconds);
        let Err(error) = outcome else { return };
        self.span.record("otel.status_code", "ERROR");
        let cause = crate::answer::error::with_causes(error);
        // What may have happened all the same is for somebody to look after.
        self.span.in_scope(|| match error.may_have_succeeded() {
            true => tracing::error!(status, attempts, cause, "the call failed"),
            false => tracing::warn!(status, attempts, cause, "the call failed"),
        });
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

    pub(crate) fn record<T, E: fmt::Debug + ErrorBody>(
        &self,
        _outcome: &Result<Response<T>, Error<E>>,
    ) {
    }
}
