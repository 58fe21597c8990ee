//! What an operation says outside of its schemas is in the spec, and leads nowhere else than upstream.

use serde_json::{Value, json};

use crate::import::documents::{
    CONNECTED_ACCOUNT, Folder, SESSION, imported, oldest, part, request,
};

/// The session's operation in what comes of a document. Imported again, it stays as it is.
#[track_caller]
fn operation(document: &Value) -> Value {
    let folder = Folder::with_spec_of(document);
    let mut spec: Value = serde_yaml::from_str(&folder.v3()).expect("it is YAML");
    assert_eq!(imported(&spec).as_ref(), Ok(&spec));
    let again = folder.import_value(document).stdout;
    assert!(again.starts_with("no difference"), "{again}");
    part(&mut spec, &["paths", SESSION, "post"]).take()
}

fn document(at: &str, value: &Value) -> Value {
    let mut document = oldest();
    document["openapi"] = json!("3.1.0");
    document["components"]["headers"] =
        json!({ "H": { "schema": { "type": ["string", "null"] } } });
    document["components"]["links"] = json!({ "L": { "operationId": "other" } });
    let operation = part(&mut document, &["paths", SESSION, "post"]);
    let (at, key) = at.rsplit_once('/').unwrap_or(("", at));
    let at = if at.is_empty() {
        String::new()
    } else {
        format!("/{at}")
    };
    operation.pointer_mut(&at).expect("it is there")[key] = value.clone();
    document
}

#[test]
fn servers_of_an_operation_and_of_its_path_are_kept() {
    let servers = json!([{ "url": "https://elsewhere.example" }]);
    assert_eq!(
        operation(&document("servers", &servers))["servers"],
        servers
    );
    let mut document = oldest();
    document["paths"][SESSION]["servers"] = servers.clone();
    assert_eq!(operation(&document)["servers"], servers);
}

#[test]
fn headers_and_links_of_components_are_written_in_place() {
    let header = json!({ "schema": { "type": "string", "nullable": true } });
    let reference = json!({ "H": { "$ref": "#/components/headers/H" } });
    let responses = operation(&document("responses/201/headers", &reference));
    assert_eq!(responses["responses"]["201"]["headers"]["H"], header);
    let at = "requestBody/content/application~1json/encoding";
    let encoding = json!({ "toolkit": { "headers": reference } });
    let body = operation(&document(at, &encoding));
    assert_eq!(
        body["requestBody"]["content"]["application/json"]["encoding"]["toolkit"]["headers"]["H"],
        header
    );
    let links = json!({ "next": { "$ref": "#/components/links/L" } });
    let responses = operation(&document("responses/201/links", &links));
    assert_eq!(
        responses["responses"]["201"]["links"]["next"],
        json!({ "operationId": "other" })
    );
}

#[test]
fn the_components_that_a_discriminator_names_are_taken() {
    let mut document = oldest();
    let properties = part(request(&mut document, SESSION), &["properties"]);
    properties["pet"] = json!({ "$ref": "#/components/schemas/Pet" });
    let schemas = part(&mut document, &["components", "schemas"]);
    let mapping = json!({ "cat": "#/components/schemas/Cat", "dog": "Dog" });
    schemas["Pet"] = json!({ "type": "object", "properties": { "kind": { "type": "string" } },
        "discriminator": { "propertyName": "kind", "mapping": mapping } });
    for name in ["Cat", "Dog"] {
        schemas[name] = json!({ "allOf": [{ "$ref": "#/components/schemas/Pet" }] });
    }
    let spec = imported(&document).expect("it can be expressed");
    for name in ["Cat", "Dog", "Pet"] {
        assert!(spec["components"]["schemas"].get(name).is_some(), "{name}");
    }
    assert_eq!(imported(&spec), Ok(spec));

    part(&mut document, &["components", "schemas"])
        .as_object_mut()
        .expect("it has some")
        .remove("Dog");
    let error = imported(&document).expect_err("it is not there");
    let at = "at /components/schemas/Pet/discriminator/mapping/dog: ";
    assert!(
        error.contains(at) && error.contains("points to nothing"),
        "{error}"
    );
}

/// Left out, it is required if it has required fields; it is not left out here.
#[test]
fn a_body_that_says_that_it_is_optional_is_optional() {
    let body = operation(&document("requestBody/required", &json!(false)));
    assert_eq!(body["requestBody"]["required"], false);
}

#[test]
fn a_body_is_required_if_each_member_of_its_union_requires_the_same_field() {
    let mut document = oldest();
    let body = request(&mut document, CONNECTED_ACCOUNT);
    *body = json!({ "anyOf": [body, body] });
    body["anyOf"][1]["properties"]["more"] = json!({ "type": "string" });
    let folder = Folder::with_spec_of(&document);
    let spec: Value = serde_yaml::from_str(&folder.v3()).expect("it is YAML");
    let written = &spec["paths"][CONNECTED_ACCOUNT]["post"]["requestBody"];
    assert_eq!(written["required"], true);
    assert_eq!(imported(&spec).as_ref(), Ok(&spec));
}
