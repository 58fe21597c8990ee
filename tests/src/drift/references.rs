//! References: circles, long chains, very many ways, and those that lead nowhere.

use serde_json::json;

use crate::{
    drift::change::{compare, gravest, parse},
    drift::documents::{HEAD, assert_is, document, found, only, reference, run, taking},
};

#[test]
fn a_component_that_holds_itself_is_compared_once() {
    let of = |kind: &str| {
        let node = json!({ "type": "object", "properties": {
            "value": { "type": kind },
            "next": reference("Node"),
            "children": { "type": "array", "items": reference("Node") },
        } });
        taking("3.0.3", reference("Node"), json!({ "Node": node }))
    };
    assert_eq!(compare(&of("integer"), &of("integer")), []);
    let change = only(compare(&of("integer"), &of("number")));
    assert_eq!(
        (change.class.as_str(), change.id.as_str()),
        ("additive", "request-type-widened")
    );
    assert_eq!(change.path, "value");
}

#[test]
fn components_that_hold_each_other_are_compared() {
    let of = |kind: &str| {
        let one = json!({ "type": "object", "properties": { "two": reference("Two") } });
        let two = json!({ "type": "object", "properties": { "one": reference("One"), "x": { "type": kind } } });
        taking("3.0.3", reference("One"), json!({ "One": one, "Two": two }))
    };
    assert_eq!(compare(&of("integer"), &of("integer")), []);
    let change = only(compare(&of("integer"), &of("number")));
    assert_eq!(
        (change.class.as_str(), change.id.as_str()),
        ("additive", "request-type-widened")
    );
}

#[test]
fn components_that_hold_each_other_can_be_renamed() {
    let of = |one: &str, two: &str| {
        let first = json!({ "type": "object", "properties": { "two": reference(two) } });
        let second = json!({ "type": "object", "properties": { "one": reference(one) } });
        taking("3.0.3", reference(one), json!({ one: first, two: second }))
    };
    assert_eq!(
        gravest(&compare(&of("One", "Two"), &of("Eins", "Zwei"))),
        Some("docs")
    );
    assert_eq!(
        gravest(&compare(&of("One", "Two"), &of("Two", "One"))),
        Some("docs")
    );
}

/// A circle has one meaning however many components it is cut into.
#[test]
fn a_circle_of_one_is_a_circle_of_two() {
    let list = |next: &str| json!({ "type": "object", "properties": { "next": reference(next) } });
    let one = taking("3.0.3", reference("A"), json!({ "A": list("A") }));
    let two = taking(
        "3.0.3",
        reference("A"),
        json!({ "A": list("B"), "B": list("A") }),
    );
    assert_eq!(gravest(&compare(&one, &two)), Some("docs"));
    assert_eq!(gravest(&compare(&two, &one)), Some("docs"));
}

#[test]
fn references_that_lead_to_nothing_but_themselves_do_no_harm() {
    let circles = [
        json!({ "A": reference("A") }),
        json!({ "A": reference("B"), "B": reference("A") }),
        json!({ "A": { "allOf": [reference("A")] } }),
        json!({ "A": { "allOf": [reference("A"), { "type": "object" }] } }),
        json!({ "A": { "anyOf": [reference("A"), { "type": "string" }] } }),
        json!({ "A": { "oneOf": [reference("B"), reference("A")] }, "B": { "oneOf": [reference("A")] } }),
        json!({ "A": { "type": "array", "items": reference("A") } }),
        json!({ "A": { "type": "object", "additionalProperties": reference("A") } }),
        json!({ "A": { "not": reference("A") } }),
        json!({ "A": { "type": "object" } }),
    ];
    for (index, one) in circles.iter().enumerate() {
        for (other, two) in circles.iter().enumerate() {
            let [one, two] =
                [one, two].map(|schemas| taking("3.0.3", reference("A"), schemas.clone()));
            let found = compare(&one, &two);
            assert_eq!(
                found.is_empty(),
                index == other,
                "{one} and {two} give {found:#?}"
            );
        }
    }
}

#[test]
fn a_reference_to_itself_in_other_components_does_no_harm() {
    for kind in ["responses", "parameters", "requestBodies", "headers"] {
        let own = json!({ "$ref": format!("#/components/{kind}/A") });
        let mut of = document(
            "3.0.3",
            json!({ "/a": { "post": {
            "parameters": [{ "$ref": "#/components/parameters/A" }],
            "requestBody": { "$ref": "#/components/requestBodies/A" },
            "responses": { "200": { "$ref": "#/components/responses/A" }, "201": { "description": "Yes.", "headers": { "A": { "$ref": "#/components/headers/A" } } } },
        } } }),
            json!({}),
        );
        of["components"][kind] = json!({ "A": own });
        assert_eq!(compare(&of, &of), []);
    }
    let paths = json!({ "/a": { "$ref": "#/paths/~1a" } });
    let of = document("3.0.3", paths, json!({}));
    assert_eq!(compare(&of, &of), []);
}

