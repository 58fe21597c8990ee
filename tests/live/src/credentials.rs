//! How a client says who it is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    client::{CREDENTIALS, Client},
    requests::{sent, succeeding},
    spec::{Operation, object, operations},
};

/// The headers of which each alone lets an operation be called.
fn headers(operation: &Operation) -> BTreeSet<String> {
    let of_all = &operation.document["security"];
    let alternatives = operation.value.get("security").unwrap_or(of_all);
    let alternatives = alternatives.as_array().into_iter().flatten();
    let single = alternatives.filter(|alternative| object(alternative).len() == 1);
    let schemes = single.flat_map(|alternative| object(alternative).keys());
    let header = |scheme: &String| {
        let scheme = &operation.document["components"]["securitySchemes"][scheme];
        let is_key = scheme["type"] == "apiKey" && scheme["in"] == "header";
        is_key.then(|| {
            scheme["name"]
                .as_str()
                .expect("a header has a name")
                .to_lowercase()
        })
    };
    schemes.filter_map(header).collect()
}

#[tokio::test]
async fn each_credential_of_an_operation_is_sent_in_its_header_and_no_other_is() {
    let mut known = BTreeSet::new();
    for operation in operations() {
        let headers = headers(&operation);
        assert!(!headers.is_empty(), "{} asks for no key", operation.name());
        for header in &headers {
            let mut credentials = CREDENTIALS.iter().filter(|(name, _)| name == header);
            let (_, credential) = credentials
                .next()
                .unwrap_or_else(|| panic!("no credential is sent in `{header}`"));
            let (server, _) = succeeding(&operation).await;
            let client = Client::new(operation.version, &server.uri(), credential("MARKER-key"))
                .expect("it can be built");
            let arguments = operation.arguments(&operation.bodies()[0]);
            client
                .call(operation.tool, arguments)
                .await
                .expect("it answers");
            let sent = sent(&server).await;
            let with_key = sent[0]
                .headers
                .iter()
                .filter(|(_, value)| value.as_bytes() == b"MARKER-key");
            let names: Vec<&str> = with_key.map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, [header], "{}", operation.name());
        }
        known.extend(headers);
    }
    let sent: BTreeSet<String> = CREDENTIALS
        .iter()
        .map(|(header, _)| (*header).to_owned())
        .collect();
    assert_eq!(
        sent, known,
        "the credentials are those that the documents ask for"
    );
}

/// What an error says of a key, were the server to quote it.
#[tokio::test]
async fn no_error_shows_the_key() {
    for operation in operations() {
        for (_, credential) in CREDENTIALS {
            let body = serde_json::json!({ "quoted": "MARKER-key" });
            let server = crate::requests::answering(418, &body).await;
            let client = Client::new(operation.version, &server.uri(), credential("MARKER-key"))
                .expect("it can be built");
            let arguments: Value = operation.arguments(&operation.bodies()[0]);
            let error = client
                .call(operation.tool, arguments)
                .await
                .expect_err("it fails");
            assert!(
                !format!("{error} {error:?}").contains("MARKER-key"),
                "{error:?}"
            );
        }
    }
}
