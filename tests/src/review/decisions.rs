//! Each decision of `spec/overlay.yaml` does in the generated code what it says, and those that match
//! nothing are as reviewed.

use std::fs;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;
use xtask::{document::folder::Specs, generate};

use crate::{
    review::code::Code, review::versions, support::snapshot::assert_reviewed, support::workspace,
};

#[test]
fn the_decisions_that_match_nothing_are_as_reviewed() {
    let notes = Specs::of(&workspace().join("spec")).decisions_without_object();
    let notes = notes.expect("the decisions can be read");
    // Where they stand changes with what stands above them.
    let decisions = notes
        .iter()
        .map(|note| note.split_once(": ").map_or("", |(_, note)| note));
    let decisions: Vec<&str> = decisions
        .map(|note| note.split_once(": ").map_or(note, |(_, note)| note))
        .collect();
    let text = match decisions.is_empty() {
        true => "each decision has its object".to_owned(),
        false => decisions.join("\n"),
    };
    assert_reviewed("decisions_that_match_nothing", &text);
}

fn yaml(file: &str) -> Value {
    let file = workspace().join("spec").join(file);
    let text = fs::read_to_string(file).expect("the file can be read");
    serde_yaml::from_str(&text).expect("it is YAML")
}

#[test]
fn each_decision_does_in_the_generated_code_what_it_says() {
    let spec_dir = workspace().join("spec");
    let notes = generate::regen(&Specs::of(&spec_dir), false)
        .expect("the specs generate")
        .notes;
    let overlay = yaml("overlay.yaml");
    let actions = overlay["actions"].as_array().expect("there are actions");
    let mut unknown = Vec::new();
    for version in versions() {
        let code = Code::read(
            &workspace().join("generated-client/src/generated"),
            &version,
        );
        let document = yaml(&format!("{version}.yaml"));
        let mut seen = expanded(&document, &document, &mut Vec::new());
        for action in actions {
            let target = action["target"].as_str().expect("an action has a target");
            let path = JsonPath::parse(target).expect("a target is a JSONPath");
            let nodes = path.query_located(&seen);
            let places = nodes.locations().map(|place| place.to_json_pointer());
            let places: Vec<String> = places.filter(|place| !is_within_data(place)).collect();
            for place in &places {
                let outcome = match action.get("update") {
                    Some(update) => decided(&code, &seen, place, update),
                    None => removed(&code, place),
                };
                // Where another type has the name, that it has another one is noted.
                let is_noted = |name: &str| {
                    notes
                        .iter()
                        .any(|note| note.contains(&format!("as `{name}` is that of")))
                };
                match outcome {
                    Err(Missing::Name(name)) if is_noted(&name) => {}
                    Err(Missing::Name(name)) => unknown.push(format!(
                        "{version} {target} at {place}: nothing is called `{name}`"
                    )),
                    Err(Missing::Other(what)) => {
                        unknown.push(format!("{version} {target} at {place}: {what}"))
                    }
                    Ok(()) => {}
                }
            }
            for place in places.iter().rev() {
                carry_out(&mut seen, place, action.get("update"));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// What the code lacks of a decision.
enum Missing {
    /// The name that something was given.
    Name(String),
    Other(String),
}

/// Whether the code has what is decided of the schema, or the operation, at `place`.
fn decided(code: &Code, document: &Value, place: &str, update: &Value) -> Result<(), Missing> {
    // Components are seen where operations refer to them.
    if !place.starts_with("/paths/") {
        return Ok(());
    }
    let other = |what: String| Err(Missing::Other(what));
    for (key, value) in update.as_object().expect("an update is an object") {
        let name = value.as_str().unwrap_or_default();
        let is_operation = document
            .pointer(place)
            .is_some_and(|value| value.get("responses").is_some());
        match key.as_str() {
            "x-rust-name" if is_operation => {
                let path = document_path(place);
                if code.method_of(&path).is_none_or(|method| method != name) {
                    return Err(Missing::Name(name.to_owned()));
                }
            }
            "x-tool-name" => {
                if !code
                    .tools
                    .to_string()
                    .contains(&format!("\"name\":{value}"))
                {
                    return Err(Missing::Name(name.to_owned()));
                }
            }
            "example" => {
                for text in texts(value) {
                    if !code.mock.contains(&Value::from(text).to_string()) {
                        return other(format!("the mock does not answer `{text}`"));
                    }
                }
            }
            "x-tool-hidden" => {
                let (_, property) = place.rsplit_once('/').expect("a place lies in something");
                let hidden = format!("\"^{property}$\":");
                if !code.tools.to_string().contains(&hidden) {
                    return other(format!("no tool hides `{property}`"));
                }
            }
            "x-rust-accessors" => {
                let owner = code.type_at(place).map_err(Missing::Other)?;
                for (method, ways) in value.as_object().expect("accessors have names") {
                    let ways = ways
                        .as_array()
                        .expect("a list")
                        .iter()
                        .filter_map(Value::as_str);
                    let is_possible = ways
                        .into_iter()
                        .any(|way| code.leads_somewhere(&owner, way));
                    if code.has_method(&owner, method) != is_possible {
                        return other(format!(
                            "`{owner}::{method}` where it is {is_possible} that it can be"
                        ));
                    }
                }
            }
            "x-rust-field" => {
                let field = code.field_at(place).map_err(Missing::Other)?;
                if field != name {
                    return other(format!("the field is called `{field}`, not `{name}`"));
                }
            }
            "x-rust-variants" => {
                let ty = code.type_at(place).map_err(Missing::Other)?;
                for name in value.as_object().expect("variants have values").values() {
                    let name = name.as_str().expect("a name is text");
                    if !code.has_variant(&ty, name) {
                        return other(format!("`{ty}` has no variant `{name}`"));
                    }
                }
            }
            "x-rust-name" | "x-rust-type" => {
                let ty = code.type_at(place).map_err(Missing::Other)?;
                if ty != name {
                    return Err(Missing::Name(name.to_owned()));
                }
            }
            "format" => {
                // What is known to be harmless is decided later.
                let is_harmless = !code.is_secret_at(place).map_err(Missing::Other)?;
                if is_harmless && !is_removed_later(place) {
                    return other("it is not secret".to_owned());
                }
            }
            other => {
                return Err(Missing::Other(format!(
                    "`{other}` is a decision without a test: add one here"
                )));
            }
        }
    }
    Ok(())
}

/// The texts in an example.
fn texts(example: &Value) -> Vec<&str> {
    match example {
        Value::String(text) => vec![text],
        Value::Object(members) => members.values().flat_map(texts).collect(),
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Whether the code shows what a format was taken from.
fn removed(code: &Code, place: &str) -> Result<(), Missing> {
    let Some(place) = place
        .strip_suffix("/format")
        .filter(|place| place.starts_with("/paths/"))
    else {
        return Ok(());
    };
    match code.is_secret_at(place) {
        Ok(false) => Ok(()),
        Ok(true) => Err(Missing::Other("it is secret".to_owned())),
        Err(what) => Err(Missing::Other(what)),
    }
}

/// Whether a later action removes the format of the schema at `place`.
fn is_removed_later(place: &str) -> bool {
    let overlay = yaml("overlay.yaml");
    let actions = overlay["actions"].as_array().expect("there are actions");
    let removing = actions.iter().filter(|action| action["remove"] == true);
    removing
        .filter_map(|action| action["target"].as_str())
        .any(|target| {
            place
                .split('/')
                .any(|step| target.contains(&format!("'{step}'")))
        })
}

/// The path of the operation at a pointer.
fn document_path(place: &str) -> String {
    let step = place
        .split('/')
        .nth(2)
        .expect("an operation lies in a path");
    step.replace("~1", "/").replace("~0", "~")
}

/// Whether a pointer leads into an example or another value.
fn is_within_data(place: &str) -> bool {
    let steps: Vec<&str> = place.split('/').collect();
    steps.windows(2).rev().skip(1).any(|pair| {
        pair[0] != "properties" && ["const", "default", "example", "examples"].contains(&pair[1])
    })
}

/// A document with what its references lead to in their stead.
fn expanded(document: &Value, value: &Value, open: &mut Vec<String>) -> Value {
    match value {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            let target =
                reference.and_then(|reference| document.pointer(reference.strip_prefix('#')?));
            if let (Some(reference), Some(target)) = (reference, target)
                && !open.iter().any(|open| open == reference)
            {
                open.push(reference.to_owned());
                let value = expanded(document, target, open);
                open.pop();
                return value;
            }
            let member =
                |(key, member): (&String, &Value)| (key.clone(), expanded(document, member, open));
            members.iter().map(member).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items
            .iter()
            .map(|item| expanded(document, item, open))
            .collect(),
        other => other.clone(),
    }
}

/// Carries out an action at a place.
fn carry_out(document: &mut Value, place: &str, update: Option<&Value>) {
    match (update, place.rsplit_once('/')) {
        (Some(update), _) => {
            if let (Some(Value::Object(target)), Some(update)) =
                (document.pointer_mut(place), update.as_object())
            {
                target.extend(update.clone());
            }
        }
        (None, Some((parent, key))) => {
            if let Some(Value::Object(members)) = document.pointer_mut(parent) {
                members.remove(key);
            }
        }
        (None, None) => {}
    }
}
