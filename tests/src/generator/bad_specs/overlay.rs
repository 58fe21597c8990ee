//! Decisions that cannot be carried out.

use super::{DOCUMENT, OVERLAY, Specs, assert_refused, edited};

/// An overlay with these actions, each an item of a list.
fn overlay(actions: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{ title: Decisions, version: 1.0.0 }}\nactions:\n{actions}")
}

#[test]
fn a_decision_that_matches_nothing_changes_nothing_and_is_named_with_its_line() {
    let gone = overlay(
        "  - target: $..gone
    description: what is not there
    update: { x-rust-name: Gone }
  - description: one that is there, and one that is not
    target: $..properties['kind', 'sort']
    update: { x-rust-name: Kind }
  - target: $..message
    description: a secret
    update: { format: password }
",
    );
    let (code, notes) = Specs::new(DOCUMENT, &gone).generated("v1.rs");
    assert!(code.contains("pub enum Kind {"), "{code}");
    assert!(code.contains("pub message: Option<Secret>"), "{code}");
    let lines: Vec<&str> = notes.lines().collect();
    let [first, second] = lines[..] else {
        panic!("two notes: {notes}");
    };
    for (note, parts) in [
        (
            first,
            [
                "overlay.yaml: at line 4: ",
                "`$..gone`",
                "(what is not there)",
            ],
        ),
        (
            second,
            [
                "overlay.yaml: at line 7: ",
                "`sort` in the decision",
                "(one that is there, ",
            ],
        ),
    ] {
        for part in parts {
            assert!(note.contains(part), "{part}: {note}");
        }
    }
}

/// A decision is bound to what a thing is: it holds in place and by reference, and wherever it moves.
#[test]
fn a_target_sees_through_references() {
    let decisions = overlay(
        "  - target: $.paths..parent.properties.kind
    description: through two references
    update: { x-rust-name: Size }
  - target: $..responses['404'].content.*.schema.properties.message
    description: through one
    update: { format: password }
  - target: $..responses['404'].content.*.schema
    description: the component itself
    update: { x-rust-name: Trouble }
",
    );
    let (code, notes) = Specs::new(DOCUMENT, &decisions).generated("v1.rs");
    assert_eq!(notes, "");
    for part in [
        "pub enum Size {",
        "pub message: Option<Secret>",
        "pub struct Trouble {",
    ] {
        assert!(code.contains(part), "{part}: {code}");
    }
    // What can be null is written around what cannot.
    let document = edited(
        DOCUMENT,
        "parent: { $ref: \"#/components/schemas/Thing\" }",
        "trouble: { nullable: true, allOf: [{ $ref: \"#/components/schemas/Problem\" }] }",
    );
    let wrapped = overlay("  - target: $..trouble\n    update: { x-rust-name: Trouble }\n");
    let (code, notes) = Specs::new(&document, &wrapped).generated("v1.rs");
    assert_eq!(notes, "");
    assert!(
        code.contains("pub trouble: Option<Nullable<Trouble>>"),
        "{code}"
    );
}

