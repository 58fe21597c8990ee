//! An independent judge of the classes: a JSON Schema validator and many values.
//!
//! If the two documents disagree about a value, then something changed on the wire. A value that a
//! request may no longer hold is refused: breaking. A value that a response did not hold before
//! cannot be read: breaking.
//!
//! The table departs from that in two rows, by its letter, and so does the judge:
//! - a property added to an object that was open could be sent before, with any value, and is additive
//!   all the same: values that name it are not looked at;
//! - a member added to a oneOf widens, although a value that matches two members is refused: oneOf is
//!   read as anyOf.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    change::{Change, compare, gravest},
    nests::to_3_1,
    random::{Schemas, Tape, reached, tape},
};

const BODY: &str = "/paths/~1things/post/requestBody/content/application~1json/schema";

/// A document whose one operation takes or returns a random body.
fn any_document(tape: &mut Tape) -> (Value, bool) {
    let is_3_1 = tape.pick(2) == 1;
    let mut schemas = Schemas { tape, is_3_1 };
    let components = schemas.components();
    let body = schemas.schema(3, 0);
    let document = json!({
        "openapi": if is_3_1 { "3.1.0" } else { "3.0.3" },
        "info": { "title": "Things", "version": "v1" },
        "paths": { "/things": { "post": {
            "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
            "responses": { "201": { "description": "Yes." } },
        } } },
        "components": { "schemas": components },
    });
    (document, is_3_1)
}

/// The document with the body in the response instead.
fn answering(document: &Value) -> Value {
    let mut document = document.clone();
    let operation = &mut document["paths"]["/things"]["post"];
    let body = operation["requestBody"]["content"].take();
    operation["responses"]["201"]["content"] = body;
    operation
        .as_object_mut()
        .expect("it is one")
        .remove("requestBody");
    document
}

/// The JSON Schema of the body.
fn json_schema(document: &Value) -> Value {
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
    let body = document.pointer(BODY).expect("it is there");
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

/// Makes values that a schema takes, or nearly.
struct Values<'a> {
    document: &'a Value,
    state: u64,
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

    fn of(&mut self, schema: &Value, depth: usize) -> Value {
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

/// Whether a value has a member of the name, however deep.
fn names(value: &Value, name: &str) -> bool {
    match value {
        Value::Object(members) => {
            members.contains_key(name) || members.values().any(|member| names(member, name))
        }
        Value::Array(items) => items.iter().any(|item| names(item, name)),
        _ => false,
    }
}

/// The properties that were added, by the names that paths end with.
fn added(found: &[Change]) -> Vec<&str> {
    let is_added = |change: &&Change| change.id.ends_with("-property-added");
    let name = |change: &'_ Change| change.path.rfind('.').map_or(0, |at| at + 1);
    found
        .iter()
        .filter(is_added)
        .map(|change| &change.path[name(change)..])
        .collect()
}

/// The values of which the two documents say something else: taken by the first only, by the second
/// only.
fn disagreements(base: &Value, revision: &Value, found: &[Change], seed: u64) -> [Vec<Value>; 2] {
    let validators = [base, revision].map(|document| {
        let schema = json_schema(document);
        let built = jsonschema::options()
            .should_validate_formats(false)
            .build(&schema);
        built.unwrap_or_else(|error| panic!("{schema:#}: {error}"))
    });
    let ignored = added(found);
    let mut only = [Vec::new(), Vec::new()];
    for (index, document) in [base, revision].into_iter().enumerate() {
        let mut values = Values {
            document,
            state: seed + index as u64,
        };
        for _ in 0..VALUES {
            let value = values.of(document.pointer(BODY).expect("it is there"), 6);
            if ignored.iter().any(|name| names(&value, name)) {
                continue;
            }
            match validators
                .each_ref()
                .map(|validator| validator.is_valid(&value))
            {
                [true, false] => only[0].push(value),
                [false, true] => only[1].push(value),
                _ => {}
            }
        }
    }
    only
}

/// How many values of each document are tried.
const VALUES: usize = 30;

/// How many documents are tried. `DRIFT_CASES=100000 cargo test -p tests --test drift oracle` is the
/// longer run.
fn cases() -> u32 {
    let set = std::env::var("DRIFT_CASES")
        .ok()
        .map(|text| text.parse().expect("DRIFT_CASES is a number"));
    set.unwrap_or(1_500)
}

#[test]
fn a_value_that_two_documents_disagree_about_is_a_finding_of_the_right_class() {
    let config = ProptestConfig {
        cases: cases(),
        max_global_rejects: cases() * 4,
        max_shrink_iters: 4_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let judged = std::cell::Cell::new([0; 2]);
    proptest!(config, |(mut tape in tape(100), seed in any::<u32>())| {
        let (base, is_3_1) = any_document(&mut tape);
        let mut revision = base.clone();
        let schemas = reached(&base, BODY);
        let (pointer, first) = schemas[tape.pick(schemas.len())].clone();
        let schema = revision.pointer_mut(&pointer).expect("it is there");
        Schemas { tape: &mut tape, is_3_1 }.edit(schema, first);
        prop_assume!(base != revision);

        for (one, two) in [(&base, &revision), (&revision, &base)] {
            let asked = compare(one, two);
            let answered = compare(&answering(one), &answering(two));
            prop_assert!(!asked.is_empty() && !answered.is_empty(), "{pointer} of {one:#} and {two:#}");
            let [lost, gained] = disagreements(one, two, &asked, seed.into());
            let says = |found: &[Change], value: &Value| format!(
                "{value} tells {} from {}, found {found:#?}",
                shown(one), shown(two),
            );
            if let Some(value) = lost.first() {
                prop_assert_eq!(gravest(&asked), Some("breaking"), "request: {}", says(&asked, value));
                prop_assert!(gravest(&answered) != Some("docs"), "response: {}", says(&answered, value));
            }
            if let Some(value) = gained.first() {
                prop_assert_eq!(gravest(&answered), Some("breaking"), "response: {}", says(&answered, value));
                prop_assert!(gravest(&asked) != Some("docs"), "request: {}", says(&asked, value));
            }
            let [narrower, wider] = judged.get();
            judged.set([narrower + usize::from(!lost.is_empty()), wider + usize::from(!gained.is_empty())]);
        }
    });
    // A judge that finds no difference judges nothing.
    let enough = cases() as usize / 4;
    assert!(
        judged.get().iter().all(|count| *count > enough),
        "only {judged:?} differed"
    );
}

/// The part of a document that the test is about.
fn shown(document: &Value) -> String {
    format!(
        "{} with {}",
        document.pointer(BODY).expect("it is there"),
        document["components"]["schemas"]
    )
}
