//! Which texts of a request an error may show, where the API quotes all that it was sent.

use composio_link_client::tools::ToolError;
use serde_json::Value;

use crate::{
    client::{client, tools},
    requests::answering,
    schema::values,
    spec::operations,
};

/// The texts of a value, each with whether its schema says that it is a secret. What no schema names is
/// one, too.
fn texts(value: &Value, schema: Option<&Value>, found: &mut Vec<(String, bool)>) {
    match value {
        Value::String(text) => {
            let forms = schema
                .into_iter()
                .flat_map(|schema| match schema["anyOf"].as_array() {
                    Some(members) => members.iter().collect(),
                    None => vec![schema],
                });
            let mut marks = forms
                .filter(|form| form["type"] != "null")
                .map(|form| form["format"] == "password");
            found.push((
                text.clone(),
                schema.is_none() || marks.any(|is_secret| is_secret),
            ));
        }
        Value::Array(items) => {
            let of_items =
                schema.and_then(|schema| schema.get("items").or(schema.pointer("/anyOf/1/items")));
            items.iter().for_each(|item| texts(item, of_items, found));
        }
        Value::Object(members) => {
            for (name, member) in members {
                let schema = schema.and_then(|schema| schema["properties"].get(name));
                texts(member, schema, found);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn what_the_api_quotes_of_a_request_shows_no_secret_and_all_else() {
    for operation in operations() {
        let tool = tools(operation.version)
            .iter()
            .find(|tool| tool.name() == operation.tool);
        let schema = tool.expect("the operation is a tool").input_schema();
        let mut errors = operation
            .answers()
            .into_iter()
            .filter(|(status, _)| *status >= 400);
        let (status, of_error) = errors.next_back().expect("an operation documents an error");
        let error = values(&operation.document, &of_error)
            .pop()
            .expect("a schema has values");
        let body = operation.full_body();
        let mut found = Vec::new();
        texts(&body, Some(schema), &mut found);
        assert!(
            found.iter().any(|(_, is_secret)| !is_secret),
            "{}",
            operation.name()
        );
        for (text, is_secret) in found
            .into_iter()
            .filter(|(text, _)| text.contains("MARKER-"))
        {
            let mut quoting = error.clone();
            quoting["quoted"] = format!("<{text}>").into();
            let server = answering(status, &quoting).await;
            let client = client(operation.version, &server.uri());
            let failure = client
                .call(operation.tool, operation.arguments(&body))
                .await;
            let Err(ToolError::Api(failure)) = failure else {
                panic!("{}: {failure:?}", operation.name());
            };
            let expected = if is_secret {
                "<[redacted]>".to_owned()
            } else {
                format!("<{text}>")
            };
            assert_eq!(
                failure.body()["quoted"],
                expected,
                "{} {text}",
                operation.name()
            );
        }
    }
}
