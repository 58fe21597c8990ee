//! Checks that the schema of a tool is a JSON Schema, so that no validator refuses it once it is generated.
//!
//! A validator does this as well, and the first `regen` would wait until all that it needs is built. The tests
//! hold this against one.

use regress::Regex;
use serde_json::Value;

use crate::document::pointer::Pointer;

/// Where in the schema at `at` something stands that JSON Schema does not have there, and what it has.
pub(super) fn misfit(at: &Pointer, schema: &Value) -> Option<(Pointer, String)> {
    match schema {
        Value::Bool(_) => None,
        Value::Object(members) => members.iter().find_map(|(key, value)| {
            let at = at.child(key);
            misfit_within(&at, key, value).or_else(|| Some((at, expectation(key, value)?)))
        }),
        _ => Some((at.clone(), "a schema".to_owned())),
    }
}

/// The same for the schemas that the keyword at `at` holds.
fn misfit_within(at: &Pointer, key: &str, value: &Value) -> Option<(Pointer, String)> {
    match (key, value) {
        ("items" | "additionalProperties" | "not", schema) => misfit(at, schema),
        ("properties" | "patternProperties" | "$defs", Value::Object(schemas)) => {
            let mut schemas = schemas.iter();
            schemas.find_map(|(name, schema)| misfit(&at.child(name), schema))
        }
        ("anyOf" | "allOf", Value::Array(schemas)) => {
            let mut schemas = schemas.iter().enumerate();
            schemas.find_map(|(index, schema)| misfit(&at.child(index), schema))
        }
        _ => None,
    }
}

/// What JSON Schema expects of a keyword's value, if it is something else.
fn expectation(key: &str, value: &Value) -> Option<String> {
    let is_text = |value: &Value| value.is_string();
    let (fits, expected) = match key {
        "pattern" => match value
            .as_str()
            .map(|pattern| Regex::with_flags(pattern, "u"))
        {
            Some(Ok(_)) => return None,
            Some(Err(error)) => {
                return Some(format!("a regular expression, and it is none: {error}"));
            }
            None => (false, "a regular expression"),
        },
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            let is_count = value
                .as_f64()
                .is_some_and(|count| count >= 0.0 && count.fract() == 0.0);
            (is_count, "a whole number of at least 0")
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
            (value.is_number(), "a number")
        }
        "multipleOf" => (
            value.as_f64().is_some_and(|number| number > 0.0),
            "a number above 0",
        ),
        "uniqueItems" => (value.is_boolean(), "true or false"),
        "enum" | "examples" => (value.is_array(), "a list"),
        "anyOf" | "allOf" => (
            value.as_array().is_some_and(|list| !list.is_empty()),
            "a list of schemas",
        ),
        "properties" | "patternProperties" | "$defs" => {
            (value.is_object(), "schemas by their names")
        }
        "required" => {
            let names = value.as_array();
            let are_texts = names.is_some_and(|names| {
                names.iter().all(is_text)
                    && (1..names.len()).all(|end| !names[..end].contains(&names[end]))
            });
            (are_texts, "a list of different names")
        }
        "type" => {
            let names = value
                .as_array()
                .map_or(std::slice::from_ref(value), Vec::as_slice);
            let is_type = |name: &Value| name.as_str().is_some_and(|name| TYPES.contains(&name));
            (
                !names.is_empty() && names.iter().all(is_type),
                "the name of a type, or a list of them",
            )
        }
        "title" | "description" | "format" | "$ref" => (is_text(value), "a text"),
        _ => return None,
    };
    (!fits).then(|| expected.to_owned())
}

/// The types of JSON Schema.
const TYPES: &[&str] = &[
    "array", "boolean", "integer", "null", "number", "object", "string",
];