/// Values are no schemas, whatever they are called.
#[test]
fn nothing_within_an_example_is_decided() {
    let document = edited(
        DOCUMENT,
        "        name: { type: string }",
        "        name: { type: string, default: kind }
        example: { type: object, properties: { kind: { type: string, enum: [a] } } }",
    );
    let document = edited(
        &document,
        "      type: object\n      required: [name]",
        "      type: object\n      example: { name: a, kind: small, message: { kind: b } }\n      required: [name]",
    );
    let decisions = overlay(
        "  - target: $..kind
    description: name of a type
    update: { x-rust-variants: { small: Tiny } }
  - target: $..schemas.Thing.example
    description: the example itself
    update: { name: decided }
",
    );
    let specs = Specs::new(&document, &decisions);
    let (code, notes) = specs.generated("v1.rs");
    assert_eq!(notes, "");
    assert!(code.contains("    Tiny,"), "{code}");
    let (mock, _) = specs.generated("v1_mock.rs");
    assert!(mock.contains(r#""kind":"small""#), "{mock}");
    assert!(mock.contains(r#""name":"decided""#), "{mock}");
}

#[test]
fn what_is_removed_from_a_list_is_what_was_meant() {
    let document = edited(
        DOCUMENT,
        "[large, small]",
        "[a, b, c, d, e, f, g, h, i, j, k, l]",
    );
    let decisions = overlay("  - target: $..kind.enum[9, 10]\n    remove: true\n");
    let (code, _) = Specs::new(&document, &decisions).generated("v1.rs");
    let variant = |name: &str| code.contains(&format!("    {name},\n"));
    assert!(
        variant("I") && variant("L") && !variant("J") && !variant("K"),
        "{code}"
    );
}

/// What was decided of a number or of a text, where the API makes it something else.
#[test]
fn a_decision_that_no_longer_fits_is_passed_over_with_a_note() {
    for (update, field, note) in [
        (
            "{ x-rust-type: WholeNumber }",
            "pub message: Option<String>",
            "it is no number",
        ),
        (
            "{ format: password, type: number }",
            "pub message: Option<Number>",
            "only a text can be a secret",
        ),
    ] {
        let decisions = overlay(&format!("  - target: $..message\n    update: {update}\n"));
        let (code, notes) = Specs::new(DOCUMENT, &decisions).generated("v1.rs");
        assert!(code.contains(field), "{update}: {code}");
        let place = "v1.yaml: at /components/schemas/Problem/properties/message: ";
        for part in [place, note] {
            assert!(notes.contains(part), "{part}: {notes}");
        }
    }
}

/// The ways that there are, and that lead to the type at the end of the first.
#[test]
fn an_accessor_takes_those_of_its_ways_that_there_are() {
    let decide = |ways: &str| {
        overlay(&format!(
            "  - target: $..schemas.Thing\n    update: {{ x-rust-accessors: {{ sort: [{ways}] }} }}\n"
        ))
    };
    for (ways, body) in [
        ("gone, kind", Some("self.kind.as_ref()")),
        ("kind, parent, name.deep", Some("self.kind.as_ref()")),
        ("gone.deep", None),
    ] {
        let (code, _) = Specs::new(DOCUMENT, &decide(ways)).generated("v1.rs");
        let method = "pub fn sort(&self) -> Option<&ThingKind> {";
        assert_eq!(code.contains(method), body.is_some(), "{ways}: {code}");
        if let Some(body) = body {
            let after = code.split(method).nth(1).unwrap_or_default();
            let found: String = after.lines().take(2).collect();
            assert_eq!(found.trim(), body, "{ways}");
        }
    }
}

#[test]
fn an_overlay_that_is_none_is_refused() {
    for (from, to, expected) in [
        ("overlay: 1.0.0", "overlay: 2.0.0", "/overlay"),
        ("overlay: 1.0.0", "something: else", "something"),
        ("$.components", "components", "JSONPath"),
        ("    update: {", "    udpate: {", "udpate"),
        (
            "    update: { x-rust-name: ThingProblem }",
            "",
            "`update` or `remove: true`",
        ),
        (
            "    description:",
            "    x-versions: [v1]\n    description:",
            "x-versions",
        ),
    ] {
        assert_refused(
            DOCUMENT,
            &edited(OVERLAY, from, to),
            "overlay.yaml",
            &[expected],
        );
    }
}

#[test]
fn a_decision_that_is_none_is_refused() {
    for (update, expected) in [
        (
            "{ x-rust-nme: ThingProblem }",
            "/components/schemas/Problem/x-rust-nme",
        ),
        (
            "{ properties: { message: { x-rust-type: i64 } } }",
            "/message/x-rust-type",
        ),
        (
            "{ properties: { message: { oneOf: [{ type: string }, { type: number, x-rust-type: WholeNumber }] } } }",
            "/message/oneOf: found a `WholeNumber`",
        ),
        (
            "{ properties: { message: { x-rust-field: Message } } }",
            "/message/x-rust-field",
        ),
        (
            "{ x-rust-accessors: { a: message } }",
            "/x-rust-accessors/a",
        ),
        (
            "{ properties: { message: { enum: [a], x-rust-variants: [A] } } }",
            "/message/x-rust-variants",
        ),
        (
            "{ properties: { message: { enum: [a, b], x-rust-variants: { a: Same, b: Same } } } }",
            "/message/x-rust-variants/b",
        ),
        (
            "{ properties: { message: { enum: [a], x-rust-variants: { a: lower } } } }",
            "/message/x-rust-variants/a",
        ),
    ] {
        let overlay = edited(OVERLAY, "{ x-rust-name: ThingProblem }", update);
        let error = Specs::new(DOCUMENT, &overlay)
            .regen()
            .expect_err("the overlay is refused");
        assert!(error.contains(expected), "{update}: {error}");
    }
}
