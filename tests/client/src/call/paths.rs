//! What a caller puts into a path stays in its segment.

use composio_link_client::Error;

use crate::support::{
    operation::{Clients, OPERATIONS, Operation},
    requests,
    server::answering,
};

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() {
    let operation = Operation::V3_1Session;
    let server = answering(201, &operation.answer()).await;
    let clients = Clients::new(&server.uri());
    let segments = [
        ("trs_LX9uJKBinWWr", "trs_LX9uJKBinWWr"),
        ("a/b", "a%2Fb"),
        ("a/../b", "a%2F..%2Fb"),
        ("/", "%2F"),
        ("../link", "..%2Flink"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("50%", "50%25"),
        ("%2F", "%252F"),
        ("a b", "a%20b"),
        (" ", "%20"),
        ("a\tb\r\nc", "a%09b%0D%0Ac"),
        ("a\\b", "a%5Cb"),
        ("a;b@c:d&e+f", "a%3Bb%40c%3Ad%26e%2Bf"),
        ("...", "..."),
        (".. ", "..%20"),
        ("é漢😀", "%C3%A9%E6%BC%A2%F0%9F%98%80"),
    ];
    for (id, _) in segments {
        let link = clients.send(operation, id, operation.body()).await;
        link.expect("a link");
    }
    let sent = server.received_requests().await.expect("they are recorded");
    assert_eq!(sent.len(), segments.len());
    for (sent, (id, segment)) in sent.iter().zip(segments) {
        assert_eq!(sent.url.path(), operation.path_of(segment), "{id}");
        assert_eq!(sent.url.query(), None, "{id}");
    }
}

#[tokio::test]
async fn an_id_that_leads_to_another_endpoint_is_refused_before_anything_is_sent() {
    let server = answering(201, &Operation::V3_1Session.answer()).await;
    let clients = Clients::new(&server.uri());
    let sessions = || OPERATIONS.into_iter().filter(|it| it.is_session());
    for id in [
        "", ".", "..", "%2e", "%2E", "%2e%2e", "%2E%2e", ".%2e", "%2E.", "%2e%2E",
    ] {
        for operation in sessions() {
            let error = clients.send(operation, id, operation.body()).await;
            let Err(Error::InvalidParameter(parameter)) = error else {
                panic!("{operation:?} {id:?}: {error:?}");
            };
            assert_eq!(parameter.name(), "session_id");
        }
    }
    assert_eq!(requests(&server).await, 0);
}
