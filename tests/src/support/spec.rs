//! The specs, and JSON Schemas made of them for a validator that is not ours.

use std::fs;

use serde_json::{Value, json};

use super::workspace;

/// The document of `version`, such as `v3.1`, as it stands in `spec/`.
pub(crate) fn document(version: &str) -> Value {
    let file = workspace().join(format!("spec/{version}.yaml"));
    let text = fs::read_to_string(file).expect("the spec can be read");
    serde_yaml::from_str(&text).expect("the spec is YAML")
}

/// A validator of the request body of the operation at `path`.
pub(crate) fn request_validator(version: &str, path: &str) -> jsonschema::Validator {
    let document = document(version);
    let operation = &document["paths"][path]["post"];
    let mut schema = operation["requestBody"]["content"]["application/json"]["schema"].clone();
    assert!(schema.is_object(), "{version} has a body at {path}");
    schema["components"] = document["components"].clone();
    to_json_schema(&mut schema);
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the spec's schema is a JSON Schema")
}

/// OpenAPI 3.0 says `nullable: true` where JSON Schema says `type: [string, "null"]`.
fn to_json_schema(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.remove("nullable") == Some(Value::Bool(true))
                && let Some(ty) = members.get_mut("type")
            {
                *ty = json!([ty.clone(), "null"]);
            }
            members.values_mut().for_each(to_json_schema);
        }
        Value::Array(items) => items.iter_mut().for_each(to_json_schema),
        _ => {}
    }
}

/// The pointers to all that a document holds.
pub(crate) fn pointers(document: &Value) -> Vec<String> {
    fn collect(at: &str, value: &Value, found: &mut Vec<String>) {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(members) => members
                .iter()
                .map(|(key, member)| (key.replace('~', "~0").replace('/', "~1"), member))
                .collect(),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (index.to_string(), item))
                .collect(),
            _ => Vec::new(),
        };
        for (key, child) in children {
            let at = format!("{at}/{key}");
            collect(&at, child, found);
            found.push(at);
        }
    }
    let mut found = Vec::new();
    collect("", document, &mut found);
    found
}

/// Removes what a pointer of [`pointers`] leads to.
pub(crate) fn remove(document: &mut Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("it lies in something");
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).expect("the parent is there") {
        Value::Object(members) => members.remove(&key).expect("the member is there"),
        Value::Array(items) => items.remove(key.parse().expect("a list has indices")),
        other => panic!("{other} holds nothing"),
    }
}
