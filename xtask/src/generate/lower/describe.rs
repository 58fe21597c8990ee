//! Puts into words what a schema demands and a Rust type does not show.

use serde_json::{Map, Value};

use crate::generate::plan::Doc;

/// What a schema says of itself. A property without a description is described by its name.
pub(crate) fn describe(schema: &Map<String, Value>, wire_name: Option<&str>) -> Doc {
    let prose = match (schema.get("description").and_then(Value::as_str), wire_name) {
        (Some(text), _) => sentence(text),
        (None, Some(name)) => format!("The property `{name}`."),
        (None, None) => String::new(),
    };
    let mut limits = Vec::new();
    limits.extend(bounds(schema).map(|bounds| format!("{bounds}.")));
    if let Some(Value::Object(items)) = schema.get("items") {
        limits.extend(bounds(items).map(|bounds| format!("Each item: {}.", lower_first(&bounds))));
    }
    if let Some(format) = schema.get("format").and_then(Value::as_str)
        && format != "password"
    {
        limits.push(format!("Format: `{format}`."));
    }
    for (key, word) in [("default", "Default"), ("example", "Example")] {
        // The example of a whole object says less than its properties do.
        let value = schema
            .get(key)
            .filter(|value| !value.is_object() && !value.is_array());
        limits.extend(value.map(|value| format!("{word}: `{value}`.")));
    }
    Doc {
        prose,
        limits: limits.join(" "),
    }
}

/// The text as Markdown, with a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    // A block of code would be taken for an example and run as a test.
    let mut text = prose(text.replace("```", "").trim());
    if !text.is_empty() && !text.ends_with(['.', '!', '?', ':', '`']) {
        text.push('.');
    }
    text
}

fn bounds(schema: &Map<String, Value>) -> Option<String> {
    let number = |key: &str| schema.get(key).filter(|value| value.is_number());
    let exclusive = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    let mut parts = Vec::new();
    for (least, most, units) in [
        ("minLength", "maxLength", ["character", "characters"]),
        ("minItems", "maxItems", ["item", "items"]),
        ("minProperties", "maxProperties", ["property", "properties"]),
    ] {
        parts.extend(match (number(least), number(most)) {
            (Some(least), Some(most)) => Some(format!("{least} to {most} {}", plural(units, most))),
            (Some(least), None) => Some(format!("At least {least} {}", plural(units, least))),
            (None, Some(most)) => Some(format!("At most {most} {}", plural(units, most))),
            (None, None) => None,
        });
    }
    if let Some(minimum) = number("minimum") {
        let word = if exclusive("exclusiveMinimum") {
            "More than"
        } else {
            "At least"
        };
        parts.push(format!("{word} {minimum}"));
    }
    if let Some(maximum) = number("maximum") {
        let word = if exclusive("exclusiveMaximum") {
            "Less than"
        } else {
            "At most"
        };
        parts.push(format!("{word} {maximum}"));
    }
    if let Some(step) = number("multipleOf") {
        parts.push(format!("A multiple of {step}"));
    }
    if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
        parts.push("No item twice".to_owned());
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        parts.push(format!("Matches `{pattern}`"));
    }
    (!parts.is_empty()).then(|| parts.join(". "))
}

fn plural([one, many]: [&'static str; 2], count: &Value) -> &'static str {
    if count.as_u64() == Some(1) { one } else { many }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_lowercase().chain(characters).collect())
        .unwrap_or_default()
}

/// Text as Markdown that reads the same: no links, no HTML, addresses that can be followed.
fn prose(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    for (index, span) in text.split('`').enumerate() {
        if index % 2 == 1 {
            markdown.push_str(&format!("`{span}`"));
            continue;
        }
        for (index, word) in span.split(' ').enumerate() {
            if index > 0 {
                markdown.push(' ');
            }
            if word.starts_with("http://") || word.starts_with("https://") {
                let address = word.trim_end_matches(['.', ',', ';', ')', ']', '>']);
                markdown.push_str(&format!("<{address}>{}", &word[address.len()..]));
            } else {
                for character in word.chars() {
                    if matches!(character, '[' | ']' | '<' | '>') {
                        markdown.push('\\');
                    }
                    markdown.push(character);
                }
            }
        }
    }
    markdown
}
