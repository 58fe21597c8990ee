//! What the tools are.

use std::collections::BTreeSet;

use composio_link_client::{v3, v3_1};
use serde_json::{Value, json};

use crate::{
    answer::secrets::is_public,
    support::operation::{CONNECTED_ACCOUNT, CONNECTION_DATA, Operation, SESSION},
};

/// The facts that the API's document of the tool states.
const REFERENCE: &str = include_str!("session_link.json");

/// The same without descriptions, which are our own. No property is called so.
fn without_prose(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(members) => {
            members.remove("description");
            for member in members.values_mut() {
                *member = without_prose(member.take());
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = without_prose(item.take());
            }
        }
        _ => {}
    }
    schema
}

#[test]
fn the_session_link_takes_what_the_tools_document_says() {
    let mut input = without_prose(Operation::V3_1Session.tool().input_schema().clone());
    let members = input.as_object_mut().expect("it is an object");
    // HTTP requires what the document of the tool does not speak of.
    assert_eq!(
        members.remove("required"),
        Some(json!(["session_id", "toolkit"]))
    );
    // HTTP has another place for the type of the account, which the document does not show.
    let hidden = json!({ "^account_type$": { "type": "string", "enum": ["PRIVATE", "SHARED"] } });
    assert_eq!(members.remove("patternProperties"), Some(hidden));
    let reference: Value = serde_json::from_str(REFERENCE).expect("it is JSON");
    assert_eq!(input, reference);
}

#[test]
fn each_version_has_a_tool_for_each_operation_sorted_by_name() {
    for tools in [v3::tools::all(), v3_1::tools::all()] {
        let names: Vec<&str> = tools.iter().map(|tool| tool.name()).collect();
        assert_eq!(names, [CONNECTED_ACCOUNT, SESSION]);
        for tool in tools {
            assert!(tool.description().len() > 40, "{}", tool.name());
            for schema in [tool.input_schema(), tool.output_schema()] {
                let is_valid = jsonschema::draft202012::meta::is_valid(schema);
                assert!(is_valid, "{}", tool.name());
                assert_eq!(schema["type"], "object");
                assert!(!schema.to_string().contains("$ref"), "{}", tool.name());
                assert!(!schema.to_string().contains("x-rust-"), "{}", tool.name());
            }
        }
    }
}

#[test]
fn a_serialized_tool_is_in_the_protocols_words_under_its_own_name() {
    for tool in v3_1::tools::all() {
        let expected = json!({
            "name": tool.name(),
            "title": tool.title(),
            "description": tool.description(),
            "annotations": tool.annotations(),
            "inputSchema": tool.input_schema(),
            "outputSchema": tool.output_schema(),
        });
        assert_eq!(serde_json::to_value(tool).ok(), Some(expected));
    }
}

#[test]
fn each_secret_among_the_arguments_is_marked_and_nothing_else_is() {
    for operation in [
        Operation::V3ConnectedAccount,
        Operation::V3_1ConnectedAccount,
    ] {
        let input = operation.tool().input_schema();
        let data = &input["properties"]["connection_data"]["properties"];
        let is_marked = |schema: &Value| {
            let marks = [schema.get("format"), schema.get("writeOnly")];
            marks == [Some(&json!("password")), Some(&json!(true))]
        };
        let marked = data.as_object().expect("it lists properties");
        let marked: BTreeSet<&str> = marked
            .iter()
            .filter(|(_, schema)| is_marked(schema))
            .map(|(name, _)| name.as_str())
            .collect();
        let secret = CONNECTION_DATA.iter().map(String::as_str);
        let secret = secret.filter(|name| !is_public(name));
        assert_eq!(marked, secret.collect(), "{operation:?}");
        assert!(is_marked(
            &data["authed_user"]["properties"]["access_token"]
        ));
        let whole = operation.tool().input_schema().to_string();
        let marks = whole.matches("writeOnly").count();
        assert_eq!(marks, marked.len() + 1, "{operation:?}");
    }
}

/// A value that the API adds one day must not turn an answer into an error.
#[test]
fn what_a_tool_returns_is_not_bounded() {
    let output = Operation::V3_1Session.tool().output_schema();
    let text = output.to_string();
    for keyword in ["enum", "maxItems", "maxLength", "minLength"] {
        assert!(!text.contains(&format!("\"{keyword}\"")), "{keyword}");
    }
    let account_type = &output["properties"]["account_type"];
    assert_eq!(account_type["examples"], json!(["PRIVATE", "SHARED"]));
}