#[test]
fn a_reference_to_nothing_is_not_passed_over() {
    let to = |target: &str| {
        taking(
            "3.0.3",
            json!({ "$ref": target }),
            json!({ "A": { "type": "string" } }),
        )
    };
    for target in [
        "#/components/schemas/Gone",
        "other.yaml#/A",
        "https://example.com/a.json",
        "#",
        "",
    ] {
        let outcome = run(
            &to(target).to_string(),
            &to("#/components/schemas/A").to_string(),
        );
        if outcome.code == Some(0) {
            let class = gravest(&parse(&outcome.stdout));
            assert_eq!(class, Some("breaking"), "{target}: {}", outcome.stdout);
        }
        let same = run(&to(target).to_string(), &to(target).to_string());
        assert!(
            same.code == Some(2) || parse(&same.stdout).is_empty(),
            "{target}: {}",
            same.stdout
        );
    }
}

#[test]
fn a_reference_can_spell_its_target_with_escapes() {
    let schemas = |kind: &str| json!({ "a/b": { "type": kind }, "c~d": { "type": "string" }, "e f": { "type": kind } });
    for target in ["#/components/schemas/a~1b", "#/components/schemas/e%20f"] {
        let of = |kind: &str| taking("3.0.3", json!({ "$ref": target }), schemas(kind));
        let found = compare(&of("integer"), &of("number"));
        let change = found.iter().find(|change| change.class == "additive");
        let change = change.unwrap_or_else(|| panic!("{target} is followed: {found:#?}"));
        assert_is(
            change,
            "additive",
            "request-type-widened",
            "POST /things",
            "",
        );
    }
}

#[test]
fn a_chain_of_ten_thousand_components_is_compared_to_its_end() {
    const LONG: usize = 10_000;
    let forms = [
        (r#"{"type":"object","properties":{"a":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"anyOf":[{"type":"boolean"},"#, "]}"),
        ("", ""),
    ];
    for (open, close) in forms {
        let of = |leaf: &str| {
            let links: String = (1..LONG)
                .map(|at| {
                    format!(
                        r##""C{}":{open}{{"$ref":"#/components/schemas/C{at}"}}{close},"##,
                        at - 1
                    )
                })
                .collect();
            format!(
                r##"{HEAD}{{"$ref":"#/components/schemas/C0"}}}}}}}}}}}}}},"components":{{"schemas":{{{links}"C{}":{{"type":"{leaf}"}}}}}}}}"##,
                LONG - 1
            )
        };
        let (base, revision) = (of("integer"), of("number"));
        assert_eq!(found(&base, &base), [], "{open}");
        assert_eq!(
            gravest(&found(&base, &revision)),
            Some("additive"),
            "{open}"
        );
    }
}

/// There are 2^40 ways from the body to the last component.
#[test]
fn components_that_are_reached_in_very_many_ways_are_compared() {
    let of = |kind: &str, key: &str| {
        let mut schemas =
            json!({ "C40": { "type": "object", "properties": { "x": { "type": kind } } } });
        for at in 0..40 {
            let next = reference(&format!("C{}", at + 1));
            let object = |name: &str| json!({ "type": "object", "properties": { name: next } });
            schemas[format!("C{at}")] = match key {
                "properties" => json!({ "type": "object", "properties": { "a": next, "b": next } }),
                _ => json!({ key: [object("a"), object("b")] }),
            };
        }
        taking("3.0.3", reference("C0"), schemas)
    };
    for key in ["properties", "anyOf", "oneOf", "allOf"] {
        assert_eq!(compare(&of("integer", key), &of("integer", key)), []);
        let found = compare(&of("integer", key), &of("number", key));
        assert_eq!(gravest(&found), Some("additive"), "{key}: {found:#?}");
    }
}

#[test]
fn a_union_within_a_union_is_the_union_of_all() {
    let of = |members: serde_json::Value| taking("3.0.3", json!({ "anyOf": members }), json!({}));
    let (text, whole, yes) = (
        json!({ "type": "string" }),
        json!({ "type": "integer" }),
        json!({ "type": "boolean" }),
    );
    let nested = of(json!([{ "anyOf": [text, whole] }, yes]));
    let flat = of(json!([text, whole, yes]));
    for (base, revision) in [(&nested, &flat), (&flat, &nested)] {
        assert_eq!(only(compare(base, revision)).id, "respelled");
    }
    let change = only(compare(&of(json!([text, yes])), &nested));
    assert_eq!(change.id, "request-union-member-added");
    assert_eq!(change.class, "additive");
}

#[test]
fn a_member_of_a_union_that_gains_a_type_is_widened() {
    let of = |member: serde_json::Value| {
        taking(
            "3.1.0",
            json!({ "anyOf": [{ "type": "boolean" }, member] }),
            json!({}),
        )
    };
    let wider =
        json!({ "type": ["string", "object"], "properties": { "a": { "type": "string" } } });
    let change = only(compare(&of(json!({ "type": "string" })), &of(wider)));
    assert_eq!(change.id, "request-type-widened");
}
