//! Writes a document as YAML in an order that people expect.

use anyhow::Result;
use serde_json::Value;
use serde_yaml::{Mapping, Value as Yaml};

/// The keywords that come first, in their order; what is not here follows in the order of its names.
const FIRST: &[&str] = &[
    "openapi",
    "info",
    "servers",
    "tags",
    "paths",
    "components",
    "operationId",
    "name",
    "in",
    "summary",
    "type",
    "nullable",
    "format",
    "enum",
    "title",
    "description",
    "security",
    "parameters",
    "requestBody",
    "responses",
    "required",
    "schema",
    "example",
];

/// The document as YAML. Members that `old` has as well keep its order.
pub(super) fn write(document: &Value, old: Option<&str>) -> Result<String> {
    let old: Option<Yaml> = old.and_then(|old| serde_yaml::from_str(old).ok());
    Ok(serde_yaml::to_string(&ordered(document, old.as_ref()))?)
}

fn ordered(value: &Value, old: Option<&Yaml>) -> Yaml {
    match value {
        Value::Object(members) => {
            let known: Vec<&str> = old
                .and_then(Yaml::as_mapping)
                .into_iter()
                .flat_map(|old| old.keys().filter_map(Yaml::as_str))
                .collect();
            let mut keys: Vec<&String> = members.keys().collect();
            let rank = |key: &str| {
                let first = FIRST.iter().position(|first| *first == key);
                let known = known.iter().position(|known| *known == key);
                (known.unwrap_or(usize::MAX), first.unwrap_or(usize::MAX))
            };
            keys.sort_by(|one, two| (rank(one), one).cmp(&(rank(two), two)));
            let mapping: Mapping = keys
                .into_iter()
                .map(|key| {
                    let old = old.and_then(|old| old.get(key.as_str()));
                    (Yaml::from(key.as_str()), ordered(&members[key], old))
                })
                .collect();
            Yaml::Mapping(mapping)
        }
        Value::Array(items) => {
            let old = old.and_then(Yaml::as_sequence);
            let items = items
                .iter()
                .enumerate()
                .map(|(index, item)| ordered(item, old.and_then(|old| old.get(index))));
            Yaml::Sequence(items.collect())
        }
        Value::Null => Yaml::Null,
        Value::Bool(value) => Yaml::from(*value),
        Value::String(text) => Yaml::from(text.as_str()),
        Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), _, _) => Yaml::from(number),
            (_, Some(number), _) => Yaml::from(number),
            (_, _, float) => Yaml::from(float.unwrap_or(f64::NAN)),
        },
    }
}
