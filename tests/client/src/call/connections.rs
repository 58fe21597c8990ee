//! Answers that do not arrive, or not whole.

use composio_link_client::{Error, StatusCode, UnexpectedReason};

use crate::support::{
    operation::{Clients, OPERATIONS, unexpected},
    scripted::{Act, Scripted},
    server::{refusing, writing},
};

#[tokio::test]
async fn a_body_that_is_cut_off_keeps_status_headers_and_what_came() {
    for operation in OPERATIONS {
        for (head, status) in [
            ("HTTP/1.1 201 Created", StatusCode::CREATED),
            ("HTTP/1.1 404 Not Found", StatusCode::NOT_FOUND),
        ] {
            let bytes = format!("{head}\r\ncontent-length: 1000\r\n\r\n{{\"link_to");
            let address = writing(bytes.leak()).await;
            let error = operation.call(&format!("http://{address}")).await;
            let response = unexpected(error.expect_err("an error"));
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["content-length"], "1000");
            assert_eq!(response.body_start(), "{\"link_to");
            let reason = response.reason();
            assert!(
                matches!(reason, UnexpectedReason::Incomplete(_)),
                "{reason:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_refused_connection_is_an_error_without_an_answer() {
    for operation in OPERATIONS {
        let url = format!("http://{}", refusing().await);
        let error = operation.call(&url).await.expect_err("an error");
        assert_eq!(error.status(), None);
        assert_eq!(error.to_string(), "no connection (the call did nothing)");
        let Error::Transport(error) = error else {
            panic!("{operation:?}: {error:?}");
        };
        assert!(error.is_connect());
    }
}

#[tokio::test]
async fn a_server_that_closes_resets_or_speaks_no_http_is_an_error_without_an_answer() {
    let bytes = |bytes: &str| Act::Answer(bytes.to_owned());
    for act in [
        Act::Close,
        Act::Reset,
        bytes(""),
        bytes("SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        bytes("HTTP/1.1 "),
    ] {
        let server = Scripted::always(act).await;
        let clients = Clients::new(&server.uri());
        let address = server.uri().replace("http://", "");
        for operation in OPERATIONS {
            let error = clients.call(operation).await.expect_err("an error");
            let shown = format!("{operation:?}: {error:?}");
            assert!(matches!(error, Error::Transport(_)), "{shown}");
            assert!(!shown.contains(&address), "{shown}");
        }
    }
}
