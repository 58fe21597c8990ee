//! Random schemas and random edits of them.
//!
//! All is read from a tape of numbers, which proptest shrinks: zeros make the smallest document.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The choices that a document is made by. After its end come zeros.
#[derive(Clone, Debug)]
pub(crate) struct Tape {
    choices: Vec<u16>,
    at: usize,
}

impl Tape {
    pub(crate) fn new(choices: Vec<u16>) -> Self {
        Self { choices, at: 0 }
    }

    /// A number below `count`.
    pub(crate) fn pick(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(choice) % count
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.pick(count) == count - 1
    }

    pub(crate) fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.pick(items.len())]
    }
}

pub(crate) fn tape(length: usize) -> impl Strategy<Value = Tape> {
    proptest::collection::vec(any::<u16>(), length).prop_map(Tape::new)
}

/// The components of a random document.
const COMPONENTS: [&str; 3] = ["A", "B", "C"];
/// The properties of random objects.
const PROPERTIES: [&str; 4] = ["a", "b", "c", "d"];
const STRINGS: [&str; 4] = ["a", "b", "ab", ""];

/// Makes random schemas of one version of OpenAPI.
pub(crate) struct Schemas<'t> {
    pub(crate) tape: &'t mut Tape,
    pub(crate) is_3_1: bool,
}

impl Schemas<'_> {
    /// A schema. What is not below a property or an item refers only to components from `first` on,
    /// as a schema that refers to itself without anything between means nothing.
    pub(crate) fn schema(&mut self, depth: usize, first: usize) -> Value {
        let kinds = if depth == 0 { 5 } else { 11 };
        let mut schema = match self.tape.pick(kinds) {
            0 => self.text(),
            1 => self.number("integer"),
            2 => self.number("number"),
            3 => json!({ "type": "boolean" }),
            4 if first < COMPONENTS.len() => {
                let name = self.tape.of(&COMPONENTS[first..]);
                return json!({ "$ref": format!("#/components/schemas/{name}") });
            }
            5 | 6 => self.object(depth - 1),
            7 => self.list(depth - 1),
            8 => return json!({ "anyOf": self.members(depth - 1, first) }),
            9 => return json!({ "oneOf": self.members(depth - 1, first) }),
            10 => return json!({ "allOf": self.members(depth - 1, first) }),
            _ => return json!({}),
        };
        if self.tape.one_in(5) {
            self.make_nullable(&mut schema);
        }
        schema
    }

    fn make_nullable(&mut self, schema: &mut Value) {
        match self.is_3_1 {
            true => schema["type"] = json!([schema["type"], "null"]),
            false => schema["nullable"] = json!(true),
        }
    }

    fn members(&mut self, depth: usize, first: usize) -> Vec<Value> {
        let count = 1 + self.tape.pick(3);
        (0..count).map(|_| self.schema(depth, first)).collect()
    }

    fn text(&mut self) -> Value {
        let mut schema = json!({ "type": "string" });
        for keyword in ["minLength", "maxLength", "pattern", "enum", "format"] {
            if self.tape.one_in(5) {
                schema[keyword] = self.value_of(keyword);
            }
        }
        schema
    }

    fn number(&mut self, kind: &str) -> Value {
        let mut schema = json!({ "type": kind });
        for keyword in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
            if self.tape.one_in(5) {
                schema[keyword] = self.value_of(keyword);
            }
        }
        schema
    }

    fn list(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "array", "items": self.schema(depth, 0) });
        for keyword in ["minItems", "maxItems"] {
            if self.tape.one_in(4) {
                schema[keyword] = self.value_of(keyword);
            }
        }
        schema
    }

    fn object(&mut self, depth: usize) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for name in PROPERTIES {
            let state = self.tape.pick(4);
            if state > 1 {
                properties.insert(name.to_owned(), self.schema(depth, 0));
            }
            if state == 3 {
                required.push(name);
            }
        }
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if self.tape.one_in(3) {
            schema["additionalProperties"] = self.additional(depth);
        }
        schema
    }

    fn additional(&mut self, depth: usize) -> Value {
        match self.tape.pick(4) {
            0 | 1 => json!(false),
            2 => json!(true),
            _ => self.schema(depth, 0),
        }
    }

    /// A value that a keyword can have.
    fn value_of(&mut self, keyword: &str) -> Value {
        match keyword {
            "minLength" | "maxLength" | "minItems" | "maxItems" => json!(self.tape.pick(5)),
            "exclusiveMinimum" | "exclusiveMaximum" if !self.is_3_1 => json!(true),
            "minimum" | "exclusiveMinimum" => json!(self.tape.pick(5) as i64 - 3),
            "maximum" | "exclusiveMaximum" => json!(self.tape.pick(5) as i64),
            "pattern" => json!(self.tape.of(&["^a", "b$", "^[ab]*$"])),
            "format" => json!(self.tape.of(&["uri", "custom"])),
            "enum" => {
                let count = 1 + self.tape.pick(STRINGS.len());
                json!(STRINGS[..count])
            }
            "items" => self.schema(1, 0),
            "additionalProperties" => self.additional(1),
            "type" => match self.is_3_1 && self.tape.one_in(2) {
                true => json!(["string", *self.tape.of(&["null", "integer", "object"])]),
                false => json!(
                    self.tape
                        .of(&["string", "integer", "number", "object", "array", "boolean"])
                ),
            },
            "nullable" => json!(true),
            other => panic!("no value for {other}"),
        }
    }

    /// Changes one thing about a schema, or nothing where what was drawn does not fit it.
    pub(crate) fn edit(&mut self, schema: &mut Value, first: usize) {
        let Some(members) = schema.as_object_mut() else {
            *schema = self.schema(1, first);
            return;
        };
        let action = self.tape.pick(9);
        // OpenAPI 3.0 ignores what stands beside a reference.
        if members.contains_key("$ref") || action == 8 {
            *schema = self.schema(1, first);
            return;
        }
        match action {
            0..=2 => self.set(members),
            3 => {
                let keywords: Vec<String> = members.keys().cloned().collect();
                if !keywords.is_empty() {
                    members.remove(self.tape.of(&keywords));
                }
                // By the letter of OpenAPI 3.0 it has no meaning without a type.
                if !members.contains_key("type") {
                    members.remove("nullable");
                }
            }
            4 => self.edit_properties(members),
            5 => self.edit_required(members),
            6 => {
                let union = ["anyOf", "oneOf", "allOf", "enum"]
                    .into_iter()
                    .find(|key| members.contains_key(*key));
                if let Some(key) = union
                    && let Some(list) = members.get_mut(key).and_then(Value::as_array_mut)
                {
                    let at = self.tape.pick(list.len());
                    match self.tape.one_in(2) {
                        true if list.len() > 1 => drop(list.remove(at)),
                        _ if key == "enum" => list.push(json!("new")),
                        _ => list.insert(at, self.schema(1, first)),
                    }
                }
            }
            _ => {
                if let Some(kind) = members.get("type").and_then(Value::as_str) {
                    let wider = if kind == "integer" {
                        "number"
                    } else {
                        "integer"
                    };
                    members["type"] = json!(wider);
                }
            }
        }
    }

    fn set(&mut self, members: &mut Map<String, Value>) {
        let kind = match members.get("type") {
            Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str),
            other => other.and_then(Value::as_str),
        };
        let keywords: &[&str] = match kind {
            Some("string") => &[
                "minLength",
                "maxLength",
                "pattern",
                "enum",
                "type",
                "nullable",
            ],
            Some("integer" | "number") => &[
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "type",
                "nullable",
            ],
            Some("array") => &["items", "minItems", "maxItems", "type", "nullable"],
            Some("object") => &["additionalProperties", "type", "nullable"],
            _ => &["type"],
        };
        let keyword = *self.tape.of(keywords);
        if keyword == "nullable" && self.is_3_1 {
            let mut schema = Value::Object(std::mem::take(members));
            if schema["type"].is_string() {
                self.make_nullable(&mut schema);
            }
            *members = schema.as_object().cloned().unwrap_or_default();
        } else {
            members.insert(keyword.to_owned(), self.value_of(keyword));
        }
    }

    fn edit_properties(&mut self, members: &mut Map<String, Value>) {
        let name = *self.tape.of(&PROPERTIES);
        let Some(properties) = members.get_mut("properties").and_then(Value::as_object_mut) else {
            return;
        };
        if properties.remove(name).is_none() {
            properties.insert(name.to_owned(), self.schema(1, 0));
            if self.tape.one_in(2) {
                self.require(members, name);
            }
        } else if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|required| required != name);
        }
    }

    fn edit_required(&mut self, members: &mut Map<String, Value>) {
        let Some(properties) = members.get("properties").and_then(Value::as_object) else {
            return;
        };
        let names: Vec<String> = properties.keys().cloned().collect();
        if names.is_empty() {
            return;
        }
        let name = self.tape.of(&names).clone();
        match members.get_mut("required").and_then(Value::as_array_mut) {
            Some(required) if required.contains(&json!(name)) => {
                required.retain(|required| *required != json!(name));
            }
            _ => self.require(members, &name),
        }
    }

    fn require(&mut self, members: &mut Map<String, Value>, name: &str) {
        let required = members.entry("required").or_insert_with(|| json!([]));
        if let Some(required) = required.as_array_mut() {
            required.push(json!(name));
        }
    }

    /// The components of a document, each of which can refer to all.
    pub(crate) fn components(&mut self) -> Value {
        let mut schemas = Map::new();
        for (index, name) in COMPONENTS.iter().enumerate() {
            schemas.insert((*name).to_owned(), self.schema(2, index + 1));
        }
        schemas.into()
    }
}

