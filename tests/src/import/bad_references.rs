//! Documents whose references lead in circles, nowhere, or to very much: refused or imported, within limits.

use serde_json::{Value, json};

use crate::import::{
    documents::{CONNECTED_ACCOUNT, SESSION, oldest, part, request},
    victim::Victim,
};

#[test]
fn references_in_circles_and_to_nowhere_are_refused() {
    let mut victim = Victim::new();
    // A chain as long as this is fine; a circle is not.
    for is_circle in [false, true] {
        let mut document = oldest();
        let schemas = part(&mut document, &["components", "schemas"]);
        for index in 0..3_000 {
            schemas[format!("S{index}")] =
                json!({ "$ref": format!("#/components/schemas/S{}", index + 1) });
        }
        schemas["S3000"] = match is_circle {
            true => json!({ "$ref": "#/components/schemas/S0" }),
            false => json!({ "type": "string" }),
        };
        request(&mut document, SESSION)["properties"]["odd"] =
            json!({ "$ref": "#/components/schemas/S0" });
        let outcome = victim.import_text("chain.json", document.to_string());
        assert_eq!(
            outcome.code,
            Some(if is_circle { 2 } else { 0 }),
            "{}",
            outcome.stderr
        );
    }
    let data = |document: &mut Value, reference: &str| {
        let properties = part(request(document, CONNECTED_ACCOUNT), &["properties"]);
        properties["connection_data"] = json!({ "$ref": reference });
    };
    for reference in [
        "#",
        "#/",
        "#/paths",
        "#/components/schemas",
        "#/components/schemas/",
        "#/openapi",
        "#/components/schemas/No",
        "a.json",
        "http://localhost/a",
        "#/%00",
        "#x",
        "#/paths/~9",
        "",
    ] {
        let mut document = oldest();
        data(&mut document, reference);
        victim.assert_refused("reference.json", document.to_string(), &["at /"]);
    }
    // Each doubles what the one before holds: written out, they would fill any memory.
    let mut document = oldest();
    for index in 0..60 {
        let next = json!({ "$ref": format!("#/components/schemas/T{}", index + 1) });
        document["components"]["schemas"][format!("T{index}")] =
            json!({ "allOf": [next, { "allOf": [next] }] });
        document["components"]["schemas"][format!("U{index}")] = json!({ "anyOf": [{ "$ref": format!("#/components/schemas/U{}", index + 1) }, { "type": "array", "items": { "anyOf": [{ "$ref": format!("#/components/schemas/U{}", index + 1) }, { "type": "boolean" }] } }] });
    }
    document["components"]["schemas"]["T60"] =
        json!({ "type": "object", "properties": { "a": {} } });
    document["components"]["schemas"]["U60"] = json!({ "type": "string" });
    for name in ["T0", "U0"] {
        data(&mut document, &format!("#/components/schemas/{name}"));
        victim.import_text("bomb.json", document.to_string());
    }
}

/// What stands beside a reference has both written in place, and so are headers: each level doubles.
#[test]
fn references_that_double_in_place_are_refused() {
    let mut victim = Victim::new();
    let mut document = oldest();
    document["components"]["headers"] = json!({ "H40": { "schema": { "type": "string" } } });
    document["components"]["schemas"]["N40"] = json!({ "type": "string" });
    for index in 0..40 {
        let next = json!({ "allOf": [{ "$ref": format!("#/components/schemas/N{}", index + 1) }], "deprecated": true });
        document["components"]["schemas"][format!("N{index}")] =
            json!({ "type": "object", "properties": { "a": next, "b": next } });
        let header = json!({ "$ref": format!("#/components/headers/H{}", index + 1) });
        let content = json!({ "encoding": { "x": { "headers": { "y": header } } } });
        document["components"]["headers"][format!("H{index}")] =
            json!({ "content": { "a/a": content, "b/b": content } });
    }
    let mut deprecated = document.clone();
    request(&mut deprecated, SESSION)["properties"]["odd"] =
        json!({ "$ref": "#/components/schemas/N0" });
    let text = deprecated.to_string();
    victim.assert_refused("deprecated.json", text, &["at /", "in place"]);
    part(
        &mut document,
        &["paths", SESSION, "post", "responses", "201"],
    )["headers"] = json!({ "odd": { "$ref": "#/components/headers/H0" } });
    victim.assert_refused("headers.json", document.to_string(), &["at /", "deep"]);
}

#[test]
fn wide_documents_within_the_limit_are_imported() {
    let mut document = oldest();
    let properties = part(request(&mut document, SESSION), &["properties"]);
    for index in 0..20_000 {
        properties[format!("p{index}")] = json!({ "type": "string" });
    }
    let outcome = Victim::new().import_text("wide.json", document.to_string());
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
