//! The names of Rust things: which can be, and which are given to what a document names.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToSnakeCase, ToUpperCamelCase};
use quote::format_ident;
use syn::Ident;

use super::imports;
use crate::document::version;

/// Names that a generated type may not take, beside those that generated code imports: the prelude's,
/// and those of the client's own items.
const TAKEN: &[&str] = &[
    "AsRef",
    "Box",
    "Client",
    "Clone",
    "Credential",
    "Debug",
    "Default",
    "Eq",
    "Error",
    "From",
    "FromKey",
    "Hash",
    "Into",
    "Iterator",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "String",
    "ToString",
    "Vec",
];

/// Names that a generated field may not take: those of a builder's and of typify's own.
const TAKEN_FIELDS: &[&str] = &[EXTRA, "build", "extra"];

/// Names that a generated method may not take: those of the client's own.
const TAKEN_METHODS: &[&str] = &["builder", "from_env", "with_retry", "with_timeout"];

/// Names that the setter of a credential may not take: those of the methods that a client's builder has of
/// its own.
const TAKEN_SETTERS: &[&str] = &[
    "allow_insecure_http",
    "base_url",
    "build",
    "connect_timeout",
    "credential",
    "from_env",
    "header",
    "http_client",
    "max_response_bytes",
    "new",
    "retry",
    "timeout",
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
pub(super) const EXTRA: &str = "additional_properties";

/// Whether `name` can be the name of a generated type.
pub(super) fn is_free_type_name(name: &str) -> bool {
    let taken = TAKEN.contains(&name) || imports::is_imported(name);
    is_identifier(name) && name == type_name(name) && !taken
}

/// Whether `name` can be the name of a generated field.
pub(super) fn is_field_name(name: &str) -> bool {
    is_identifier(name) && name == name.to_snake_case() && !TAKEN_FIELDS.contains(&name)
}

/// Whether `name` can be the name of a generated method.
pub(super) fn is_method_name(name: &str) -> bool {
    is_identifier(name) && name == name.to_snake_case() && !TAKEN_METHODS.contains(&name)
}

/// Whether `name` can name an argument: progenitor's methods have names of their own inside.
pub(super) fn is_parameter_name(name: &str) -> bool {
    let name = method_name(name);
    let own = [
        "body",
        "client",
        "header_map",
        "info",
        "request",
        "response",
        "result",
        "url",
    ];
    is_identifier(&name) && !own.contains(&name.as_str())
}

/// Whether a credential can be named after the security scheme `name`.
pub(super) fn is_scheme_name(name: &str) -> bool {
    let variant = credential_name(name);
    let setter = variant.to_snake_case();
    is_identifier(&variant) && is_identifier(&setter) && !TAKEN_SETTERS.contains(&setter.as_str())
}

/// The name of the credential for a security scheme.
pub(super) fn credential_name(scheme: &str) -> String {
    scheme
        .strip_suffix("Auth")
        .unwrap_or(scheme)
        .to_upper_camel_case()
}

/// The name of the client's module of `version`.
pub(super) fn module_name(version: &str) -> Ident {
    format_ident!("{}", version::module(version))
}

/// Whether `name` can name something in Rust.
pub(super) fn is_identifier(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let others = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    first && others && !KEYWORDS.contains(&name)
}

/// The type's name for a component, an operation or a property.
pub(super) fn type_name(name: &str) -> String {
    // Twice, so that `a-b`, which is first `AB`, gets the name that progenitor would make of that.
    name.to_upper_camel_case().to_upper_camel_case()
}

/// A name that a generated type can have, for one that is derived from its place in the document.
pub(super) fn derived_type_name(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii() { c } else { '-' })
        .collect();
    let name = type_name(&ascii);
    match name.chars().next() {
        _ if is_free_type_name(&name) => name,
        Some(first) if first.is_ascii_alphabetic() => format!("{name}Schema"),
        _ => format!("Schema{name}"),
    }
}

/// The method's name for an operation id.
pub(super) fn method_name(operation_id: &str) -> String {
    operation_id.to_snake_case()
}

/// The names that were given, and what each stands for.
pub(super) type Named = BTreeMap<String, String>;

/// Gives every property of an object a field name.
///
/// `decided` holds the names that the overlay gives, by the properties. Of properties that would get the
/// same name, one that is spelled like a Rust field keeps it; the others say how they are spelled, and
/// those that still would are numbered.
pub(super) fn field_names<'a>(
    wire_names: impl Iterator<Item = &'a str>,
    decided: &BTreeMap<String, String>,
) -> Named {
    let mut by_name: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut named = Named::new();
    for wire in wire_names {
        match decided.get(wire) {
            Some(name) => drop(named.insert(name.clone(), wire.to_owned())),
            None => drop(by_name.entry(field_name(wire)).or_default().insert(wire)),
        }
    }
    let mut clashing = Vec::new();
    for (name, wires) in by_name {
        let alone = wires.len() == 1;
        for wire in wires {
            match (alone || wire == name) && is_free(&named, &name) {
                true => drop(named.insert(name.clone(), wire.to_owned())),
                false => clashing.push((name.clone(), wire)),
            }
        }
    }
    for (name, wire) in clashing {
        let spelled = format!("{}_{}", name.trim_end_matches('_'), spelling(wire));
        let name = match is_free(&named, &spelled) {
            true => spelled,
            false => numbered(&format!("{spelled}_"), |other| is_free(&named, other)),
        };
        named.insert(name, wire.to_owned());
    }
    named
}

/// Whether a field can have a name beside those that there are. A builder sets `name` with `name` and
/// with `maybe_name`.
fn is_free(named: &Named, name: &str) -> bool {
    let without_maybe = name.strip_prefix("maybe_");
    !named.contains_key(name)
        && !named.contains_key(&format!("maybe_{name}"))
        && without_maybe.is_none_or(|name| !named.contains_key(name))
}

/// The first of `name2`, `name3` and so on that fits.
pub(super) fn numbered(name: &str, fits: impl Fn(&String) -> bool) -> String {
    let mut names = (2_u32..).map(|number| format!("{name}{number}"));
    names
        .find(fits)
        .expect("invariant: names are finite in number, numbers are more")
}

fn field_name(wire: &str) -> String {
    // Rust's names could have other letters; what reads them, such as the names of types, does not.
    let ascii: String = wire
        .chars()
        .map(|c| if c.is_ascii() { c } else { '-' })
        .collect();
    let snake = ascii.to_snake_case();
    if snake.is_empty() {
        return match wire.is_empty() {
            true => "empty".to_owned(),
            false => "property".to_owned(),
        };
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("n{snake}");
    }
    // A keyword is no field name, and the map of further properties has one of its own.
    if TAKEN_FIELDS.contains(&snake.as_str()) {
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
