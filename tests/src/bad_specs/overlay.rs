//! Decisions that cannot be carried out.

use super::{DOCUMENT, OVERLAY, Specs, assert_refused, edited};

#[test]
fn an_overlay_action_that_matches_nothing_is_named_with_its_purpose() {
    let overlay = edited(OVERLAY, "schemas.Problem", "schemas.Gone");
    let expected = [
        "/actions/0",
        "$.components.schemas.Gone",
        "name of the error",
        "v1.yaml",
    ];
    assert_refused(DOCUMENT, &overlay, "overlay.yaml", &expected);
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
            "    x-versions: [v9]\n    description:",
            "v9",
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
        ("{ format: password }", "/components/schemas/Problem/format"),
        (
            "{ properties: { message: { format: password, type: number } } }",
            "/message/format",
        ),
        (
            "{ properties: { message: { x-rust-type: i64 } } }",
            "/message/x-rust-type",
        ),
        (
            "{ properties: { message: { x-rust-type: WholeNumber } } }",
            "/message/type",
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
        ("{ x-rust-accessors: { a: [gone] } }", "`gone`"),
    ] {
        let overlay = edited(OVERLAY, "{ x-rust-name: ThingProblem }", update);
        let error = Specs::new(DOCUMENT, &overlay)
            .regen()
            .expect_err("the overlay is refused");
        assert!(error.contains(expected), "{update}: {error}");
    }
}
