//! Keeps the descriptions that the spec has: they are in our own words.

use serde_json::{Value, map::Entry};

use crate::{
    contract::{
        operation::{operations, pair},
        reader::Reader,
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

/// Gives each part of `new` the words that the same part of `old` has.
pub(super) fn keep(new: &mut Value, old: &Value) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for word in WORDS {
                if let Some(words) = old.get(*word).filter(|words| words.is_string()) {
                    match new.entry(*word) {
                        Entry::Occupied(mut entry) if entry.get().is_string() => {
                            entry.insert(words.clone());
                        }
                        Entry::Vacant(entry) => {
                            entry.insert(words.clone());
                        }
                        Entry::Occupied(_) => {}
                    }
                }
            }
            for (key, new) in new.iter_mut() {
                if let Some(old) = old.get(key).filter(|old| !old.is_string()) {
                    // What an example says is a fact.
                    if key != "example" && key != "examples" && key != "default" {
                        keep(new, old);
                    }
                }
            }
        }
        (Value::Array(new), Value::Array(old)) => {
            for item in new {
                let name = |item: &Value| item.get("name").or(item.get("url")).cloned();
                let twin = old
                    .iter()
                    .find(|old| name(old).is_some() && name(old) == name(item));
                if let Some(twin) = twin {
                    keep(item, twin);
                }
            }
        }
        _ => {}
    }
}
