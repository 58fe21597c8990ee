//! What a tool takes: the parameters and the body of an operation in one object.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    follow,
    schema::{Converter, Side, without_null},
    schema_of,
};
use crate::{
    document::{Document, pointer::Pointer},
    generate::{lower::parameter::Parameters, plan::ToolBody},
};

/// What would hold for the parameters as well, if they stood in the body.
const OF_THE_WHOLE: &[&str] = &["allOf", "anyOf", "enum", "maxProperties", "minProperties"];

/// The parameters and the body in one object.
pub(super) fn input(
    document: &Document,
    at: &Pointer,
    operation: &Map<String, Value>,
    lowered: &Parameters,
) -> Result<(Value, ToolBody)> {
    let mut converter = Converter::new(document, Side::Input);
    let (mut parameters, mut required) = (Map::new(), Vec::new());
    let listed = operation.get("parameters").and_then(Value::as_array);
    for (index, parameter) in listed.into_iter().flatten().enumerate() {
        let at = at.child("parameters").child(index);
        let (at, parameter) = follow(document, at, parameter)?;
        let text = |key: &str| {
            parameter
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let name = match text("in") {
            "header" => text("name").to_lowercase(),
            _ => text("name").to_owned(),
        };
        let is_header = |name: &str| lowered.in_header.iter().any(|header| header.name == name);
        if text("in") == "header" && !is_header(&name) {
            // The client sends it of itself.
            continue;
        }
        let mut schema = converter.schema(&at.child("schema"), &parameter["schema"])?;
        // Only a body can hold null.
        without_null(&mut schema);
        for key in ["description", "example"] {
            if let (Some(own), Some(schema)) = (parameter.get(key), schema.as_object_mut()) {
                schema.insert(key.to_owned(), own.clone());
            }
        }
        if text("in") == "path" || parameter.get("required") == Some(&json!(true)) {
            required.push(name.clone());
        }
        if parameters.insert(name.clone(), schema).is_some() {
            let message = format!(
                "another parameter is also called `{name}`, and a tool takes one of each name"
            );
            return Err(document.error(&at.child("name"), message));
        }
    }

    let (mut schema, body) = body(document, at, operation, &mut converter, &parameters)?;
    if let Some(schema) = schema.as_object_mut() {
        let properties = schema.entry("properties").or_insert_with(|| json!({}));
        if let Value::Object(properties) = properties {
            properties.append(&mut parameters);
        }
        let mut required: Vec<Value> = required.into_iter().map(Value::from).collect();
        if let Some(Value::Array(names)) = schema.remove("required") {
            required.extend(names);
        }
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required));
        }
    }
    Ok((converter.finish(schema), body))
}

/// The object that the parameters go into: the body, if they can, or one that holds the body.
fn body<'d>(
    document: &'d Document,
    at: &Pointer,
    operation: &'d Map<String, Value>,
    converter: &mut Converter<'d>,
    parameters: &Map<String, Value>,
) -> Result<(Value, ToolBody)> {
    let Some(body) = operation.get("requestBody") else {
        return Ok((closed(), ToolBody::Nothing));
    };
    let (at, body) = follow(document, at.child("requestBody"), body)?;
    let mut schema = schema_of(document, &at, converter)?;
    let is_optional = body.get("required") != Some(&json!(true));
    let names = schema.get("properties").and_then(Value::as_object);
    let clashes = names.is_some_and(|names| names.keys().any(|name| parameters.contains_key(name)));
    let is_mergeable = schema.get("type") == Some(&json!("object"))
        && !clashes
        && OF_THE_WHOLE.iter().all(|key| schema.get(key).is_none());
    // Whether a body of no properties is one could not be told.
    if is_mergeable && !is_optional {
        if let Some(schema) = schema.as_object_mut() {
            // They speak of the body alone.
            for key in ["title", "description", "default", "example"] {
                schema.remove(key);
            }
        }
        return Ok((schema, ToolBody::Merged));
    }
    let free = |name: &&str| !parameters.contains_key(*name);
    let member = ["request", "body"].into_iter().find(free).ok_or_else(|| {
        document.error(&at, "cannot stand beside the parameters `request` and `body`: give one of them another name")
    })?;
    let mut outer = closed();
    outer["properties"][member] = schema;
    if !is_optional {
        outer["required"] = json!([member]);
    }
    Ok((outer, ToolBody::Member(member.to_owned())))
}

/// An object that takes nothing but what it names.
fn closed() -> Value {
    json!({ "type": "object", "properties": {}, "additionalProperties": false })
}
