//! Whose words a spec is in: those that it has are kept, and what is new brings upstream's.

use serde_json::{Value, json};

use crate::import::documents::{CONNECTED_ACCOUNT, Folder, SESSION, oldest, part, request};

/// The spec after an edit of its words and an import of `document`.
fn after_import(edit: impl Fn(&mut Value), document: &Value) -> (Value, String) {
    let folder = Folder::with_spec_of(&oldest());
    let mut spec: Value = serde_yaml::from_str(&folder.v3()).expect("it is YAML");
    edit(&mut spec);
    folder.write(
        "spec/v3.yaml",
        serde_yaml::to_string(&spec).expect("it can be YAML"),
    );
    let outcome = folder.import_value(document);
    let spec = serde_yaml::from_str(&folder.v3()).expect("it is YAML");
    (spec, outcome.stdout)
}

fn in_our_words(spec: &mut Value) {
    let operation = part(spec, &["paths", CONNECTED_ACCOUNT, "post"]);
    operation["summary"] = json!("Our summary.");
    operation["description"] = json!("Our description.");
    operation["responses"]["201"]["description"] = json!("Our answer.");
    let properties = part(request(spec, CONNECTED_ACCOUNT), &["properties"]);
    properties["user_id"]["description"] = json!("Our user.");
    properties["connection_data"]["properties"]["region"]["description"] = json!("Our region.");
    let parameter = part(spec, &["paths", SESSION, "post", "parameters", "0"]);
    parameter["description"] = json!("Our session.");
    spec["servers"][0]["description"] = json!("Our server.");
    part(spec, &["components", "schemas", "Error"])["description"] = json!("Our error.");
    part(spec, &["components", "securitySchemes", "ApiKeyAuth"])["description"] = json!("Our key.");
}

const OURS: [&str; 9] = [
    "Our summary.",
    "Our description.",
    "Our answer.",
    "Our user.",
    "Our region.",
    "Our session.",
    "Our server.",
    "Our error.",
    "Our key.",
];

#[test]
fn words_that_the_spec_has_are_kept_and_new_parts_bring_upstreams() {
    let mut document = oldest();
    let properties = part(request(&mut document, CONNECTED_ACCOUNT), &["properties"]);
    properties["alias"] = json!({ "type": "string", "description": "A name for people" });
    properties["user_id"]["description"] = json!("Other words for the user");
    properties["user_id"]["maxLength"] = json!(9);
    part(&mut document, &["paths", SESSION, "post", "responses"])["500"] =
        json!({ "description": "It failed" });
    let (mut spec, report) = after_import(in_our_words, &document);
    for words in OURS {
        assert!(spec.to_string().contains(words), "{words}");
    }
    assert_eq!(
        part(
            &mut spec,
            &["paths", SESSION, "post", "responses", "500", "description"]
        ),
        "It failed"
    );
    let properties = part(request(&mut spec, CONNECTED_ACCOUNT), &["properties"]);
    assert_eq!(properties["alias"]["description"], "A name for people");
    assert_eq!(
        properties["user_id"],
        json!({ "type": "string", "minLength": 1, "maxLength": 9, "description": "Our user." })
    );
    assert!(
        !report.contains("Other words"),
        "words that are not taken are no drift: {report}"
    );
}

#[test]
fn other_words_of_upstream_alone_change_nothing() {
    let mut document = oldest();
    part(
        request(&mut document, CONNECTED_ACCOUNT),
        &["properties", "user_id"],
    )["description"] = json!("Other words");
    let (spec, report) = after_import(in_our_words, &document);
    assert!(report.contains("unchanged"), "{report}");
    assert!(!spec.to_string().contains("Other words"));
}

/// An example is a fact, in which upstream is right.
#[test]
fn examples_and_what_is_called_as_words_are_come_from_upstream() {
    let mut document = oldest();
    let properties = part(request(&mut document, SESSION), &["properties"]);
    properties["toolkit"]["example"] = json!("gitlab");
    properties["description"] = json!({ "type": "string" });
    let (mut spec, _) = after_import(
        |spec| {
            request(spec, SESSION)["properties"]["title"] =
                json!({ "type": "boolean", "description": "Gone upstream." })
        },
        &document,
    );
    let properties = part(request(&mut spec, SESSION), &["properties"]);
    assert_eq!(properties["toolkit"]["example"], "gitlab");
    assert_eq!(properties["description"], json!({ "type": "string" }));
    assert_eq!(
        properties["title"],
        Value::Null,
        "what upstream has no more is gone"
    );
}

#[test]
fn words_of_a_union_that_became_one_object_come_with_it() {
    let folder = Folder::with_spec_of(&oldest());
    let mut spec: Value = serde_yaml::from_str(&folder.v3()).expect("it is YAML");
    let data = part(
        request(&mut spec, CONNECTED_ACCOUNT),
        &["properties", "connection_data"],
    );
    assert_eq!(data["description"], "Values to begin with");
    assert_eq!(data["anyOf"], Value::Null);
}

#[test]
fn words_go_with_an_operation_of_which_the_path_changed() {
    let mut document = oldest();
    let paths = part(&mut document, &["paths"]).take();
    let moved = paths.as_object().expect("it is one").iter();
    document["paths"] = moved
        .map(|(path, item)| (format!("/api/v3{path}"), item.clone()))
        .collect();
    let (spec, report) = after_import(in_our_words, &document);
    for words in OURS {
        assert!(spec.to_string().contains(words), "{words}");
    }
    assert!(
        report.contains("2 breaking, 0 additive, 0 docs"),
        "the paths changed, and nothing else: {report}"
    );
}

/// A component's words go with it when it is written in place, and back.
#[test]
fn words_are_kept_where_a_component_is_written_in_place_or_the_other_way_round() {
    let options = |words: &str| {
        json!({
            "type": "object",
            "description": words,
            "properties": { "mode": { "type": "string", "description": words } },
        })
    };
    let mut in_place = oldest();
    request(&mut in_place, SESSION)["properties"]["options"] = options("Theirs");
    let mut as_component = oldest();
    request(&mut as_component, SESSION)["properties"]["options"] =
        json!({ "$ref": "#/components/schemas/Options" });
    part(&mut as_component, &["components", "schemas"])["Options"] = options("Theirs");
    for (before, after) in [(&in_place, &as_component), (&as_component, &in_place)] {
        let folder = Folder::with_spec_of(before);
        folder.write("spec/v3.yaml", folder.v3().replace("Theirs", "Ours"));
        let outcome = folder.import_value(after);
        assert!(!outcome.stdout.contains("Theirs"), "{}", outcome.stdout);
        let spec = folder.v3();
        assert_eq!(spec.matches("Ours").count(), 2, "{spec}");
        assert_eq!(spec.matches("Theirs").count(), 0, "{spec}");
    }
}
