//! Examples of bodies, with which mock servers answer: as the document states them, and where it
//! states none, composed of what its schemas say.
//!
//! A stated example that lacks what the schema requires is completed, as documents often leave out
//! the dull parts. One that has another type than the schema is an error: a client could not read it.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::types::is_nullable;
use crate::document::{Document, pointer::Pointer};

/// A length that a schema demands is met up to this one, as a slip should not fill the memory.
const LONGEST: usize = 1000;

/// What a document states, and where.
type Stated<'a> = Option<(Pointer, &'a Value)>;

/// The example of the body that `media`, at `at`, describes.
pub(super) fn example(
    document: &Document,
    at: &Pointer,
    media: &Map<String, Value>,
    schema: &Value,
) -> Result<Value> {
    let stated = match (media.get("example"), media.get("examples")) {
        (Some(example), _) => Some((at.child("example"), example)),
        (None, Some(examples)) => first_of(document, &at.child("examples"), examples)?,
        (None, None) => None,
    };
    let mut composer = Composer {
        document,
        open: Vec::new(),
    };
    composer.value(&at.child("schema"), schema, stated)
}

/// The first of several named examples.
fn first_of<'d>(document: &'d Document, at: &Pointer, examples: &'d Value) -> Result<Stated<'d>> {
    let Some((name, example)) = examples.as_object().and_then(|all| all.iter().next()) else {
        return Err(document.error(at, "expected a mapping of names to examples"));
    };
    let at = at.child(name);
    let (at, example) = match example.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.resolve(&at, reference)?,
        None => (at, example),
    };
    let at_value = at.child("value");
    match example.get("value") {
        Some(value) => Ok(Some((at_value, value))),
        None => Err(document.error(&at_value, "expected the example itself")),
    }
}

struct Composer<'d> {
    document: &'d Document,
    /// The references that are being composed, to notice those that never end.
    open: Vec<&'d str>,
}

