//! What an import leaves out as it changes nothing that a client sends or reads: each has a note that
//! names the place, and the spec is what it would be without it.

use serde_json::{Value, json};

use crate::import::documents::{
    CONNECTED_ACCOUNT, Folder, SESSION, imported, oldest, part, request, with_property,
};

/// Imports `document`, which is to give the spec that `without` gives, with one note.
#[track_caller]
fn assert_noted(document: &Value, without: &Value, expected: &[&str]) {
    assert_eq!(imported(document), imported(without), "{expected:?}");
    let outcome = Folder::new().import_value(document);
    let [note] = outcome.stderr.lines().collect::<Vec<_>>()[..] else {
        panic!("expected one note {expected:?}: {}", outcome.stderr);
    };
    assert!(note.starts_with("note: "), "{note}");
    for part in ["upstream.json: at /", "left out"].iter().chain(expected) {
        assert!(note.contains(part), "`{part}` in {note}");
    }
}

#[test]
fn keywords_that_only_forbid_values_or_demand_nothing_are_left_out() {
    let text = json!({ "type": "string" });
    for (kind, keyword, value) in [
        ("string", "contentEncoding", json!("quoted-printable")),
        ("string", "contentMediaType", json!("text/html")),
        ("string", "contentSchema", json!({})),
        ("object", "propertyNames", text.clone()),
        ("object", "dependentRequired", json!({ "a": ["b"] })),
        ("array", "contains", text.clone()),
        ("array", "minContains", json!(1)),
        ("array", "maxContains", json!(1)),
        ("string", "unheardOf", json!(1)),
        ("string", "description", json!(1)),
        ("string", "deprecated", json!("yes")),
        ("string", "examples", json!({ "a": 1 })),
    ] {
        let plain = json!({ "type": kind });
        let schema = json!({ "type": kind, keyword: value });
        let around: [fn(&Value) -> Value; 4] = [
            Value::clone,
            |schema| json!({ "type": "object", "properties": { "in": schema } }),
            |schema| json!({ "type": "array", "items": schema }),
            |schema| json!({ "anyOf": [{ "type": "boolean" }, schema] }),
        ];
        for around in around {
            let place = format!("/{keyword}: ");
            assert_noted(
                &with_property(&around(&schema)),
                &with_property(&around(&plain)),
                &["/properties/odd", &place, keyword],
            );
        }
    }
}

#[test]
fn one_note_speaks_of_all_places_of_a_keyword() {
    let odd = |schema: Value| {
        let mut document = oldest();
        for path in [CONNECTED_ACCOUNT, SESSION] {
            request(&mut document, path)["properties"]["odd"] = schema.clone();
        }
        document
    };
    assert_noted(
        &odd(json!({ "type": "string", "unheardOf": 1 })),
        &odd(json!({ "type": "string" })),
        &["`unheardOf`", "1 other place"],
    );
}

#[test]
fn what_operations_say_to_people_is_left_out_where_it_has_another_form_or_leads_nowhere() {
    let gone = json!({ "one": { "$ref": "#/components/examples/Gone" } });
    for (place, key, value, name) in [
        ("", "tags", json!("x"), "tags"),
        ("", "summary", json!(["x"]), "summary"),
        ("", "deprecated", json!("x"), "deprecated"),
        ("/parameters/0", "examples", json!(["x"]), "examples"),
        ("/responses/201", "links", json!("x"), "links"),
        (
            "/requestBody/content/application~1json",
            "examples",
            json!([1]),
            "examples",
        ),
    ] {
        let with = |value: Option<Value>| {
            let mut document = oldest();
            let operation = part(&mut document, &["paths", SESSION, "post"]);
            let holder = operation.pointer_mut(place).expect("it is there");
            let holder = holder.as_object_mut().expect("it is a mapping");
            holder.remove(key);
            holder.extend(value.map(|value| (key.to_owned(), value)));
            document
        };
        assert_noted(&with(Some(value)), &with(None), &[name, "expected"]);
    }
    for (place, key) in [
        ("/requestBody/content/application~1json", "examples"),
        ("/responses/201", "links"),
    ] {
        let with = |value: &Value| {
            let mut document = oldest();
            let operation = part(&mut document, &["paths", SESSION, "post"]);
            operation.pointer_mut(place).expect("it is there")[key] = value.clone();
            document
        };
        let place = format!("{key}/one");
        assert_noted(
            &with(&gone),
            &with(&json!({})),
            &[&place, "points to nothing"],
        );
    }
}

/// A keyword beside it would make another schema of a reference.
#[test]
fn a_reference_stays_one() {
    let reference = json!({ "$ref": "#/components/schemas/Error" });
    let mut beside = reference.clone();
    beside["unheardOf"] = json!(true);
    assert_noted(
        &with_property(&beside),
        &with_property(&reference),
        &["unheardOf"],
    );
}

/// The schema demands fields, whichever way it is written, so there has to be a body.
#[test]
fn a_body_with_fields_that_have_to_be_there_is_required() {
    let fields = |name: &str| json!({ "type": "object", "required": [name], "properties": { name: { "type": "string" } }, "additionalProperties": false });
    let optional = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    for (schema, stated, expected) in [
        (fields("a"), None, Some(true)),
        // A spec has to say so as well, or the next import would take it for required.
        (fields("a"), Some(false), Some(false)),
        (optional.clone(), None, None),
        (optional.clone(), Some(true), Some(true)),
        (
            json!({ "anyOf": [fields("a"), fields("b")] }),
            None,
            Some(true),
        ),
        (json!({ "anyOf": [fields("a"), optional] }), None, None),
        (
            json!({ "allOf": [optional, { "type": "object", "required": ["a"] }] }),
            None,
            Some(true),
        ),
    ] {
        let mut document = oldest();
        *request(&mut document, SESSION) = schema.clone();
        let body = part(&mut document, &["paths", SESSION, "post", "requestBody"]);
        if let Some(stated) = stated {
            body["required"] = json!(stated);
        }
        let spec = imported(&document).expect("it can be expressed");
        let required = &spec["paths"][SESSION]["post"]["requestBody"]["required"];
        assert_eq!(required.as_bool(), expected, "{schema} {stated:?}");
    }
}
