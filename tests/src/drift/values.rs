//! JSON Schemas of the schemas of a document, and values that they take or nearly take.

use serde_json::{Map, Value, json};

use crate::drift::nests::to_3_1;

/// The JSON Schema of a schema that a document holds. A oneOf is read as an anyOf.
pub(crate) fn json_schema_of(document: &Value, body: &Value) -> Value {
    let components: Map<String, Value> = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.clone(), to_3_1(schema)))
        .collect();
    let mut schema = json!({ "allOf": [to_3_1(body)], "components": { "schemas": components } });
    one_of_as_any_of(&mut schema);
    schema
}

fn one_of_as_any_of(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(union) = members.remove("oneOf") {
                // Both stand side by side in one schema only where an edit put them there.
                members.entry("allOf").or_insert_with(|| json!([]));
                if let Some(all) = members.get_mut("allOf").and_then(Value::as_array_mut) {
                    all.push(json!({ "anyOf": union }));
                }
            }
            members.values_mut().for_each(one_of_as_any_of);
        }
        Value::Array(items) => items.iter_mut().for_each(one_of_as_any_of),
        _ => {}
    }
}

/// Makes values that a schema takes, or nearly.
pub(crate) struct Values<'a> {
    pub(crate) document: &'a Value,
    pub(crate) state: u64,
}

impl Values<'_> {
    /// A number below `count`, by SplitMix64.
    fn pick(&mut self, count: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) as usize % count
    }

    fn any(&mut self) -> Value {
        let values =
            json!([null, true, "a", "", "abcdef", 0, 1, -1, 1.5, 9, [], ["a"], {}, { "a": "a" }]);
        values[self.pick(14)].clone()
    }

    pub(crate) fn of(&mut self, schema: &Value, depth: usize) -> Value {
        let Some(members) = schema.as_object() else {
            return self.any();
        };
        if depth == 0 || self.pick(12) == 0 {
            return self.any();
        }
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            let target = self.document.pointer(&reference[1..]);
            return self.of(target.expect("it is there"), depth);
        }
        if members.get("nullable") == Some(&json!(true)) && self.pick(4) == 0 {
            return Value::Null;
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(union) = members.get(key).and_then(Value::as_array) {
                let at = self.pick(union.len());
                return self.of(&union[at], depth - 1);
            }
        }
        if let Some(all) = members.get("allOf").and_then(Value::as_array) {
            return self.all_of(all, depth - 1);
        }
        if let Some(values) = members.get("enum").and_then(Value::as_array)
            && self.pick(3) > 0
        {
            return values[self.pick(values.len())].clone();
        }
        let kind = match members.get("type") {
            Some(Value::Array(kinds)) => kinds[self.pick(kinds.len())].as_str(),
            other => other.and_then(Value::as_str),
        };
        let bound = |key: &str| members.get(key).and_then(Value::as_i64);
        match kind {
            Some("string") => {
                let low = bound("minLength").unwrap_or(0);
                let high = bound("maxLength").unwrap_or(low + 2);
                let near = [low, high, low - 1, high + 1][self.pick(4)].max(0);
                let letter = ["a", "b", "ab"][self.pick(3)];
                json!(
                    letter
                        .repeat(near as usize)
                        .chars()
                        .take(near as usize)
                        .collect::<String>()
                )
            }
            Some(kind @ ("integer" | "number")) => {
                let keys = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
                let anywhere = self.pick(9) as i64 - 4;
                let near = bound(keys[self.pick(4)]).unwrap_or(anywhere);
                match kind == "number" && self.pick(2) == 0 {
                    true => json!(near as f64 + 0.5),
                    false => json!(near + self.pick(3) as i64 - 1),
                }
            }
            Some("boolean") => json!(true),
            Some("array") => {
                let low = bound("minItems").unwrap_or(0);
                let high = bound("maxItems").unwrap_or(low + 1);
                let near = [low, high, low - 1, high + 1][self.pick(4)].clamp(0, 6);
                let anything = json!({});
                let items = members.get("items").unwrap_or(&anything);
                (0..near).map(|_| self.of(items, depth - 1)).collect()
            }
            Some("object") => self.object(members, depth),
            Some("null") => Value::Null,
            _ => self.any(),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, depth: usize) -> Value {
        let mut object = Map::new();
        let required = members.get("required").and_then(Value::as_array);
        for (name, schema) in members
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let is_required = required.is_some_and(|required| required.contains(&json!(name)));
            if self.pick(if is_required { 8 } else { 2 }) > 0 {
                object.insert(name.clone(), self.of(schema, depth - 1));
            }
        }
        if self.pick(4) == 0 {
            let anything = json!({});
            let schema = members.get("additionalProperties").unwrap_or(&anything);
            let name = ["zz", "a", "d"][self.pick(3)];
            let value = self.of(schema, depth - 1);
            object.entry(name).or_insert(value);
        }
        object.into()
    }

    /// Objects are put together; otherwise the last counts.
    fn all_of(&mut self, all: &[Value], depth: usize) -> Value {
        let mut whole = Value::Null;
        for schema in all {
            match (&mut whole, self.of(schema, depth)) {
                (Value::Object(whole), Value::Object(more)) => whole.extend(more),
                (whole, other) => *whole = other,
            }
        }
        whole
    }
}