impl<'d> Composer<'d> {
    /// A value of the schema at `at`: the stated one, the schema's own, or one made for it.
    fn value(&mut self, at: &Pointer, schema: &'d Value, stated: Stated<'d>) -> Result<Value> {
        let document = self.document;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let (at_target, target) = document.resolve(at, reference)?;
            if stated.is_none() && self.open.contains(&reference) {
                return Err(document.error(
                    at,
                    format!("no example can be composed, as `{reference}` requires itself: state an `example`"),
                ));
            }
            self.open.push(reference);
            let value = self.value(&at_target, target, stated);
            self.open.pop();
            return value;
        }
        let Some(schema) = schema.as_object() else {
            return Err(document.error(at, "expected a schema, which is a mapping"));
        };
        let own = schema
            .get("example")
            .map(|value| (at.child("example"), value));
        let stated = stated.or(own);
        if let Some((at_stated, value)) = &stated
            && value.is_null()
        {
            return match is_nullable(schema) || !schema.contains_key("type") {
                true => Ok(Value::Null),
                false => Err(self.mismatch(at_stated, value, "a value that is not null", at)),
            };
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if let Some(Value::Array(members)) = schema.get(keyword) {
                return self.member(&at.child(keyword), members, stated);
            }
        }
        match stated {
            Some((at_stated, value)) => self.completed(at, schema, at_stated, value),
            None if is_nullable(schema) => Ok(Value::Null),
            None => self.composed(at, schema),
        }
    }

    /// A value of the first member that has one.
    fn member(&mut self, at: &Pointer, members: &'d [Value], stated: Stated<'d>) -> Result<Value> {
        let mut first_error = None;
        for (index, member) in members.iter().enumerate() {
            match self.value(&at.child(index), member, stated.clone()) {
                Ok(value) => return Ok(value),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or_else(|| self.document.error(at, "expected at least one schema")))
    }

    /// What is stated, with what it lacks.
    fn completed(
        &mut self,
        at: &Pointer,
        schema: &'d Map<String, Value>,
        at_stated: Pointer,
        stated: &'d Value,
    ) -> Result<Value> {
        let is_whole = stated.as_f64().is_some_and(|number| number.fract() == 0.0);
        let (fits, expected) = match schema.get("type").and_then(Value::as_str) {
            Some("integer") => (is_whole, "a whole number"),
            Some("number") => (stated.is_number(), "a number"),
            Some("string") => (stated.is_string(), "text"),
            Some("boolean") => (stated.is_boolean(), "true or false"),
            Some("object") => (stated.is_object(), "a mapping"),
            Some("array") => (stated.is_array(), "a list"),
            _ => (true, "any JSON"),
        };
        if !fits {
            return Err(self.mismatch(&at_stated, stated, expected, at));
        }
        match stated {
            Value::Object(members) => self.object(at, schema, Some((at_stated, members))),
            Value::Array(items) => {
                let Some(schema) = schema.get("items") else {
                    return Ok(stated.clone());
                };
                let at = at.child("items");
                let items = items.iter().enumerate();
                items
                    .map(|(index, item)| {
                        self.value(&at, schema, Some((at_stated.child(index), item)))
                    })
                    .collect()
            }
            other => Ok(other.clone()),
        }
    }

    /// The smallest value that the schema allows, with what its properties state.
    fn composed(&mut self, at: &Pointer, schema: &'d Map<String, Value>) -> Result<Value> {
        let stated = schema.get("default").or_else(|| {
            let values = schema.get("enum").and_then(Value::as_array)?;
            values.iter().find(|value| !value.is_null())
        });
        if let Some(stated) = stated {
            return Ok(stated.clone());
        }
        let count = |key: &str| {
            let count = schema.get(key).and_then(Value::as_u64);
            let count = count.and_then(|count| usize::try_from(count).ok());
            count.filter(|count| *count <= LONGEST)
        };
        match schema.get("type").and_then(Value::as_str) {
            Some("string") => {
                let mut text = text(schema.get("format").and_then(Value::as_str)).to_owned();
                while text.len() < count("minLength").unwrap_or(0) {
                    text.push('x');
                }
                text.truncate(count("maxLength").unwrap_or(text.len()));
                Ok(text.into())
            }
            Some("integer" | "number") => Ok(schema.get("minimum").cloned().unwrap_or(json!(0))),
            Some("boolean") => Ok(json!(true)),
            Some("array") => {
                let at = at.child("items");
                let items = schema.get("items").into_iter().cycle();
                items
                    .take(count("minItems").unwrap_or(0))
                    .map(|item| self.value(&at, item, None))
                    .collect()
            }
            _ => self.object(at, schema, None),
        }
    }

    /// An object with what is stated and what is required. Where nothing is stated, with the
    /// optional properties that state an example themselves, too.
    fn object(
        &mut self,
        at: &Pointer,
        schema: &'d Map<String, Value>,
        stated: Option<(Pointer, &'d Map<String, Value>)>,
    ) -> Result<Value> {
        let required: Vec<&str> = match schema.get("required") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let mut object = match &stated {
            Some((_, members)) => (*members).clone(),
            None => Map::new(),
        };
        let at = at.child("properties");
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let member = stated.as_ref().and_then(|(at, members)| {
                let member = members.get(name)?;
                Some((at.child(name), member))
            });
            let is_stated = match &stated {
                Some(_) => member.is_some(),
                None => property.get("example").is_some(),
            };
            if is_stated || required.contains(&name.as_str()) {
                let value = self.value(&at.child(name), property, member)?;
                object.insert(name.clone(), value);
            }
        }
        Ok(Value::Object(object))
    }

    fn mismatch(
        &self,
        at_stated: &Pointer,
        stated: &Value,
        expected: &str,
        at_schema: &Pointer,
    ) -> anyhow::Error {
        self.document.error(
            at_stated,
            format!("the example is {stated}, expected {expected}, as {at_schema} says: correct the example or the schema"),
        )
    }
}

/// A text of a format.
fn text(format: Option<&str>) -> &'static str {
    match format {
        Some("uri" | "url") => "https://example.com",
        Some("date-time") => "2025-01-01T00:00:00Z",
        Some("date") => "2025-01-01",
        Some("email") => "user@example.com",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        _ => "string",
    }
}
