//! Keeps the descriptions that the spec has: they are in our own words.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    contract::{
        operation::{operations, pair},
        reader::{Reader, items, reference},
    },
    document::Document,
};

/// The keywords that hold words.
const WORDS: &[&str] = &["description", "summary", "title"];

/// What `old` says, at the paths that its operations have in `new`.
pub(super) fn moved(old: &Document, new: &Value) -> Value {
    let mut moved = old.root.clone();
    let of = |root| operations(Reader { root });
    for (one, two) in pair(of(&old.root), of(new)).both {
        if let Some(paths) = moved.get_mut("paths").and_then(Value::as_object_mut)
            && let Some(item) = paths.get(one.path).filter(|_| one.path != two.path)
        {
            let item = item.clone();
            paths.insert(two.path.to_owned(), item);
        }
    }
    moved
}

/// Gives each part of `new` the words that the same part of `old` has, which may be a component there and
/// stand in place here, or the other way round.
pub(super) fn keep(new: &mut Value, old: &Value) {
    let mut moved = Vec::new();
    keep_below(new, old, Reader { root: old }, &mut moved);
    // A component whose words stood in place may refer to others.
    let mut done = BTreeSet::new();
    while let Some((name, words)) = moved.pop() {
        let at = |root: &Value| root.pointer("/components/schemas")?.get(&name).cloned();
        if at(old).is_none()
            && done.insert(name.clone())
            && let Some(component) = new
                .pointer_mut("/components/schemas")
                .and_then(|schemas| schemas.get_mut(&name))
        {
            keep_below(component, words, Reader { root: old }, &mut moved);
        }
    }
}

/// Adds to `moved` the components that `new` refers to, with what stands in their place in `old`.
fn keep_below<'a>(
    new: &mut Value,
    old: &'a Value,
    reader: Reader<'a>,
    moved: &mut Vec<(String, &'a Value)>,
) {
    match (component_of(new), component_of(old)) {
        (Some(component), None) => {
            moved.push((component.to_owned(), old));
            // Beside a reference, words count for nothing.
            if new.get("$ref").is_some() {
                return;
            }
        }
        (None, Some(component)) if new.is_object() => {
            let schemas = reader.root.pointer("/components/schemas");
            let component = schemas.and_then(|schemas| schemas.get(component));
            // What stands beside the reference comes after it.
            if let Some(component) = component.filter(|schema| component_of(schema).is_none()) {
                keep_below(new, component, reader, moved);
            }
        }
        _ => {}
    }
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for word in WORDS {
                if let Some(words) = old.get(*word).filter(|words| words.is_string()) {
                    let place = new.entry(*word).or_insert_with(|| words.clone());
                    if place.is_string() {
                        *place = words.clone();
                    }
                }
            }
            for (key, new) in new.iter_mut() {
                if let Some(old) = old.get(key).filter(|old| !old.is_string()) {
                    // What an example says is a fact.
                    if key != "example" && key != "examples" && key != "default" {
                        keep_below(new, old, reader, moved);
                    }
                }
            }
        }
        (Value::Array(new), Value::Array(old)) => {
            for item in new {
                let name = |item: &Value| item.get("name").or(item.get("url")).cloned();
                let is_twin = |old: &&Value| name(old).is_some() && name(old) == name(item);
                if let Some(twin) = old.iter().find(is_twin) {
                    keep_below(item, twin, reader, moved);
                }
            }
        }
        _ => {}
    }
}

/// The component that a schema refers to, with null beside it or without.
fn component_of(schema: &Value) -> Option<&str> {
    let referring = match items(schema.get("allOf")) {
        [only] => only,
        _ => schema,
    };
    reference(referring)?.strip_prefix("#/components/schemas/")
}
