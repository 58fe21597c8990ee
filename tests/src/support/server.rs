//! Servers on loopback: one that speaks HTTP, and one that writes bytes.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers};

/// Starts a server that answers everything with `status` and `body`.
pub(crate) async fn answering(status: u16, body: &str) -> MockServer {
    answering_as(status, body, "application/json").await
}

/// The same as [`answering`] with another content type than JSON's.
pub(crate) async fn answering_as(status: u16, body: &str, content_type: &str) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status)
        .insert_header("x-trace", "trace-1")
        .set_body_raw(body, content_type);
    Mock::given(matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

/// The one request that the server got.
pub(crate) async fn only_request(server: &MockServer) -> Request {
    let mut requests = server
        .received_requests()
        .await
        .expect("requests are recorded");
    assert_eq!(requests.len(), 1, "the server got one request");
    requests.remove(0)
}

/// Starts a server that reads one request's head, writes `bytes` and closes the connection.
pub(crate) async fn writing(bytes: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("the listener has an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            let mut buffer = [0; 4096];
            while !head.windows(4).any(|window| window == b"\r\n\r\n") {
                match stream.read(&mut buffer).await {
                    Ok(read @ 1..) => head.extend_from_slice(&buffer[..read]),
                    _ => return,
                }
            }
            // A client that went away is the test's business, not the server's.
            let _ = stream.write_all(bytes.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

/// An address on loopback that refuses connections.
pub(crate) async fn refusing() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    listener.local_addr().expect("the listener has an address")
}
