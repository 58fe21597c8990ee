//! The documents that do not change.

use std::fs;

use serde_json::Value;

use super::workspace;

/// The document of `version`, such as `v3.1`, that does not change.
pub(crate) fn document(version: &str) -> Value {
    let file = workspace().join(format!("tests/frozen/spec/{version}.yaml"));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{file:?}: {error}"))
}

/// The pointers to all that a document holds.
pub(crate) fn pointers(document: &Value) -> Vec<String> {
    fn collect(at: &str, value: &Value, found: &mut Vec<String>) {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(members) => members
                .iter()
                .map(|(key, member)| (key.replace('~', "~0").replace('/', "~1"), member))
                .collect(),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (index.to_string(), item))
                .collect(),
            _ => Vec::new(),
        };
        for (key, child) in children {
            let at = format!("{at}/{key}");
            collect(&at, child, found);
            found.push(at);
        }
    }
    let mut found = Vec::new();
    collect("", document, &mut found);
    found
}

/// Removes what a pointer of [`pointers`] leads to.
pub(crate) fn remove(document: &mut Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("it lies in something");
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent).expect("the parent is there") {
        Value::Object(members) => members.remove(&key).expect("the member is there"),
        Value::Array(items) => items.remove(key.parse().expect("a list has indices")),
        other => panic!("{other} holds nothing"),
    }
}