/// The schemas that lie in `schema`, itself included, as pointers below `at`. The number is that of
/// the first component to which it can refer without a property or an item between.
fn schemas_in(at: &str, schema: &Value, first: usize, found: &mut Vec<(String, usize)>) {
    found.push((at.to_owned(), first));
    let Some(members) = schema.as_object() else {
        return;
    };
    for (name, property) in members
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        schemas_in(&format!("{at}/properties/{name}"), property, 0, found);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = members.get(key).filter(|inner| inner.is_object()) {
            schemas_in(&format!("{at}/{key}"), inner, 0, found);
        }
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        for (index, member) in members
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            schemas_in(&format!("{at}/{key}/{index}"), member, first, found);
        }
    }
}

/// The pointers of all schemas that a body reaches, in a document that has it at `body`.
pub(crate) fn reached(document: &Value, body: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    schemas_in(
        body,
        &document.pointer(body).cloned().unwrap_or_default(),
        0,
        &mut found,
    );
    let (mut at, mut seen) = (0, Vec::new());
    while let Some((pointer, _)) = found.get(at) {
        at += 1;
        let reference = document
            .pointer(pointer)
            .and_then(|schema| schema.get("$ref"));
        let Some(name) = reference
            .and_then(Value::as_str)
            .and_then(|text| text.rsplit('/').next())
        else {
            continue;
        };
        if seen.iter().any(|one| one == name) {
            continue;
        }
        seen.push(name.to_owned());
        let first = COMPONENTS
            .iter()
            .position(|one| *one == name)
            .expect("it is there")
            + 1;
        let pointer = format!("/components/schemas/{name}");
        let component = document.pointer(&pointer).expect("it is there").clone();
        schemas_in(&pointer, &component, first, &mut found);
    }
    found
}
