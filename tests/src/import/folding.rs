//! What unions of open objects become, and what has to be left of their members.

use serde_json::{Value, json};

use crate::import::documents::{Folder, SESSION, imported, request, with_property};

/// What the schema of a property becomes. Imported again, it stays as it is, and nothing drifts.
#[track_caller]
fn written(schema: &Value) -> Value {
    let folder = Folder::with_spec_of(&with_property(schema));
    let mut spec: Value = serde_yaml::from_str(&folder.v3()).expect("it is YAML");
    assert_eq!(imported(&spec).as_ref(), Ok(&spec), "{schema}");
    let again = folder.import_value(&with_property(schema)).stdout;
    assert!(again.starts_with("no difference"), "{again}");
    request(&mut spec, SESSION)["properties"]["odd"].take()
}

fn object(property: &str, kind: &str) -> Value {
    json!({ "type": "object", "properties": { property: { "type": kind } } })
}

/// A schema with one keyword more.
fn with(mut schema: Value, keyword: &str, value: Value) -> Value {
    schema[keyword] = value;
    schema
}

#[test]
fn null_that_a_member_allows_is_allowed_by_the_object() {
    let both = json!({ "a": { "type": "string" }, "b": { "type": "string" } });
    let expected = json!({ "type": "object", "nullable": true, "properties": both });
    for member in [
        with(object("a", "string"), "nullable", json!(true)),
        with(object("a", "string"), "type", json!(["object", "null"])),
        json!({ "anyOf": [object("a", "string"), { "type": "null" }] }),
    ] {
        let union = json!({ "anyOf": [member, object("b", "string")] });
        assert_eq!(written(&union), expected, "{union}");
    }
}

#[test]
fn unions_in_unions_are_one_object() {
    let inner = json!({ "oneOf": [object("a", "string"), object("a", "integer")] });
    let folded = json!({ "type": "object", "properties": {
        "a": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
        "c": { "type": "string" },
    } });
    let union = json!({ "anyOf": [inner, object("c", "string")] });
    assert_eq!(written(&union), folded);
    let nullable =
        json!({ "anyOf": [{ "anyOf": [inner, { "type": "null" }] }, object("c", "string")] });
    assert_eq!(written(&nullable), with(folded, "nullable", json!(true)));
    // Of others, each union stays.
    let text = json!({ "type": "string" });
    let union =
        json!({ "anyOf": [{ "anyOf": [object("a", "string"), text] }, object("c", "string")] });
    assert_eq!(written(&union), union);
}

#[test]
fn a_union_beside_the_type_object_is_one_object() {
    let both = json!({ "a": { "type": "string" }, "b": { "type": "string" } });
    let union = json!([object("a", "string"), object("b", "string")]);
    for keyword in ["anyOf", "oneOf"] {
        assert_eq!(
            written(&json!({ "type": "object", keyword: union })),
            json!({ "type": "object", "properties": both })
        );
    }
    let or_null = json!([object("a", "string"), object("b", "string"), { "type": "null" }]);
    for (kind, nullable) in [
        (json!("object"), None),
        (json!(["object", "null"]), Some(true)),
    ] {
        let object = written(&json!({ "type": kind, "anyOf": or_null }));
        assert_eq!(object.get("nullable").and_then(Value::as_bool), nullable);
        assert_eq!(object["properties"], both);
    }
}

#[test]
fn what_further_properties_may_be_is_kept_where_all_members_say_it() {
    let further = |kind: &str| {
        with(
            object("a", "string"),
            "additionalProperties",
            json!({ "type": kind }),
        )
    };
    let other = |kind: &str| {
        with(
            object("b", "string"),
            "additionalProperties",
            json!({ "type": kind }),
        )
    };
    let object = |further: Value| {
        let properties = json!({ "a": { "type": "string" }, "b": { "type": "string" } });
        json!({ "type": "object", "properties": properties, "additionalProperties": further })
    };
    assert_eq!(
        written(&json!({ "anyOf": [further("string"), other("string")] })),
        object(json!({ "type": "string" }))
    );
    assert_eq!(
        written(&json!({ "anyOf": [further("string"), other("integer")] })),
        object(json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] }))
    );
}

#[test]
fn the_default_of_a_union_is_kept() {
    let default = json!({ "a": "x" });
    let objects = json!([object("a", "string"), object("b", "string")]);
    let union = json!({ "anyOf": objects, "default": default });
    assert_eq!(written(&union)["default"], default);
    let union = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }], "default": "x" });
    assert_eq!(written(&union), union);
}

/// However null is written, it is no member that could stand for the others.
#[test]
fn null_before_a_component_does_not_take_its_place() {
    let component = json!({ "$ref": "#/components/schemas/Error" });
    let null = json!({ "allOf": [{ "enum": [null] }] });
    for members in [[null.clone(), component.clone()], [component, null]] {
        let written = written(&json!({ "anyOf": members }));
        assert_eq!(written["type"], "object", "{written}");
        assert_eq!(written["nullable"], true, "{written}");
    }
}
