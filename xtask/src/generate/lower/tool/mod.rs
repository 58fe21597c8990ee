//! What agents are told of an operation: its name as a tool, and JSON Schemas (draft 2020-12) of what
//! it takes and of what it returns.

mod check;
mod input;
mod name;
mod schema;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::parameter::Parameters;
use crate::{
    document::{Document, pointer::Pointer},
    generate::plan::ToolPlan,
};
use schema::{Converter, Side};

pub(super) use name::distinguish;

/// The tool that the operation at `at` becomes. It has been lowered, so that its form is known.
pub(super) fn tool(
    document: &Document,
    at: &Pointer,
    path: &str,
    method: &str,
    operation: &Map<String, Value>,
    lowered: &Parameters,
) -> Result<ToolPlan> {
    let (input, body) = input::input(document, at, operation, lowered)?;
    let text = |key: &str| operation.get(key).and_then(Value::as_str);
    let description = text("description").or(text("summary"));
    let plan = ToolPlan {
        name: name::name(document, at, path, method, operation)?,
        title: text("summary").map(|summary| summary.trim().to_owned()),
        description: description.unwrap_or_default().trim().to_owned(),
        input,
        output: output(document, at, operation)?,
        body,
    };
    for (what, schema) in [("takes", &plan.input), ("returns", &plan.output)] {
        if let Some((place, expected)) = check::misfit(&Pointer::root(), schema) {
            let found = format!(
                "what it {what} is no JSON Schema: at {place}, expected {expected}: correct the schema in the spec"
            );
            return Err(document.error(at, found));
        }
    }
    Ok(plan)
}

/// The body of the successes, which is the same for all that have one.
fn output(document: &Document, at: &Pointer, operation: &Map<String, Value>) -> Result<Value> {
    let at = at.child("responses");
    let mut converter = Converter::new(document, Side::Output);
    let (mut body, mut lacks_body) = (None, false);
    let responses = operation.get("responses").and_then(Value::as_object);
    for (status, response) in responses.into_iter().flatten() {
        if !status.starts_with('2') {
            continue;
        }
        let (at, response) = follow(document, at.child(status), response)?;
        let content = response.get("content").and_then(Value::as_object);
        // HTTP sends no body with these, whatever a document says.
        if matches!(status.as_str(), "204" | "205") || content.is_none_or(Map::is_empty) {
            lacks_body = true;
        } else {
            body = Some(schema_of(document, &at, &mut converter)?);
        }
    }
    let output = match (body, lacks_body) {
        (Some(body), false) => body,
        (Some(body), true) => json!({ "anyOf": [body, { "type": "null" }] }),
        (None, _) => json!({ "type": "null" }),
    };
    Ok(converter.finish(output))
}

/// The schema of a body or of a response, converted.
fn schema_of<'d>(
    document: &'d Document,
    at: &Pointer,
    converter: &mut Converter<'d>,
) -> Result<Value> {
    let at = at.descend(["content", "application/json", "schema"]);
    match document.get(&at) {
        Some(schema) => converter.schema(&at, schema),
        None => Err(document.error(&at, "expected the schema of the body")),
    }
}

/// What `value` refers to, or itself.
fn follow<'d>(
    document: &'d Document,
    at: Pointer,
    value: &'d Value,
) -> Result<(Pointer, &'d Value)> {
    match value.get("$ref").and_then(Value::as_str) {
        None => Ok((at, value)),
        Some(reference) => document.resolve(&at, reference),
    }
}
