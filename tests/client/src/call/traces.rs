//! What operators see of a call, in the way that a subscriber shows it which nobody has set up.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use composio_link_client::RetryPolicy;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{
    operation::{ERROR, Operation, builder, link},
    scripted::{Act, Scripted, http},
};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// The lines that the calls of a client come to where the server does this.
async fn lines(act: Act) -> Vec<String> {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let server = Scripted::always(act).await;
    let builder = builder(&server.uri()).retry(RetryPolicy::never());
    let _ = link(&builder.build().expect("a client")).await;
    drop(guard);
    let log = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let log = String::from_utf8(log).expect("a log is text");
    log.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_call_that_fails_is_an_event_in_its_span() {
    for (act, level, shown) in [
        (
            Act::Answer(http("404 Not Found", "", &ERROR)),
            "WARN",
            "status=404",
        ),
        (
            Act::Answer(http("201 Created", "", "{}")),
            "ERROR",
            "the body lacks `",
        ),
        (
            Act::Close,
            "ERROR",
            "connection closed before message completed",
        ),
    ] {
        let lines = lines(act).await;
        let [line] = &lines[..] else {
            panic!("{lines:?}")
        };
        for part in [
            level,
            shown,
            "composio_link{",
            "operation=\"create_session_link\"",
            "otel.status_code=\"ERROR\"",
            "the call failed",
            "attempts=1",
        ] {
            assert!(line.contains(part), "{part}: {line}");
        }
    }
}

#[tokio::test]
async fn a_call_that_succeeds_is_no_event() {
    let answer = http("201 Created", "", &Operation::V3Session.answer());
    assert_eq!(lines(Act::Answer(answer)).await, [""; 0]);
}
