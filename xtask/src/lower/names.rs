//! Rust names for what a document names.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Names that a generated type may not take: the prelude's, and the client's own.
const TAKEN: &[&str] = &[
    "AdditionalProperties",
    "Box",
    "Client",
    "ClientBuilder",
    "Core",
    "Duration",
    "Credential",
    "Default",
    "Error",
    "ErrorBody",
    "Nullable",
    "Number",
    "Option",
    "Response",
    "Result",
    "RetryPolicy",
    "Secret",
    "Self",
    "String",
    "UnknownValue",
    "Vec",
];

/// The words that Rust keeps for itself.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The field that holds the properties that a document does not name.
pub(crate) const EXTRA: &str = "additional_properties";

/// Whether `name` can be the name of a generated type.
pub(crate) fn is_free_type_name(name: &str) -> bool {
    is_identifier(name) && name == type_name(name) && !TAKEN.contains(&name)
}

/// Whether `name` can be the name of a generated field or method.
pub(crate) fn is_field_name(name: &str) -> bool {
    is_identifier(name) && name == name.to_snake_case()
}

fn is_identifier(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let others = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    first && others && !KEYWORDS.contains(&name)
}

/// The type's name for a component, an operation or a property.
pub(crate) fn type_name(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The method's name for an operation id.
pub(crate) fn method_name(operation_id: &str) -> String {
    operation_id.to_snake_case()
}

/// Gives every property of an object a field name, or says which two cannot be told apart.
///
/// `decided` holds the names that the overlay gives. Of properties that would get the same name, one
/// that is spelled like a Rust field keeps it; the others say how they are spelled.
pub(crate) fn field_names<'a>(
    wire_names: impl Iterator<Item = &'a str>,
    decided: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, (String, String, String)> {
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    let mut take = |name: String, wire: &str| match named.insert(name.clone(), wire.to_owned()) {
        None => Ok(()),
        Some(other) => Err((other, wire.to_owned(), name)),
    };
    for wire in wire_names {
        match decided.get(wire) {
            Some(name) => take(name.clone(), wire)?,
            None => by_name.entry(field_name(wire)).or_default().push(wire),
        }
    }
    for (name, wires) in by_name {
        let alone = wires.len() == 1;
        for wire in wires {
            let keeps = alone || wire == name;
            let name = if keeps {
                name.clone()
            } else {
                format!("{name}_{}", spelling(wire))
            };
            take(name, wire)?;
        }
    }
    Ok(named)
}

fn field_name(wire: &str) -> String {
    let snake = wire.to_snake_case();
    if snake.is_empty() {
        return "empty".to_owned();
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("n{snake}");
    }
    // A keyword is no field name, and the map of further properties has one of its own.
    if snake == EXTRA {
        format!("{snake}_property")
    } else if is_identifier(&snake) {
        snake
    } else {
        format!("{snake}_")
    }
}

fn spelling(wire: &str) -> &'static str {
    let has = |test: fn(char) -> bool| wire.chars().any(test);
    if wire.contains('-') {
        "kebab_case"
    } else if !has(char::is_lowercase) {
        "upper_case"
    } else if wire.starts_with(char::is_uppercase) {
        "pascal_case"
    } else if has(char::is_uppercase) {
        "camel_case"
    } else {
        "other_case"
    }
}

/// The variants' names of an enumeration, or the two values that cannot be told apart.
pub(crate) fn variant_names(
    values: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, (String, String, String)> {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for value in values {
        let name = match value.to_upper_camel_case() {
            name if name.is_empty() => "Empty".to_owned(),
            name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("N{name}"),
            name if name == "Unknown" => "UnknownText".to_owned(),
            name => name,
        };
        if let Some(other) = named.insert(name.clone(), value.clone()) {
            return Err((other, value.clone(), name));
        }
    }
    Ok(named)
}
