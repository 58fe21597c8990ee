//! Checks that the schema of a tool is a JSON Schema, so that no validator refuses it once it is generated.
//!
//! A validator does this as well, and with all that it needs takes a third of the time in which the generator
//! is built. The tests hold this against one.

use regress::Regex;
use serde_json::Value;

/// What stands at a keyword that is not what JSON Schema has there: the pointer to it, and what was expected.
pub(super) fn misfit(schema: &Value) -> Option<(String, String)> {
    match schema {
        Value::Bool(_) => None,
        Value::Object(members) => members.iter().find_map(|(key, value)| {
            let (at, expected) = match misfit_within(key, value) {
                Some((below, expected)) => (format!("/{key}{below}"), expected),
                None => (format!("/{key}"), expectation(key, value)?),
            };
            Some((at, expected))
        }),
        _ => Some((String::new(), "a schema".to_owned())),
    }
}

/// The same for the schemas that a keyword holds.
fn misfit_within(key: &str, value: &Value) -> Option<(String, String)> {
    match (key, value) {
        ("items" | "additionalProperties" | "not", schema) => misfit(schema),
        ("properties" | "patternProperties" | "$defs", Value::Object(schemas)) => {
            within(schemas.iter().map(|(name, schema)| (name.clone(), schema)))
        }
        ("anyOf" | "allOf", Value::Array(schemas)) => within(
            schemas
                .iter()
                .enumerate()
                .map(|(at, schema)| (at.to_string(), schema)),
        ),
        _ => None,
    }
}

fn within<'a>(mut schemas: impl Iterator<Item = (String, &'a Value)>) -> Option<(String, String)> {
    schemas.find_map(|(name, schema)| {
        let (at, expected) = misfit(schema)?;
        let name = name.replace('~', "~0").replace('/', "~1");
        Some((format!("/{name}{at}"), expected))
    })
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
