//! What attributes say.

use syn::{Attribute, Item, Meta, Path, Token, punctuated::Punctuated};

use super::{item::Note, text};

/// The attributes of an item.
pub(super) fn of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The arguments of the attributes called `name`. What is no list of them is one argument.
pub(super) fn arguments(attributes: &[Attribute], name: &str) -> Vec<Meta> {
    let lists = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name));
    let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
    lists
        .flat_map(|attribute| match &attribute.meta {
            Meta::List(list) => match list.parse_args_with(parse) {
                Ok(arguments) => arguments.into_iter().collect(),
                Err(_) => vec![attribute.meta.clone()],
            },
            meta => vec![meta.clone()],
        })
        .collect()
}

/// The traits that are derived.
pub(super) fn derives(attributes: &[Attribute]) -> Vec<String> {
    let names = arguments(attributes, "derive").into_iter();
    names.filter_map(|derive| last(derive.path())).collect()
}

/// The last name of a path.
pub(super) fn last(path: &Path) -> Option<String> {
    path.segments
        .last()
        .map(|segment| segment.ident.to_string())
}

/// The file that a module is in, where an attribute names one.
pub(super) fn path(attributes: &[Attribute]) -> Option<String> {
    let path = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("path"));
    text::string(&path?.meta)
}

/// Whether an item is not meant for users, or is not there for them.
pub(super) fn is_hidden(attributes: &[Attribute]) -> bool {
    let says = |name, argument| {
        arguments(attributes, name)
            .iter()
            .any(|meta| meta.path().is_ident(argument))
    };
    says("doc", "hidden") || says("cfg", "test")
}

/// What attributes say of any item.
pub(super) fn notes(attributes: &[Attribute]) -> Vec<Note> {
    let mut notes = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("non_exhaustive") {
            notes.push(Note::NonExhaustive);
        } else if attribute.path().is_ident("deprecated") {
            notes.push(Note::Deprecated);
        } else if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            notes.push(Note::Condition(text::meta(&attribute.meta)));
        } else if attribute.path().is_ident("repr") {
            notes.push(Note::Other(text::meta(&attribute.meta)));
        }
    }
    notes
}

/// How serde reads and writes a type, a field or a variant: the name in JSON, if it is another one,
/// and the rest.
pub(super) fn serde(attributes: &[Attribute]) -> (Option<String>, Vec<Meta>) {
    let mut rest = arguments(attributes, "serde");
    let is_name = |meta: &Meta| meta.path().is_ident("rename");
    let name = rest
        .iter()
        .position(|meta| is_name(meta) && text::string(meta).is_some());
    let name = name.and_then(|index| text::string(&rest.remove(index)));
    (name.map(|name| format!("{name:?}")), rest)
}

/// What serde's attributes say, for people.
pub(super) fn wire(rest: &[Meta]) -> impl Iterator<Item = Note> {
    rest.iter()
        .map(|meta| Note::Wire(format!("serde {}", text::meta(meta))))
}
