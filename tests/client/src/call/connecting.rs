//! How long connecting may take, and to whom.

use std::{sync::Arc, time::Duration};

use composio_link_client::{
    ClientBuilder, RetryPolicy, reqwest,
    v3::{self, Error},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs::default_provider,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::support::{
    operation::{self, Operation, link},
    scripted::{Deaf, http},
    server::answering,
};

const MOMENT: Duration = Duration::from_millis(50);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The timeout of a whole call is not to be what ends it.
fn builder(base_url: &str) -> ClientBuilder<v3::Client> {
    operation::builder(base_url).timeout(MINUTE)
}

/// That nothing was sent, so that it was tried again, and that it took too long.
fn assert_never_connected(error: &Error) {
    let Error::Transport(transport) = error else {
        panic!("{error:?}");
    };
    assert!(
        transport.is_connect() && transport.is_timeout(),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        "no connection in time (the call did nothing)"
    );
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn a_server_that_takes_no_connection_meets_the_limit_for_connecting() {
    let server = Deaf::start().await;
    let client = builder(&server.uri()).connect_timeout(MOMENT).build();
    let error = link(&client.expect("a client"))
        .await
        .expect_err("an error");
    assert_never_connected(&error);
}

#[tokio::test]
async fn one_call_can_have_its_own_limit_for_connecting() {
    let server = Deaf::start().await;
    // The call's timeout would end the call before this, and would be another error.
    let client = builder(&server.uri()).connect_timeout(HOUR).build();
    let client = client.expect("a client");
    let hasty = client.with_connect_timeout(MOMENT).expect("a client");
    assert_never_connected(&link(&hasty).await.expect_err("an error"));

    // The client itself stays as it was.
    let client = client.with_retry(RetryPolicy::never());
    let error = link(&client.with_timeout(MOMENT * 10)).await;
    let error = error.expect_err("an error");
    assert_eq!(
        error.to_string(),
        "no connection in time (the call did nothing)"
    );
    assert_eq!(error.attempts(), 1);
}

/// A limit is neither cut to the one that the client was built with, nor to what was left of its time.
#[tokio::test]
async fn one_call_can_connect_for_longer_than_others() {
    let server = Deaf::start().await;
    let builder = || builder(&server.uri()).retry(RetryPolicy::never());
    let hasty = builder().connect_timeout(MOMENT).build();
    let hasty = hasty.expect("a client");
    let patient = hasty.with_connect_timeout(MOMENT * 10).expect("a client");
    let short = builder().timeout(MOMENT * 2).build().expect("a client");
    let long = short.with_timeout(MINUTE);
    for (sooner, later) in [(&hasty, &patient), (&short, &long)] {
        let ended = tokio::select! {
            biased;
            _ = link(later) => "later",
            outcome = link(sooner) => {
                assert!(outcome.expect_err("an error").is_connect());
                "sooner"
            }
        };
        assert_eq!(ended, "sooner");
    }
}

#[tokio::test]
async fn the_handshake_is_a_part_of_connecting() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    // It connects, as the system does that, and says nothing.
    let client = builder(&format!("https://{address}")).connect_timeout(HOUR);
    let client = client.build().expect("a client");
    let hasty = client.with_connect_timeout(MOMENT).expect("a client");
    assert_never_connected(&link(&hasty).await.expect_err("an error"));
    drop(listener);
}

#[tokio::test]
async fn a_call_with_its_own_limit_is_otherwise_the_same() {
    let server = answering(201, &Operation::V3Session.answer()).await;
    let client = builder(&server.uri()).header("x-trace", "one").build();
    let client = client.expect("a client");
    let hasty = client.with_connect_timeout(MINUTE).expect("a client");
    for client in [&client, &hasty] {
        link(client).await.expect("a link");
    }
    let requests = server.received_requests().await.expect("they are recorded");
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].headers, requests[1].headers);
}

#[test]
fn a_ready_made_client_has_its_own_limit_for_connecting() {
    let builder = builder("http://localhost").http_client(reqwest::Client::new());
    let client = builder.clone().build().expect("a client");
    for outcome in [
        client.with_connect_timeout(MINUTE),
        builder.connect_timeout(MINUTE).build(),
    ] {
        let error = outcome.expect_err("an error").to_string();
        assert!(error.contains("ready-made"), "{error}");
    }
}

/// Whoever cannot prove to be the host gets neither the key nor the body.
#[tokio::test]
async fn a_server_with_a_certificate_that_nobody_vouches_for_gets_nothing() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]);
    let made = made.expect("a certificate can be made");
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::from(key));
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("they fit")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let url = format!("https://localhost:{port}");
    // Says how many bytes came through each connection's encryption.
    let (came, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut bytes = [0; 4096];
            let mut read = 0;
            if let Ok(mut stream) = acceptor.accept(stream).await {
                read = stream.read(&mut bytes).await.unwrap_or(0);
                let answer = http("201 Created", "", &Operation::V3Session.answer());
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
            let _ = came.send(read);
        }
    });

    let error = link(&builder(&url).build().expect("a client")).await;
    let error = error.expect_err("an error");
    assert!(
        matches!(&error, Error::Transport(error) if error.is_connect()),
        "{error:?}"
    );
    for _ in 0..error.attempts() {
        assert_eq!(arrived.recv().await, Some(0));
    }

    // It is the certificate alone that was wrong.
    let root = reqwest::Certificate::from_der(made.cert.der()).expect("a certificate");
    let trusting = reqwest::Client::builder().tls_certs_only([root]).build();
    let client = builder(&url).http_client(trusting.expect("a client"));
    let outcome = link(&client.build().expect("a client")).await;
    let link = outcome.expect("a link");
    assert_eq!(link.link_token.expose_secret(), "string");
    assert!(arrived.recv().await.is_some_and(|read| read > 0));
}
