//! Schemas and names that cannot be generated from.

use std::fs;

use super::{DOCUMENT, OVERLAY, Specs, assert_edit_refused, assert_refused, edited};

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
        additional_properties: { type: string }
        aB-c: { type: string }
        aBC-: { type: string }
        a-bC: { type: string }
        maybe_ab: { type: string }
        ü: { type: string }",
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
        // Spelled in the same way.
        "a_bc",
        "a_b_c_kebab_case",
        "a_b_c_kebab_case_2",
        // A builder would set it with the name of another's setter.
        "maybe_ab_other_case",
        "property",
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
fn of_two_types_of_one_name_the_second_gets_another_that_is_noted() {
    let document = edited(DOCUMENT, "schemas/Problem\" }", "schemas/thing\" }");
    let document = edited(
        &document,
        "    Problem:",
        "    thing:\n      type: object\n      properties: { other: { type: string } }\n    Problem:",
    );
    let (code, notes) = Specs::new(&document, OVERLAY).generated("v1.rs");
    assert!(code.contains("pub struct Thing2 {"), "{code}");
    for part in [
        "at /components/schemas/thing:",
        "the type is called `Thing2`",
        "`Thing` is that of /components/schemas/Thing,",
        "`x-rust-name`",
    ] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
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
fn a_type_inside_another_of_its_name_gets_another_that_is_noted() {
    let document = edited(
        DOCUMENT,
        "        name: { type: string }",
        "        name: { type: object, x-rust-name: Thing, properties: { a: { type: string } } }",
    );
    let (code, notes) = Specs::new(&document, OVERLAY).generated("v1.rs");
    assert!(code.contains("pub name: ThingName,"), "{code}");
    for part in [
        "at /components/schemas/Thing/properties/name:",
        "`ThingName`",
        "that of /components/schemas/Thing,",
    ] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
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
