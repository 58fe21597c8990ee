//! JSON Schemas made of the specs, for a validator that is not ours.

use serde_json::{Value, json};

use super::spec::document;

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
