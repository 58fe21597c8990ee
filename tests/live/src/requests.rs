//! What each operation sends.

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers};

use composio_link_client::tools::ToolError;

use crate::{
    client::{CREDENTIALS, client},
    spec::{Operation, operations},
};

/// A server that answers with a success that the documents describe.
pub(crate) async fn succeeding(operation: &Operation) -> (MockServer, Value) {
    let answers = operation.answers();
    let (status, schema) = answers
        .iter()
        .find(|(status, _)| *status < 300)
        .expect("there is a success");
    let body = crate::schema::values(&operation.document, schema)
        .pop()
        .expect("a schema has values");
    (answering(*status, &body).await, body)
}

/// A server that answers with `body`.
pub(crate) async fn answering(status: u16, body: &Value) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/json");
    Mock::given(matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

/// What the server was sent since it was asked last.
pub(crate) async fn sent(server: &MockServer) -> Vec<Request> {
    let sent = server.received_requests().await.expect("they are recorded");
    server.reset().await;
    sent
}

#[tokio::test]
async fn each_property_is_sent_in_each_of_its_forms_as_it_is() {
    for operation in operations() {
        let (server, answer) = succeeding(&operation).await;
        let client = client(operation.version, &server.uri());
        let bodies = operation.bodies();
        for body in &bodies {
            let link = client.call(operation.tool, operation.arguments(body)).await;
            assert_eq!(
                link.ok().as_ref(),
                Some(&answer),
                "{} {body}",
                operation.name()
            );
        }
        let sent = sent(&server).await;
        assert_eq!(sent.len(), bodies.len());
        for (request, body) in sent.iter().zip(bodies) {
            assert_eq!(request.method.as_str(), operation.method);
            assert_eq!(request.url.path(), operation.sent_path());
            assert_eq!(request.url.query(), None);
            let found: Value = serde_json::from_slice(&request.body).expect("it is JSON");
            assert_eq!(found, body, "{}", operation.name());
            let mut headers: Vec<&str> = request.headers.keys().map(|name| name.as_str()).collect();
            headers.sort_unstable();
            let (key, _) = CREDENTIALS[0];
            let expected = [
                "accept",
                "content-length",
                "content-type",
                "host",
                "user-agent",
                key,
            ];
            assert_eq!(headers, expected);
            assert_eq!(request.headers[key], "YOUR_API_KEY");
            assert_eq!(request.headers["content-type"], "application/json");
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_without_what_is_required() {
    for operation in operations() {
        let (server, _) = succeeding(&operation).await;
        let client = client(operation.version, &server.uri());
        let whole = operation.arguments(&operation.full_body());
        let body = crate::spec::body(&operation.document, &operation.value).unwrap_or_default();
        let required = body["required"].as_array().cloned().unwrap_or_default();
        let mut names: Vec<String> = required
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        names.extend(crate::spec::parameters(&operation.value, "path"));
        for name in names {
            let mut arguments = whole.clone();
            arguments
                .as_object_mut()
                .expect("arguments are an object")
                .remove(&name);
            let error = client
                .call(operation.tool, arguments)
                .await
                .expect_err("it lacks what is required");
            let ToolError::InvalidArguments(found) = error else {
                panic!("{} without {name}: {error}", operation.name());
            };
            assert!(
                found
                    .iter()
                    .any(|argument| argument.pointer() == format!("/{name}")),
                "{found:?}"
            );
        }
        let mut arguments = whole;
        arguments["further"] = json!([{ "of": null }]);
        client
            .call(operation.tool, arguments)
            .await
            .expect("what no document names is sent");
        assert_eq!(sent(&server).await.len(), 1, "{}", operation.name());
    }
}
