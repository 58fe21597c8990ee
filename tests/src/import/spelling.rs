//! However a document is written, the spec that comes of it is the same, byte for byte.

use serde_json::{Map, Value, json};
use serde_yaml::Value as Yaml;
use xtask::import::Wanted;

use crate::{
    import::documents::{Folder, SESSION, imported, imported_text, oldest, part, request},
    import::steps::steps,
};

/// A document that has what OpenAPI 3.0 and 3.1 spell differently.
fn document() -> Value {
    let mut document = oldest();
    let properties = part(request(&mut document, SESSION), &["properties"]);
    *properties = json!({
        "toolkit": { "type": "string", "minLength": 1, "example": "github" },
        "empty": { "type": "string", "nullable": true, "description": "A text or null" },
        "kind": { "type": "string", "enum": ["only"] },
        "state": { "type": "string", "enum": ["on", "off", null], "nullable": true },
        "count": { "type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 9 },
        "share": { "type": "number", "maximum": 1, "exclusiveMaximum": true, "example": 0.5 },
        "pair": { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
        "limits": { "type": "object", "nullable": true, "properties": {
            "from": { "$ref": "#/components/schemas/Limit" },
        } },
        "either": { "anyOf": [{ "type": "string" }, { "type": "boolean" }], "nullable": true },
        "limit": { "allOf": [{ "$ref": "#/components/schemas/Limit" }], "description": "The limit" },
        "file": { "type": "string", "format": "byte" },
    });
    document["components"]["schemas"]["Limit"] = json!({ "type": "object", "required": ["at"], "properties": { "at": { "type": "number" } } });
    document
}

/// The document in OpenAPI 3.1.
fn to_3_1(document: &Value) -> Value {
    let mut document = respelled(document);
    document["openapi"] = json!("3.1.0");
    document["jsonSchemaDialect"] = json!("https://spec.openapis.org/oas/3.1/dialect/base");
    let properties = part(request(&mut document, SESSION), &["properties"]);
    let pair = part(properties, &["pair"])
        .as_object_mut()
        .expect("it is a schema");
    let item = pair.remove("items").expect("it has items");
    pair.insert("prefixItems".to_owned(), json!([item, item]));
    // What stands beside a reference counts.
    properties["limit"] =
        json!({ "$ref": "#/components/schemas/Limit", "description": "The limit" });
    properties["file"] = json!({ "type": "string", "contentEncoding": "base64" });
    document
}

/// The keywords of schemas as OpenAPI 3.1 spells them. No property is called as a keyword is.
fn respelled(value: &Value) -> Value {
    let members = match value {
        Value::Object(members) => members,
        Value::Array(items) => return items.iter().map(respelled).collect(),
        other => return other.clone(),
    };
    let nullable = members.get("nullable") == Some(&json!(true));
    let mut out = Map::new();
    for (key, value) in members {
        let (key, value) = match (key.as_str(), value) {
            ("nullable", _) => continue,
            // Alone, it allows null beside everything else.
            ("additionalProperties", value) if *value == json!({ "nullable": true }) => {
                (key.as_str(), json!({}))
            }
            ("type", Value::String(_)) if nullable => ("type", json!([value, "null"])),
            ("enum", Value::Array(values)) if values.len() == 1 => ("const", values[0].clone()),
            ("example", _) if !members.contains_key("schema") => ("examples", json!([value])),
            ("minimum", _) if members.contains_key("exclusiveMinimum") => {
                ("exclusiveMinimum", value.clone())
            }
            ("maximum", _) if members.contains_key("exclusiveMaximum") => {
                ("exclusiveMaximum", value.clone())
            }
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => continue,
            (key, value) => (key, respelled(value)),
        };
        out.insert(key.to_owned(), value);
    }
    match nullable && !members.contains_key("type") {
        true if members.len() == 1 => json!({ "type": "null" }),
        true => match out.get_mut("anyOf").and_then(Value::as_array_mut) {
            Some(members) => {
                members.push(json!({ "type": "null" }));
                out.into()
            }
            None => json!({ "anyOf": [out, { "type": "null" }] }),
        },
        false => out.into(),
    }
}

fn yaml(document: &impl serde::Serialize) -> String {
    serde_yaml::to_string(document).expect("it can be YAML")
}

fn json(document: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(document).expect("it can be JSON")
}

#[track_caller]
fn imported_link(name: &str, text: &str) -> String {
    imported_text(name, text, Wanted::Link).expect("the document is good")
}

/// The members of all mappings in reverse.
fn reversed(value: &Yaml) -> Yaml {
    match value {
        Yaml::Mapping(members) => {
            let members = members
                .iter()
                .map(|(key, value)| (key.clone(), reversed(value)));
            let members: Vec<_> = members.collect();
            Yaml::Mapping(members.into_iter().rev().collect())
        }
        Yaml::Sequence(items) => items.iter().map(reversed).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}

#[test]
fn json_and_yaml_of_3_0_and_3_1_import_to_the_same_bytes() {
    let (old, new) = (document(), to_3_1(&document()));
    for keyword in [
        "\"const\"",
        "\"examples\"",
        "\"prefixItems\"",
        "[\"string\",\"null\"]",
        "\"exclusiveMinimum\":0,",
    ] {
        assert!(new.to_string().contains(keyword), "{keyword} in {new}");
    }
    assert!(!new.to_string().contains("nullable"));
    let expected = imported_link("a.json", &json(&old));
    assert_eq!(imported_link("a.yaml", &yaml(&old)), expected);
    assert_eq!(imported_link("b.json", &json(&new)), expected);
    assert_eq!(imported_link("b.yaml", &yaml(&new)), expected);
}

/// A list of so many items of one type, in each way that there is to say it.
#[test]
fn prefix_items_of_one_type_are_items_where_nothing_else_can_follow() {
    let expected = imported(&document()).expect("the document is good");
    let text = json!({ "type": "string" });
    for more in [
        json!({ "maxItems": 2 }),
        json!({ "items": false }),
        json!({ "items": false, "maxItems": 3 }),
        json!({ "items": text, "maxItems": 2 }),
    ] {
        let mut document = to_3_1(&document());
        let pair = part(request(&mut document, SESSION), &["properties", "pair"]);
        *pair = more;
        pair["type"] = json!("array");
        pair["minItems"] = json!(2);
        pair["prefixItems"] = json!([text, text]);
        assert_eq!(imported(&document).as_ref(), Ok(&expected), "{document}");
    }
}

#[test]
fn the_same_holds_for_every_document_of_the_history() {
    for step in steps() {
        let mut new = respelled(&step.document);
        new["openapi"] = json!("3.1.1");
        let expected = imported_link("a.json", &json(&step.document));
        assert_eq!(
            imported_link("a.yaml", &yaml(&step.document)),
            expected,
            "{}",
            step.name
        );
        assert_eq!(
            imported_link("b.json", &json(&new)),
            expected,
            "{}",
            step.name
        );
    }
}

#[test]
fn the_order_of_members_and_the_formatting_change_no_byte() {
    let document = document();
    let expected = imported_link("a.json", &json(&document));
    let reversed = reversed(&serde_yaml::to_value(&document).expect("it can be YAML"));
    assert_ne!(json(&reversed), json(&document));
    for (name, text) in [
        ("a.json", document.to_string()),
        ("a.json", json(&reversed)),
        ("a.yaml", yaml(&reversed)),
        (
            "a.json",
            format!("\n\n  {}\n\n", json(&document).replace('\n', "\r\n")),
        ),
        ("a.yaml", format!("# A comment.\n---\n{}", yaml(&document))),
    ] {
        assert_eq!(imported_link(name, &text), expected);
    }
}

/// In place or as a component, through references and lists of one: it is the same.
#[test]
fn what_a_schema_is_written_through_changes_no_byte() {
    let expected = imported(&document()).expect("the document is good");
    let limit = json!({ "$ref": "#/components/schemas/Limit" });
    for other in [
        json!({ "allOf": [limit] }),
        json!({ "anyOf": [limit] }),
        json!({ "oneOf": [{ "allOf": [limit] }] }),
        document()["components"]["schemas"]["Limit"].clone(),
    ] {
        let mut document = document();
        let from = ["properties", "limits", "properties", "from"];
        *part(request(&mut document, SESSION), &from) = other.clone();
        assert_eq!(imported(&document).as_ref(), Ok(&expected), "{other}");
    }
    // `$defs` of a schema, to which a reference leads.
    let mut document = document();
    let body = request(&mut document, SESSION);
    body["$defs"] = json!({ "Count": body["properties"]["count"] });
    let place = "#/paths/~1tool_router~1session~1{session_id}~1link/post/requestBody/content/application~1json/schema/$defs/Count";
    body["properties"]["count"] = json!({ "$ref": place });
    assert_eq!(imported(&document), Ok(expected));
}

#[test]
fn importing_twice_changes_no_byte() {
    for step in steps() {
        let folder = Folder::with_spec_of(&step.document);
        let first = folder.v3();
        let outcome = folder.import_value(&step.document);
        assert!(
            outcome.stdout.contains("unchanged"),
            "{}: {}",
            step.name,
            outcome.stdout
        );
        assert_eq!(folder.v3(), first, "{}", step.name);
        // The spec is such a document as well.
        let outcome = folder.import("again.yaml", &first, &[]);
        assert!(
            outcome.stdout.contains("unchanged"),
            "{}: {}",
            step.name,
            outcome.stdout
        );
        assert_eq!(imported_link("again.yaml", &first), first, "{}", step.name);
    }
}

/// What the spec holds is in the words and in the order of whoever wrote it.
#[test]
fn a_spec_that_was_written_by_hand_and_says_the_same_is_left_alone() {
    let folder = Folder::with_spec_of(&document());
    let spec: Yaml = serde_yaml::from_str(&folder.v3()).expect("it is YAML");
    let by_hand = format!("# By hand.\n{}", yaml(&reversed(&spec)));
    folder.write("spec/v3.yaml", &by_hand);
    let outcome = folder.import_value(&to_3_1(&document()));
    assert!(outcome.stdout.contains("unchanged"), "{}", outcome.stdout);
    assert_eq!(folder.v3(), by_hand);
}

#[test]
fn changes_outside_of_the_link_operations_change_no_byte() {
    let folder = Folder::with_spec_of(&oldest());
    let before = folder.specs();
    let mut document = oldest();
    document["info"] = json!({ "title": "Another", "version": "9" });
    document["x-more"] = json!([1]);
    document["tags"][1]["description"] = json!("Another");
    document["paths"]["/toolkits"]["get"]["responses"] = json!("nonsense");
    document["paths"]["/new"] = json!({ "get": { "responses": {} } });
    let components = part(&mut document, &["components"]);
    components["schemas"]["Toolkits"] = json!({ "type": "string", "if": {} });
    components["schemas"]["New"] = json!({ "$ref": "#/components/schemas/New" });
    components["securitySchemes"]["OrgApiKeyAuth"]["name"] = json!("x-org");
    let outcome = folder.import_value(&document);
    assert!(outcome.stdout.contains("unchanged"), "{}", outcome.stdout);
    assert_eq!(folder.specs(), before);
}

/// A component stays one where null is allowed beside it, and may hold itself so.
#[test]
fn a_component_that_can_be_null_is_written_in_one_way() {
    let reference = json!({ "$ref": "#/components/schemas/Tree" });
    let spellings = [
        json!({ "nullable": true, "allOf": [reference] }),
        json!({ "nullable": true, "anyOf": [reference] }),
        json!({ "anyOf": [reference, { "type": "null" }] }),
        json!({ "oneOf": [{ "const": null }, reference] }),
        json!({ "oneOf": [{ "enum": [null], "nullable": true }, { "allOf": [reference] }] }),
        json!({ "anyOf": [reference, { "nullable": true }] }),
    ];
    for plain in spellings {
        let mut document = oldest();
        let mut spelling = plain.clone();
        spelling["description"] = json!("A tree or null");
        part(&mut document, &["components", "schemas"])["Tree"] = json!({
            "type": "object",
            "properties": { "name": { "type": "string" }, "above": spelling },
        });
        let properties = part(request(&mut document, SESSION), &["properties"]);
        properties["tree"] = spelling.clone();
        properties["either"] = json!({ "anyOf": [{ "type": "string" }, plain] });
        let mut spec = imported(&document).expect("the document is good");
        let expected = json!({
            "nullable": true, "description": "A tree or null", "allOf": [reference],
        });
        let tree = part(&mut spec, &["components", "schemas", "Tree", "properties"]);
        assert_eq!(tree["above"], expected, "{spelling}");
        let properties = part(request(&mut spec, SESSION), &["properties"]);
        assert_eq!(properties["tree"], expected, "{spelling}");
        assert_eq!(
            properties["either"],
            json!({ "nullable": true, "anyOf": [{ "type": "string" }, reference] }),
            "{spelling}"
        );
        assert_eq!(imported(&spec).as_ref(), Ok(&spec), "{spelling}");
    }
}
