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
use serde_json::{Value, json};

use crate::{
    drift::change::{Change, compare, gravest},
    drift::random::{Schemas, Tape, reached, tape},
    drift::values::{Values, json_schema_of},
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
    let body = document.pointer(BODY).expect("it is there");
    json_schema_of(document, body)
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

/// How many documents are tried. `DRIFT_CASES=100000 cargo test -p tests --test tests oracle` is the
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
        // The same cases each time; more of them are asked for with DRIFT_CASES.
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
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
