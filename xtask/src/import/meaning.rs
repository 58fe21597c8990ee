//! What tells written schemas apart.

use serde_json::{Map, Value, json};

use crate::contract::schema::PROSE;

/// What a written schema demands, as text, without its words.
pub(super) fn meaning(written: &Value) -> String {
    fn without_words(value: &Value, is_schema: bool) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .filter(|(key, value)| {
                    let is_word = PROSE.contains(&key.as_str());
                    let is_default = *key == "additionalProperties" && **value == json!(true);
                    !is_schema || !(is_word || is_default)
                })
                .map(|(key, member)| {
                    // The names of properties are no keywords.
                    let holds_names = is_schema && key == "properties";
                    (key.clone(), without_words(member, !holds_names))
                })
                .collect::<Map<_, _>>()
                .into(),
            Value::Array(items) => items.iter().map(|item| without_words(item, true)).collect(),
            other => other.clone(),
        }
    }
    without_words(written, true).to_string()
}
