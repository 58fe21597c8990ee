//! Random schemas: what an import writes says the same as what it read, or the import fails.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use xtask::{document::Document, drift};

use crate::{
    documents::{CONNECTED_ACCOUNT, SESSION, answer, imported, oldest, part, request},
    random::{Schemas, Tape, tape},
};

/// A document with a random schema in a request and in an answer.
fn document(tape: &mut Tape, is_3_1: bool) -> Value {
    let mut document = oldest();
    document["openapi"] = json!(if is_3_1 { "3.1.0" } else { "3.0.0" });
    let mut schemas = Schemas { tape, is_3_1 };
    request(&mut document, SESSION)["properties"]["odd"] = schemas.schema(3, 0);
    answer(&mut document, SESSION)["properties"]["odd"] = schemas.schema(2, 0);
    let components = schemas.components();
    for (name, component) in components.as_object().into_iter().flatten() {
        document["components"]["schemas"][name] = component.clone();
    }
    // What is folded, filled in or not imported is not compared.
    for path in [CONNECTED_ACCOUNT, SESSION] {
        part(&mut document, &["paths", path, "post", "requestBody"])["required"] = json!(true);
    }
    let properties = part(request(&mut document, CONNECTED_ACCOUNT), &["properties"]);
    properties
        .as_object_mut()
        .expect("it has some")
        .remove("connection_data");
    let paths = document["paths"].as_object_mut().expect("it has paths");
    paths.retain(|path, _| path.ends_with("/link"));
    document
}

fn read(root: &Value) -> Document {
    Document {
        file: Path::new("document.json").to_owned(),
        root: root.clone(),
    }
}

fn says_the_same(tape: &mut Tape, is_3_1: bool) -> Result<(), TestCaseError> {
    let document = document(tape, is_3_1);
    let Ok(spec) = imported(&document) else {
        return Err(TestCaseError::reject("it cannot be expressed"));
    };
    let again = imported(&spec);
    prop_assert_eq!(
        again.as_ref(),
        Ok(&spec),
        "a spec imports to itself: {}",
        document
    );
    let compare = |from, to| xtask::on_large_stack(|| drift::compare(&read(from), &read(to)));
    for (from, to) in [(&document, &spec), (&spec, &document)] {
        let drift = compare(from, to).expect("both are OpenAPI");
        let found: Vec<_> = drift
            .changes
            .iter()
            .filter(|change| {
                change.id != "respelled" && !format!("{:?}", change.class).contains("Docs")
            })
            .collect();
        let odd = |root: &Value| {
            let mut root = root.clone();
            let bodies = json!([
                request(&mut root, SESSION)["properties"]["odd"],
                answer(&mut root, SESSION)["properties"]["odd"]
            ]);
            format!("{bodies}\n{}", root["components"]["schemas"])
        };
        prop_assert!(
            found.is_empty(),
            "{:?}\n{}\n{}",
            found,
            odd(&document),
            odd(&spec)
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_document_of_3_0_says_the_same_after_an_import(mut tape in tape(60)) {
        says_the_same(&mut tape, false)?;
    }

    #[test]
    fn a_random_document_of_3_1_says_the_same_after_an_import(mut tape in tape(60)) {
        says_the_same(&mut tape, true)?;
    }
}
