//! Random schemas: what an import writes allows the same values as what it read, or the import fails.
//! The judge is a JSON Schema validator.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    drift::random::{Schemas, Tape, tape},
    drift::values::{Values, json_schema_of},
    import::documents::{SESSION, imported, oldest, request},
};

/// A document with a random schema in a request.
fn document(tape: &mut Tape, is_3_1: bool) -> Value {
    let mut document = oldest();
    document["openapi"] = json!(if is_3_1 { "3.1.0" } else { "3.0.0" });
    let mut schemas = Schemas { tape, is_3_1 };
    request(&mut document, SESSION)["properties"]["odd"] = schemas.schema(3, 0);
    let components = schemas.components();
    for (name, component) in components.as_object().into_iter().flatten() {
        document["components"]["schemas"][name] = component.clone();
    }
    document
}

/// The random schema of a document.
fn odd(document: &Value) -> Value {
    request(&mut document.clone(), SESSION)["properties"]["odd"].clone()
}

fn validator(document: &Value) -> jsonschema::Validator {
    let schema = json_schema_of(document, &odd(document));
    jsonschema::validator_for(&schema).expect("it is a JSON Schema")
}

/// Whether a union of objects can be in the document. They fold into one object, which is not the same.
fn can_fold(document: &Value) -> bool {
    let schemas = ["A", "B", "C"].map(|name| &document["components"]["schemas"][name]);
    let text = format!("{}{schemas:?}", odd(document));
    (text.contains("anyOf") || text.contains("oneOf")) && text.contains("object")
}

fn allows_the_same(tape: &mut Tape, is_3_1: bool) -> Result<(), TestCaseError> {
    let document = document(tape, is_3_1);
    let Ok(spec) = imported(&document) else {
        return Err(TestCaseError::reject("it cannot be expressed"));
    };
    let again = imported(&spec).expect("a spec can be imported");
    prop_assert!(again == spec, "{spec}\n{again}");
    if can_fold(&document) {
        return Ok(());
    }

    let (before, after) = (validator(&document), validator(&spec));
    for root in [&document, &spec] {
        let mut values = Values {
            document: root,
            state: tape.pick(1 << 15) as u64,
        };
        for _ in 0..20 {
            let value = values.of(&odd(root), 4);
            let (was_valid, is_valid) = (before.is_valid(&value), after.is_valid(&value));
            prop_assert!(
                was_valid == is_valid,
                "{}: {} before, {} after\n{}\n{}\n{}",
                value,
                was_valid,
                is_valid,
                odd(&document),
                odd(&spec),
                document["components"]["schemas"]
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: proptest::test_runner::RngSeed::Fixed(7), max_shrink_iters: 300, max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_schema_of_3_0_allows_the_same_after_an_import(mut tape in tape(60)) {
        allows_the_same(&mut tape, false)?;
    }

    #[test]
    fn a_random_schema_of_3_1_allows_the_same_after_an_import(mut tape in tape(60)) {
        allows_the_same(&mut tape, true)?;
    }
}
