//! The API's own error, on whatever status it comes, and what is none.

use composio_link_client::{
    UnexpectedReason, UnexpectedResponse,
    v3::{Error, ErrorResponse},
};
use serde_json::{Value, json};

use crate::support::{
    link::{Clients, OPERATIONS, Operation},
    server::Answering,
};

/// A server, and clients that call it.
struct Api {
    server: Answering,
    clients: Clients,
}

impl Api {
    async fn start() -> Self {
        let server = Answering::start().await;
        let clients = Clients::new(&server.uri());
        Self { server, clients }
    }

    /// What a call fails with that is answered so.
    async fn error(&self, operation: Operation, status: u16, body: &str) -> Error {
        self.server.answer(status, body.into());
        let outcome = self.clients.call(operation).await;
        outcome.expect_err("it is no success")
    }

    async fn own(&self, operation: Operation, status: u16, body: &Value) -> ErrorResponse {
        match self.error(operation, status, &body.to_string()).await {
            Error::Api(answer) => answer.into_body(),
            other => panic!("{operation:?} {status} {body}: {other:?}"),
        }
    }

    async fn unexpected(
        &self,
        operation: Operation,
        status: u16,
        body: &str,
    ) -> Box<UnexpectedResponse> {
        match self.error(operation, status, body).await {
            Error::UnexpectedResponse(answer) => answer,
            other => panic!("{operation:?} {status} {body}: {other:?}"),
        }
    }
}

fn error_body(status: u16) -> Value {
    json!({ "error": {
        "message": "No such thing",
        "code": 1607,
        "slug": "Thing_NotFound",
        "status": status,
        "request_id": "req_1",
        "suggested_fix": "Make one",
        "errors": ["first", "second"],
        "further": [1],
    }})
}

/// A status that the documents begin to name changes nothing for a program.
#[tokio::test]
async fn the_api_s_own_error_is_one_on_every_status_of_an_error() {
    let api = Api::start().await;
    for operation in OPERATIONS {
        for status in (400..600).chain([600, 999]) {
            let body = error_body(status);
            let error = api.error(operation, status, &body.to_string()).await;
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(error.request_id(), Some("req_1"));
            assert_eq!(error.attempts(), if status == 429 { 3 } else { 1 });
            let text = error.to_string();
            let parts = [&status.to_string(), "No such thing"];
            assert!(parts.iter().all(|part| text.contains(*part)), "{text}");
            let Error::Api(answer) = error else {
                panic!("{operation:?} {status}: {error:?}");
            };
            assert_eq!(serde_json::to_value(answer.body()).expect("JSON"), body);
            let error = &answer.error;
            assert_eq!(error.message, "No such thing");
            assert_eq!(error.code, 1607);
            assert_eq!(error.slug, "Thing_NotFound");
            assert_eq!(error.status, i64::from(status));
            assert_eq!(error.request_id.as_deref(), Some("req_1"));
            assert_eq!(error.suggested_fix.as_deref(), Some("Make one"));
            let errors = ["first".to_owned(), "second".to_owned()];
            assert_eq!(error.errors.as_deref(), Some(&errors[..]));
        }
    }
}

#[tokio::test]
async fn what_is_not_the_api_s_own_error_is_unexpected_and_kept() {
    let api = Api::start().await;
    let lacking = r#"{"error": {"message": "m", "code": 1, "status": 402}}"#;
    for operation in OPERATIONS {
        for status in [402, 405, 418, 429, 451, 502, 503, 529, 599, 999] {
            for body in [
                "<html>Bad gateway</html>",
                "",
                "{}",
                "null",
                "[]",
                "{\"message\":  \"m\"}",
                lacking,
                &error_body(status).to_string()[..40],
                &format!("{} x", error_body(status)),
            ] {
                let answer = api.unexpected(operation, status, body).await;
                let reason = answer.reason();
                assert!(
                    matches!(reason, UnexpectedReason::UndocumentedStatus),
                    "{operation:?} {status} {body}: {reason:?}"
                );
                assert_eq!(answer.status().as_u16(), status);
                assert_eq!(answer.body_start(), body);
            }
        }
        // A documented status says more of what is wrong.
        let answer = api.unexpected(operation, 404, "{}").await;
        let reason = answer.reason();
        assert!(
            matches!(reason, UnexpectedReason::OtherForm { path, missing: true, .. } if path == "error"),
            "{reason:?}"
        );
    }
}

#[tokio::test]
async fn a_status_below_400_is_no_error_of_the_api() {
    let api = Api::start().await;
    for operation in OPERATIONS {
        for status in [200, 202, 299] {
            let body = error_body(status).to_string();
            let answer = api.unexpected(operation, status, &body).await;
            let reason = answer.reason();
            assert!(
                matches!(reason, UnexpectedReason::UndocumentedStatus),
                "{reason:?}"
            );
            assert_eq!(answer.body_start(), body);
        }
        let answer = api.unexpected(operation, 302, "").await;
        let reason = answer.reason();
        assert!(
            matches!(reason, UnexpectedReason::Redirected { .. }),
            "{reason:?}"
        );
    }
}

#[tokio::test]
async fn an_error_on_an_undocumented_status_shows_no_key() {
    let api = Api::start().await;
    let mut body = error_body(418);
    for name in ["message", "slug", "request_id", "further"] {
        body["error"][name] = json!("no such key: YOUR_API_KEY!");
    }
    for operation in OPERATIONS {
        for status in [401, 418, 503] {
            let error = api.own(operation, status, &body).await;
            let shown = serde_json::to_string(&error).expect("an error is JSON");
            let shown = format!("{shown} {error:?}");
            assert!(!shown.contains("YOUR_API_KEY"), "{shown}");
            assert_eq!(error.error.message, "no such key: [redacted]!");
        }
    }
}
