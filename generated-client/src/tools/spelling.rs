//! Finds misspelt names among arguments, which the API would pass over without a word.

use serde_json::{Map, Value};

use super::{arguments::step, error::InvalidArgument};

/// The names in `arguments` that no property of the schema has, and of which one is near.
///
/// A name is near that is the same but for case, `_` and `-`, or for few letters. Where the documents
/// invite further properties, every name is meant as it is. What is within a union is not looked at: it
/// may be of any member.
pub(super) fn misspelt(schema: &Value, arguments: &Value) -> Vec<InvalidArgument> {
    let mut found = Vec::new();
    look(schema, schema, arguments, "", &mut found);
    found
}

fn look(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<InvalidArgument>) {
    let reference = schema["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix('#'));
    let schema = reference
        .and_then(|pointer| root.pointer(pointer))
        .unwrap_or(schema);
    match (value, schema["properties"].as_object()) {
        (Value::Object(members), Some(properties)) => {
            let names = names(schema, properties);
            for (name, member) in members {
                let at = format!("{at}{}", step(name));
                if let Some(schema) = properties.get(name) {
                    look(root, schema, member, &at, found);
                } else if let Some(nearest) = nearest(name, &names) {
                    let message = format!("no property has this name: did you mean `{nearest}`?");
                    found.push(InvalidArgument::new(at, message));
                }
            }
        }
        (Value::Array(items), _) => {
            for (index, item) in items.iter().enumerate() {
                look(
                    root,
                    &schema["items"],
                    item,
                    &format!("{at}/{index}"),
                    found,
                );
            }
        }
        _ => {}
    }
}

/// The names that an object can have, none if it can have any.
fn names(schema: &Value, properties: &Map<String, Value>) -> Vec<String> {
    let is_open = match schema.get("additionalProperties") {
        None | Some(Value::Bool(false)) => false,
        Some(_) => true,
    };
    if is_open
        || ["allOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
    {
        return Vec::new();
    }
    // The generator writes a property that a tool does not show as a pattern that matches its name.
    let hidden = schema["patternProperties"].as_object();
    let hidden = hidden.into_iter().flat_map(Map::keys);
    let hidden = hidden.map(|pattern| pattern.trim_matches(['^', '$']).replace('\\', ""));
    properties.keys().cloned().chain(hidden).collect()
}

/// The name that is meant by `name`, which is none of them.
fn nearest<'n>(name: &str, names: &'n [String]) -> Option<&'n str> {
    if names.iter().any(|other| other == name) {
        return None;
    }
    let letters = letters(name);
    let near = names.iter().filter_map(|other| {
        let distance = distance(&letters, &self::letters(other))?;
        Some((distance, other.as_str()))
    });
    near.min().map(|(_, other)| other)
}

/// What is left of a name without case, `_` and `-`.
fn letters(name: &str) -> Vec<char> {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}

/// How many letters differ, are missing, too many or swapped with the next: one of four, and two at most.
fn distance(one: &[char], other: &[char]) -> Option<usize> {
    let allowed = (one.len().max(other.len()) / 4).min(2);
    if one.is_empty() || one.len().abs_diff(other.len()) > allowed {
        return None;
    }
    // The distances of the beginnings of `one` to those of `other`, a row for each of the former.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for row in 1..=one.len() {
        let mut next = vec![row];
        for column in 1..=other.len() {
            let differs = usize::from(one[row - 1] != other[column - 1]);
            let mut least = (last[column - 1] + differs)
                .min(last[column] + 1)
                .min(next[column - 1] + 1);
            let is_swapped = row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1];
            if is_swapped {
                least = least.min(before[column - 2] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    let distance = last[other.len()];
    (distance <= allowed).then_some(distance)
}
