//! Rust names for the values of enumerations, whatever they are made of.

use std::collections::{BTreeMap, BTreeSet};

use crate::generate::names::{Named, is_identifier, type_name};

/// Operators, which have names of their own.
const OPERATORS: &[(&str, &str)] = &[
    ("!=", "NotEqual"),
    ("&&", "And"),
    ("<", "LessThan"),
    ("<=", "LessThanOrEqual"),
    ("<>", "NotEqual"),
    ("=", "Equal"),
    ("==", "Equal"),
    (">", "GreaterThan"),
    (">=", "GreaterThanOrEqual"),
    ("||", "Or"),
];

/// Whether `name` can be the name of a variant that stands for a value.
pub(super) fn is_variant_name(name: &str) -> bool {
    identifier(name.to_owned()).as_deref() == Some(name) && name == type_name(name)
}

/// The variants' names of an enumeration, of which `decided` has some by their values. Of values that
/// would get the same name, each spells out what it is made of, and those that still would are numbered.
pub(super) fn variant_names(
    values: &BTreeSet<String>,
    decided: &BTreeMap<String, String>,
) -> Named {
    let mut named = Named::new();
    let mut by_name: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for value in values {
        match decided.get(value) {
            Some(name) => drop(named.insert(name.clone(), value.clone())),
            None => by_name.entry(short_name(value)).or_default().push(value),
        }
    }
    let mut clashing = Vec::new();
    for (name, values) in by_name {
        match values[..] {
            [value] if !named.contains_key(&name) => drop(named.insert(name, value.clone())),
            _ => clashing.extend(values),
        }
    }
    for value in clashing {
        let name = spelled_out(value);
        let numbered = (2_u32..).map(|number| format!("{name}{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let free = names.find(|name| !named.contains_key(name));
        named.insert(free.unwrap_or(name), value.clone());
    }
    named
}

fn short_name(value: &str) -> String {
    let name = type_name(value);
    match identifier(name) {
        Some(name) => name,
        None => spelled_out(value),
    }
}

/// The name as one in Rust, if it has letters or digits for one.
fn identifier(name: String) -> Option<String> {
    let name = match name.as_str() {
        "Unknown" => "UnknownText".to_owned(),
        "Self" => "SelfText".to_owned(),
        digits if digits.starts_with(|c: char| c.is_ascii_digit()) => format!("N{digits}"),
        _ => name,
    };
    is_identifier(&name).then_some(name)
}

/// The value with a word for each of its symbols.
fn spelled_out(value: &str) -> String {
    if let Some((_, name)) = OPERATORS.iter().find(|(operator, _)| *operator == value) {
        return (*name).to_owned();
    }
    let mut words = String::new();
    for character in value.chars() {
        match symbol(character) {
            None => words.push(character),
            Some(word) => words.push_str(&format!("-{word}-")),
        }
    }
    identifier(type_name(&words)).unwrap_or_else(|| "Empty".to_owned())
}

/// The word for a character, unless it is a letter or a digit of a name.
fn symbol(character: char) -> Option<String> {
    let word = match character {
        c if c.is_ascii_alphanumeric() => return None,
        ' ' => "Space",
        '!' => "Bang",
        '"' => "Quote",
        '#' => "Hash",
        '$' => "Dollar",
        '%' => "Percent",
        '&' => "And",
        '\'' => "Apostrophe",
        '(' => "OpenParenthesis",
        ')' => "CloseParenthesis",
        '*' => "Star",
        '+' => "Plus",
        ',' => "Comma",
        '-' => "Minus",
        '.' => "Dot",
        '/' => "Slash",
        ':' => "Colon",
        ';' => "Semicolon",
        '<' => "Less",
        '=' => "Equal",
        '>' => "Greater",
        '?' => "Question",
        '@' => "At",
        '[' => "OpenBracket",
        '\\' => "Backslash",
        ']' => "CloseBracket",
        '^' => "Caret",
        '_' => "Underscore",
        '`' => "Backtick",
        '{' => "OpenBrace",
        '|' => "Pipe",
        '}' => "CloseBrace",
        '~' => "Tilde",
        other => return Some(format!("U{:04X}", u32::from(other))),
    };
    Some(word.to_owned())
}
