//! A field, a status or a bound that is removed from a spec does not go unnoticed: another client is
//! generated, or none, so that `regen --check` fails.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::{document::folder::Specs, generate, output::Files};

use crate::support::{
    frozen,
    spec::{document, pointers, remove},
};

/// The keywords of which a pointer is a fact that the client is generated from, or that its
/// documentation states.
const FACTS: &[&str] = &[
    "additionalProperties",
    "anyOf",
    "enum",
    "example",
    "format",
    "in",
    "items",
    "maxItems",
    "maxLength",
    "minLength",
    "name",
    "nullable",
    "operationId",
    "properties",
    "required",
    "responses",
    "security",
    "securitySchemes",
    "schemas",
    "type",
    "url",
];

/// Whether `pointer` leads to such a keyword, or into the collection that one holds.
fn is_fact(pointer: &str) -> bool {
    // What an example of a whole body lacks is composed anew, often of the same values; that its
    // values matter is a test of its own.
    let of_a_body = is_in_example_of_an_answer(pointer) || is_in_example_of_a_request(pointer);
    // Decided by the overlay: the URL holds the token, so that it is a secret is what its type says.
    let decided = pointer.ends_with("/redirect_url/format");
    // Without it an object is open all the same, and null in one member of a union is null in all.
    let redundant = pointer.ends_with("/additionalProperties")
        || pointer.contains("/anyOf/") && pointer.ends_with("/nullable");
    let mut keys = pointer.rsplit('/');
    let (last, parent) = (
        keys.next().unwrap_or_default(),
        keys.next().unwrap_or_default(),
    );
    let collection = matches!(
        parent,
        "anyOf"
            | "enum"
            | "properties"
            | "required"
            | "responses"
            | "security"
            | "securitySchemes"
            | "schemas"
    );
    let tag = pointer.starts_with("/tags/");
    !of_a_body && !decided && !redundant && !tag && (collection || FACTS.contains(&last))
}

/// Mock servers answer with it.
fn is_in_example_of_an_answer(pointer: &str) -> bool {
    pointer.contains("/responses/") && pointer.contains("application~1json/example")
        || pointer.contains("/Error/example")
}

/// It is for people: nothing is generated from it.
fn is_in_example_of_a_request(pointer: &str) -> bool {
    pointer.contains("/requestBody/content/application~1json/example")
}

/// The client of a spec folder in which the document of `version` is another one.
fn regen_with(folder: &Path, version: &str, document: &Value) -> Option<Files> {
    let text = serde_json::to_string(document).expect("a document is JSON");
    fs::write(folder.join(format!("{version}.yaml")), text).expect("the spec can be written");
    generate::regen(&Specs::of(folder), false)
        .ok()
        .map(|generated| generated.files)
}

/// A folder with the decisions. Each version is generated without the other, as what they share is another
/// stage's.
fn decisions() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let decisions = frozen().join("spec/overlay.yaml");
    fs::copy(decisions, folder.path().join("overlay.yaml")).expect("they can be copied");
    folder
}

/// The document of `version`. Of the many properties of the connection data that are the same but for the
/// name, two are left, of which the names are nearly the same.
fn document_of(version: &str) -> Value {
    let mut document = document(version);
    let mut left = 0;
    visit(&mut document, &mut |members| {
        let Some(Value::Object(properties)) = members.get_mut("properties") else {
            return;
        };
        let plain = |property: &Value| {
            let keywords = property.as_object().expect("a property has a schema");
            keywords
                .keys()
                .all(|keyword| ["type", "description"].contains(&keyword.as_str()))
        };
        if properties.len() > 50 {
            let named = ["callback_url", "callbackUrl"];
            properties.retain(|name, property| named.contains(&name.as_str()) || !plain(property));
            left += properties.len();
        }
    });
    assert!(left > 5, "{version} has connection data");
    document
}

/// Calls `f` with all that has members.
fn visit(value: &mut Value, f: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            f(members);
            members.values_mut().for_each(|member| visit(member, f));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, f)),
        _ => {}
    }
}

fn assert_every_fact_matters(version: &str) {
    let folder = decisions();
    let whole = document_of(version);
    let expected = regen_with(folder.path(), version, &whole).expect("the spec generates");

    let mut facts = pointers(&whole);
    facts.retain(|pointer| is_fact(pointer));
    assert!(facts.len() > 90, "found only {} facts", facts.len());
    let mut unnoticed = Vec::new();
    for pointer in facts {
        let mut document = whole.clone();
        remove(&mut document, &pointer);
        if regen_with(folder.path(), version, &document).as_ref() == Some(&expected) {
            unnoticed.push(pointer);
        }
    }
    assert!(
        unnoticed.is_empty(),
        "nothing notices the removal of {unnoticed:#?}"
    );
}

#[test]
fn every_fact_of_v3_matters() {
    assert_every_fact_matters("v3");
}

#[test]
fn every_fact_of_v3_1_matters() {
    assert_every_fact_matters("v3.1");
}

/// Each value in the example of an answer is one that mock servers answer with.
#[test]
fn every_value_in_the_example_of_an_answer_matters() {
    for (version, least) in [("v3", 7), ("v3.1", 15)] {
        let folder = decisions();
        let whole = document_of(version);
        let expected = regen_with(folder.path(), version, &whole).expect("the spec generates");
        let mut changed = 0;
        for pointer in pointers(&whole) {
            // An error's status is the one that it is sent with.
            if !is_in_example_of_an_answer(&pointer) || pointer.ends_with("/error/status") {
                continue;
            }
            let mut document = whole.clone();
            let value = document.pointer_mut(&pointer).expect("it is there");
            *value = match value {
                Value::String(_) => json!("another"),
                Value::Number(_) => json!(77),
                _ => continue,
            };
            changed += 1;
            let files = regen_with(folder.path(), version, &document).expect("it generates");
            let differ: Vec<&String> = files
                .keys()
                .filter(|name| files.get(*name) != expected.get(*name))
                .collect();
            let mock = format!("{}_mock.rs", version.replace('.', "_"));
            assert_eq!(
                differ,
                [&mock],
                "{pointer} changes the mock and nothing else"
            );
        }
        assert!(changed >= least, "{version}: only {changed} values");
    }
}
