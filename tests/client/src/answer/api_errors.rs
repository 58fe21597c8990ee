//! The API's own error, on whatever status it comes, and what is none.

use composio_link_client::{UnexpectedReason, WholeNumber};
use serde_json::{Value, json};

use super::Api;
use crate::support::operation::{ERROR, OPERATIONS, own, unexpected};

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
            let error = own(error);
            assert_eq!(serde_json::to_value(&error).expect("JSON"), body);
            let error = &error.error;
            assert_eq!(error.message, "No such thing");
            assert_eq!(error.code, 1607);
            assert_eq!(error.slug, "Thing_NotFound");
            assert_eq!(error.status, i64::from(status));
            assert_eq!(error.request_id.as_deref(), Some("req_1"));
            assert_eq!(error.suggested_fix.as_deref(), Some("Make one"));
            let errors = ["first".to_owned(), "second".to_owned()];
            assert_eq!(error.errors.as_deref(), Some(&errors[..]));
        }
        let shown = own(api.error(operation, 401, &ERROR).await);
        let printed: Value = serde_json::from_str(&ERROR).expect("the example is JSON");
        assert_eq!(serde_json::to_value(shown).expect("JSON"), printed);
    }
}

/// A proxy's answers, and others that no document describes.
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
                r#"{"error": "I'm a teapot"}"#,
                lacking,
                &error_body(status).to_string()[..40],
                &format!("{} x", error_body(status)),
            ] {
                let answer = unexpected(api.error(operation, status, body).await);
                let reason = answer.reason();
                assert!(
                    matches!(reason, UnexpectedReason::UndocumentedStatus),
                    "{operation:?} {status} {body}: {reason:?}"
                );
                assert_eq!(answer.status().as_u16(), status);
                assert_eq!(answer.headers()["x-trace"], "trace-1");
                assert_eq!(answer.body_start(), body);
            }
        }
    }
}

#[tokio::test]
async fn a_status_below_400_is_no_error_of_the_api() {
    let api = Api::start().await;
    for operation in OPERATIONS {
        for status in [200, 202, 299] {
            for body in [error_body(status).to_string(), operation.answer()] {
                let answer = unexpected(api.error(operation, status, &body).await);
                let reason = answer.reason();
                let is_other = matches!(reason, UnexpectedReason::UndocumentedStatus);
                assert!(is_other, "{reason:?}");
                assert_eq!(answer.status().as_u16(), status);
                assert_eq!(answer.headers()["x-trace"], "trace-1");
                assert_eq!(answer.body_start(), body);
            }
        }
        let answer = unexpected(api.error(operation, 302, "").await);
        let reason = answer.reason();
        assert!(
            matches!(reason, UnexpectedReason::Redirected { .. }),
            "{reason:?}"
        );
    }
}

/// A server's error that quotes the key would carry it into every log.
#[tokio::test]
async fn a_key_that_the_server_quotes_is_not_shown_whatever_the_status() {
    let api = Api::start().await;
    let mut body = error_body(418);
    for name in ["message", "slug", "request_id", "code", "further"] {
        body["error"][name] = json!("no such key: YOUR_API_KEY!");
    }
    for operation in OPERATIONS {
        for status in [401, 418, 503] {
            let error = api.error(operation, status, &body.to_string()).await;
            let text = error.to_string();
            let status = error.status().expect("there is an answer");
            let may = match status.as_u16() {
                503 => "the call may have succeeded",
                _ => "the call did nothing",
            };
            let expected = format!("the API answered {status}: no such key: [redacted]! ({may})");
            assert_eq!(text, expected);
            let shown = format!("{text} {error:?}");
            let error = own(error);
            let json = serde_json::to_string(&error).expect("an error is JSON");
            let shown = format!("{shown} {json} {error:?}");
            assert!(!shown.contains("YOUR_API_KEY"), "{shown}");
            assert_eq!(error.error.message, "no such key: [redacted]!");
        }
    }
}

/// A mock server may make them up, and an upstream document can come to mean something else.
#[tokio::test]
async fn a_number_that_is_not_whole_takes_nothing_else_from_the_error() {
    let api = Api::start().await;
    for (text, whole) in [
        ("400", Some(400)),
        ("400.0", Some(400)),
        ("4e2", Some(400)),
        ("-1", Some(-1)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("18446744073709551616", None),
        ("1e300", None),
        ("400.5", None),
        ("\"400\"", None),
        ("null", None),
        ("true", None),
        ("[]", None),
        ("{\"a\": 1}", None),
    ] {
        let value: Value = serde_json::from_str(text).expect("it is JSON");
        for place in ["code", "status"] {
            for (operation, status) in OPERATIONS.into_iter().zip([400, 401, 404, 429]) {
                let mut body = error_body(status);
                body["error"][place] = value.clone();
                // As it is written here, not as it would be written again.
                let sent = body.to_string().replace(&value.to_string(), text);
                let error = own(api.error(operation, status, &sent).await);
                assert_eq!(serde_json::to_value(&error).expect("JSON"), body);
                let error = error.error;
                let (number, other) = match place {
                    "code" => (&error.code, error.status == i64::from(status)),
                    _ => (&error.status, error.code == 1607),
                };
                assert_eq!(number.as_i64(), whole, "{text}");
                assert_eq!(*number.as_json(), value);
                assert!(other, "the other number stays");
                assert_eq!(error.slug, "Thing_NotFound");
                assert_eq!(error.message, "No such thing");
                assert_eq!(error.suggested_fix.as_deref(), Some("Make one"));
                assert_eq!(error.request_id.as_deref(), Some("req_1"));
            }
        }
    }
}

#[test]
fn a_whole_number_is_compared_written_and_shown() {
    let read = |text: &str| -> WholeNumber { serde_json::from_str(text).expect("any JSON") };
    assert_eq!(read("400.0"), WholeNumber::from(400));
    assert_eq!(read("400.0"), 400);
    assert_eq!(read("1e300"), read("1e300"));
    assert_ne!(read("400.5"), read("400"));
    assert_ne!(read("\"400\""), 400);
    assert_ne!(read("null"), read("0"));
    assert_eq!(read("400.0").to_string(), "400.0");
    assert_eq!(format!("{:?} {:?}", read("-1"), read("null")), "-1 null");
    for hidden in ["\"secret\"", "[\"secret\"]", "{\"secret\": 1}"] {
        assert_eq!(format!("{:?}", read(hidden)), "redacted");
    }
}
