//! Schemas and names that cannot be generated from.

use std::fs;

use super::{DOCUMENT, OVERLAY, Specs, assert_edit_refused, assert_refused, edited};

#[test]
fn properties_that_cannot_be_told_apart_are_named() {
    // Neither is spelled like a field, and both are spelled in the same way.
    assert_edit_refused(
        "        name: { type: string }",
        "        name: { type: string }\n        aB-c: { type: string }\n        aBC-: { type: string }\n        a-bC: { type: string }",
        &[
            "/components/schemas/Thing/properties/",
            "x-rust-field",
            "a_b_c_kebab_case",
        ],
    );
}

#[test]
fn properties_of_other_spellings_are_told_apart() {
    let document = edited(
        DOCUMENT,
        "        name: { type: string }",
        "        name: { type: string }
        a_b: { type: string }
        aB: { type: string }
        AB: { type: string }
        a-b: { type: string }
        type: { type: string }
        additional_properties: { type: string }",
    );
    let specs = Specs::new(&document, OVERLAY);
    specs.regen().expect("the spec is good");
    let code = fs::read_to_string(specs.folder.path().join("out/v1.rs")).expect("code");
    for field in [
        "a_b",
        "a_b_camel_case",
        "ab",
        "a_b_kebab_case",
        "type_",
        "additional_properties_property",
    ] {
        assert!(
            code.contains(&format!("pub {field}: Option<String>")),
            "{field}: {code}"
        );
    }
    assert!(
        code.contains("rename = \"aB\"") && code.contains("rename = \"type\""),
        "{code}"
    );
}

#[test]
fn values_that_are_no_text_are_named() {
    assert_edit_refused("[large, small]", "[1, 2]", &["/kind/enum/0", "text"]);
}

#[test]
fn types_that_cannot_be_told_apart_are_named() {
    assert_edit_refused(
        "    Problem:",
        "    thing:\n      type: object\n      properties: { other: { type: string } }\n    Problem:\n      x: { $ref: \"#/components/schemas/thing\" }",
        &["keyword `x`"],
    );
    let two = edited(DOCUMENT, "schemas/Problem\" }", "schemas/thing\" }");
    let two = edited(
        &two,
        "    Problem:",
        "    thing:\n      type: object\n      properties: { other: { type: string } }\n    Problem:",
    );
    assert_refused(
        &two,
        OVERLAY,
        "v1.yaml",
        &[
            "the type `Thing`",
            "/components/schemas/Thing",
            "x-rust-name",
        ],
    );
}

#[test]
fn a_name_that_rust_or_the_client_uses_is_refused() {
    for name in ["Option", "Client", "Secret", "thing", "Self"] {
        let overlay = edited(OVERLAY, "ThingProblem", name);
        assert_refused(
            DOCUMENT,
            &overlay,
            "v1.yaml",
            &["/components/schemas/Problem/x-rust-name", name],
        );
    }
}

#[test]
fn a_schema_that_cannot_be_generated_from_is_named_with_its_keyword() {
    for (to, expected) in [
        ("{ type: string, not: { maxLength: 1 } }", "/name/not"),
        ("{ type: [string, \"null\"] }", "/name/type"),
        ("{ type: text }", "found the type `text`"),
        ("{ type: array }", "`items`"),
        ("{ enum: [a] }", "a `type`"),
        (
            "{ allOf: [{ type: string }, { type: string }] }",
            "/name/allOf",
        ),
        (
            "{ anyOf: [{ type: string }, { type: string, maxLength: 1 }] }",
            "/name/anyOf/1",
        ),
        ("{ oneOf: [] }", "/name/oneOf"),
        ("{ oneOf: [{ type: string }, {}] }", "/name/oneOf/1"),
        ("text", "expected a schema"),
    ] {
        let to = format!("name: {to}");
        assert_edit_refused(
            "name: { type: string }",
            &to,
            &["/components/schemas/Thing/properties/name", expected],
        );
    }
}

#[test]
fn a_type_inside_another_of_its_name_is_named_with_both_places() {
    let document = edited(
        DOCUMENT,
        "        name: { type: string }",
        "        name: { type: object, x-rust-name: Thing, properties: { a: { type: string } } }",
    );
    let expected = [
        "at /components/schemas/Thing/properties/name:",
        "that of /components/schemas/Thing,",
    ];
    assert_refused(&document, OVERLAY, "v1.yaml", &expected);
}

#[test]
fn values_of_single_letters_are_told_apart() {
    let document = edited(
        DOCUMENT,
        "[large, small]",
        "[a-b, c, x1y, \"2\", \"\", HTTP-API]",
    );
    Specs::new(&document, OVERLAY)
        .regen()
        .expect("the spec is good");
}
