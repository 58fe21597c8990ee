//! How each operation reads what the API answers.

use composio_link_client::{mock::MockServer, tools::ToolError};
use serde_json::{Value, json};

use crate::{
    client::client,
    requests::answering,
    schema::{resolved, values},
    spec::{Operation, object, operations},
};

/// What a call comes to where the server answers so.
async fn call(operation: &Operation, status: u16, body: &Value) -> Result<Value, ToolError> {
    let server = answering(status, body).await;
    let client = client(operation.version, &server.uri());
    client
        .call(operation.tool, operation.arguments(&operation.bodies()[0]))
        .await
}

#[tokio::test]
async fn each_form_of_a_success_is_read_with_all_that_it_holds() {
    for operation in operations() {
        for (status, schema) in operation
            .answers()
            .into_iter()
            .filter(|(status, _)| *status < 300)
        {
            for body in values(&operation.document, &schema) {
                let read = call(&operation, status, &body).await;
                assert_eq!(
                    read.ok().as_ref(),
                    Some(&body),
                    "{} {status}",
                    operation.name()
                );
            }
        }
    }
}

#[tokio::test]
async fn a_success_that_lacks_what_is_required_names_it() {
    for operation in operations() {
        for (status, schema) in operation
            .answers()
            .into_iter()
            .filter(|(status, _)| *status < 300)
        {
            let whole = values(&operation.document, &schema)
                .pop()
                .expect("a schema has values");
            let required = &resolved(&operation.document, &schema)["required"];
            for name in required
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                let mut body = whole.clone();
                body.as_object_mut()
                    .expect("an answer is an object")
                    .remove(name);
                let error = call(&operation, status, &body)
                    .await
                    .expect_err("it lacks what is required");
                assert!(
                    error.to_string().contains(&format!("`{name}`")),
                    "{}: {error}",
                    operation.name()
                );
                assert!(matches!(error, ToolError::Call(_)), "{error:?}");
            }
        }
    }
}

/// Documented or not: the day on which another status is documented changes nothing.
#[tokio::test]
async fn each_error_of_the_api_is_one_whatever_its_status() {
    for operation in operations() {
        let errors: Vec<(u16, Value)> = operation
            .answers()
            .into_iter()
            .filter(|(status, _)| *status >= 400)
            .collect();
        let (_, schema) = errors
            .first()
            .expect("an operation documents an error")
            .clone();
        let undocumented = [402, 418, 429, 503].map(|status| (status, schema.clone()));
        for (status, schema) in errors.into_iter().chain(undocumented) {
            for body in values(&operation.document, &schema) {
                let error = call(&operation, status, &body)
                    .await
                    .expect_err("it is an error");
                let ToolError::Api(failure) = error else {
                    panic!("{} {status} {body}: {error:?}", operation.name());
                };
                assert_eq!(failure.status().as_u16(), status);
                assert_eq!(*failure.body(), body, "{}", operation.name());
            }
        }
    }
}

#[tokio::test]
async fn the_mock_server_answers_each_operation_as_its_document_says() {
    let api = MockServer::start().await;
    for operation in operations() {
        let client = client(operation.version, &api.base_url());
        let arguments = operation.arguments(&operation.bodies()[0]);
        let link = client.call(operation.tool, arguments).await;
        let link = link.unwrap_or_else(|error| panic!("{}: {error}", operation.name()));
        let (_, schema) = operation
            .answers()
            .into_iter()
            .find(|(status, _)| *status < 300)
            .expect("a success");
        let schema = resolved(&operation.document, &schema);
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            assert!(
                link.get(name).is_some(),
                "{} answers without {name}: {link}",
                operation.name()
            );
        }
        for (name, _) in object(&link) {
            assert!(
                schema["properties"].get(name).is_some(),
                "{} has no {name}",
                operation.name()
            );
        }
        let refused = json!({});
        let error = client
            .call(operation.tool, refused)
            .await
            .expect_err("arguments are missing");
        assert!(matches!(error, ToolError::InvalidArguments(_)), "{error:?}");
    }
}
