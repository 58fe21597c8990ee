//! Values that a schema of OpenAPI 3.0 allows.

use serde_json::{Map, Value, json};

use crate::spec::object;

/// What a schema refers to.
pub(crate) fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    target.map_or(schema, |target| resolved(document, target))
}

/// Values that `schema` allows: of an object the smallest, then one for each form that one of its
/// properties can have, and last the one with all properties.
pub(crate) fn values(document: &Value, schema: &Value) -> Vec<Value> {
    Values {
        document,
        open: Vec::new(),
    }
    .of(schema, "value")
}

struct Values<'a> {
    document: &'a Value,
    /// The schemas around the one of which values are made.
    open: Vec<&'a Value>,
}

impl<'a> Values<'a> {
    /// The values of a schema. Texts say `name`, so that each is its own.
    fn of(&mut self, schema: &'a Value, name: &str) -> Vec<Value> {
        let schema = resolved(self.document, schema);
        if self.open.iter().any(|open| std::ptr::eq(*open, schema)) {
            return Vec::new();
        }
        self.open.push(schema);
        let mut values = if schema["nullable"] == true {
            vec![Value::Null]
        } else {
            Vec::new()
        };
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for member in schema[keyword].as_array().into_iter().flatten() {
                let more = self.of(member, name);
                values.extend(
                    more.into_iter()
                        .filter(|value| keyword != "allOf" || !value.is_null()),
                );
            }
        }
        match (schema["enum"].as_array(), schema["type"].as_str()) {
            (Some(listed), _) => {
                values.extend(listed.iter().filter(|value| !value.is_null()).cloned())
            }
            (None, Some("string")) => values.push(text(schema, name).into()),
            (None, Some("integer")) => values.push(number(schema, 7.0).trunc().into_json()),
            (None, Some("number")) => {
                values.extend([number(schema, 7.0), number(schema, 0.5)].map(Number::into_json))
            }
            (None, Some("boolean")) => values.extend([false.into(), true.into()]),
            (None, Some("array")) => self.arrays(schema, name, &mut values),
            (None, Some("object")) => self.objects(schema, name, &mut values),
            (None, _) if values.is_empty() => values.push(json!({ name: [1, "any"] })),
            (None, _) => {}
        }
        self.open.pop();
        values
    }

    fn arrays(&mut self, schema: &'a Value, name: &str, values: &mut Vec<Value>) {
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let items = self.of(&schema["items"], name);
        if least == 0 {
            values.push(json!([]));
        }
        for item in items {
            let count = usize::try_from(least.max(1)).expect("a list fits into the memory");
            values.push(Value::Array(vec![item; count]));
        }
    }

    fn objects(&mut self, schema: &'a Value, name: &str, values: &mut Vec<Value>) {
        let mut whole = Map::new();
        let mut others = Vec::new();
        for (property, of_property) in object(&schema["properties"]) {
            let mut forms = self.of(of_property, property);
            if let Some(last) = forms.pop() {
                whole.insert(property.clone(), last);
            }
            others.extend(forms.into_iter().map(|form| (property.clone(), form)));
        }
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut smallest = whole.clone();
        smallest.retain(|property, _| required.contains(&json!(property)));
        if schema["additionalProperties"] != false {
            let further = match &schema["additionalProperties"] {
                typed @ Value::Object(members) if !members.is_empty() => self.of(typed, name).pop(),
                _ => Some(json!({ "of": ["any", 1, null] })),
            };
            whole.extend(further.map(|further| (format!("further_{name}"), further)));
        }
        values.push(Value::Object(smallest));
        values.extend(others.into_iter().map(|(property, form)| {
            let mut other = whole.clone();
            other.insert(property, form);
            Value::Object(other)
        }));
        values.push(Value::Object(whole));
    }
}

/// A text of the length that a schema allows.
fn text(schema: &Value, name: &str) -> String {
    let bound = |keyword: &str| {
        schema[keyword]
            .as_u64()
            .and_then(|bound| usize::try_from(bound).ok())
    };
    let long = format!(
        "MARKER-{name}-{}",
        "x".repeat(bound("minLength").unwrap_or(0))
    );
    long.chars()
        .take(bound("maxLength").unwrap_or(usize::MAX))
        .collect()
}

/// A number that is written as JSON writes it.
#[derive(Clone, Copy)]
struct Number(f64);

impl Number {
    fn trunc(self) -> Self {
        Self(self.0.trunc())
    }

    fn into_json(self) -> Value {
        match self.0.fract() == 0.0 {
            true => json!(self.0 as i64),
            false => json!(self.0),
        }
    }
}

/// A number within the bounds of a schema.
fn number(schema: &Value, wanted: f64) -> Number {
    let least = schema["minimum"].as_f64().unwrap_or(wanted);
    let most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
    Number(wanted.max(least).min(most))
}

#[cfg(test)]
use std::collections::BTreeSet;

#[test]
fn each_form_of_a_property_has_a_value_of_its_own() {
    let document = json!({ "components": { "schemas": { "Size": { "type": "string", "enum": ["S", "L"] } } } });
    let schema = json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": { "type": "string", "maxLength": 8 },
            "size": { "$ref": "#/components/schemas/Size" },
            "note": { "type": "string", "nullable": true },
            "scope": { "anyOf": [{ "type": "number", "minimum": 2 }, { "type": "array", "items": { "type": "boolean" } }] },
        },
        "additionalProperties": { "type": "integer" },
    });
    let found = values(&document, &schema);
    assert_eq!(found[0], json!({ "name": "MARKER-n" }));
    let whole = json!({
        "name": "MARKER-n", "size": "L", "note": "MARKER-note-", "scope": [true], "further_value": 7,
    });
    assert_eq!(found.last(), Some(&whole));
    let forms = |property: &str| -> BTreeSet<String> {
        found[1..]
            .iter()
            .map(|value| value[property].to_string())
            .collect()
    };
    let texts =
        |texts: &[&str]| -> BTreeSet<String> { texts.iter().map(ToString::to_string).collect() };
    assert_eq!(forms("size"), texts(&["\"L\"", "\"S\""]));
    assert_eq!(forms("note"), texts(&["\"MARKER-note-\"", "null"]));
    assert_eq!(
        forms("scope"),
        texts(&["2", "7", "[]", "[false]", "[true]"])
    );
}
