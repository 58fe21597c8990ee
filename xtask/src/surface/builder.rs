//! The builder of an object: bon's, or the one of `generated-client/src/value/optional.rs`.

use std::collections::BTreeMap;

use syn::{
    Field, GenericArgument, Ident, ImplItem, Item, ItemMacro, ItemStruct, Macro, Meta,
    PathArguments, Token, Type, parse::ParseStream,
};

use super::{
    attributes::{arguments, derives, last},
    item::Note,
    text,
};

/// How an object is built.
pub(super) enum Builder {
    /// By bon, with these settings.
    Bon(Vec<Meta>),
    /// By the macro for objects in which nothing is required, with these setters.
    Optional(BTreeMap<String, Setter>),
}

pub(super) struct Setter {
    is_list: bool,
    ty: Type,
}

impl Builder {
    /// The builder of `object`, which stands among `items`.
    pub(super) fn of(object: &ItemStruct, items: &[Item]) -> Option<(String, Self)> {
        if derives(&object.attrs).iter().any(|name| name == "Builder") {
            let settings = arguments(&object.attrs, "builder");
            return Some((format!("{}Builder", object.ident), Self::Bon(settings)));
        }
        let builder_of = |item: &Item| match item {
            Item::Macro(call) => optional(call),
            _ => None,
        };
        let mut builders = items.iter().filter_map(builder_of);
        let (_, name) = builders.find(|(of, _)| object.ident == of)?;
        let setters = items.iter().flat_map(|item| setters(item, &name));
        let setters = Self::Optional(setters.collect());
        Some((name, setters))
    }

    /// What holds for all of its setters.
    pub(super) fn notes(&self) -> Vec<Note> {
        let into = || Note::Other("setters take impl Into".to_owned());
        match self {
            Self::Optional(_) => vec![into()],
            Self::Bon(settings) => settings
                .iter()
                .map(text::meta)
                .map(|setting| match setting.as_str() {
                    "on(_, into)" => into(),
                    _ => Note::Other(format!("builder {setting}")),
                })
                .collect(),
        }
    }

    /// What the builder does with a field.
    pub(super) fn field(&self, field: &Field) -> Vec<Note> {
        match self {
            Self::Bon(_) => bon_field(field),
            Self::Optional(setters) => optional_field(field, setters),
        }
    }
}

fn bon_field(field: &Field) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut required = option(&field.ty).is_none();
    for setting in arguments(&field.attrs, "builder") {
        let path = setting.path();
        if path.is_ident("default") {
            required = false;
        } else if path.is_ident("skip") || path.is_ident("field") {
            required = false;
            notes.push(Note::NoSetter);
        } else if path.is_ident("required") {
            required = true;
        } else {
            notes.push(Note::Other(format!("builder {}", text::meta(&setting))));
        }
    }
    if required {
        notes.insert(0, Note::Required);
    }
    notes
}

fn optional_field(field: &Field, setters: &BTreeMap<String, Setter>) -> Vec<Note> {
    let name = field.ident.as_ref().map(Ident::to_string);
    // The macro itself makes this setter.
    if name.as_deref() == Some("additional_properties") {
        return Vec::new();
    }
    let Some(Setter { is_list, ty }) = name.and_then(|name| setters.get(&name)) else {
        return vec![Note::NoSetter];
    };
    let of_field = option(&field.ty).unwrap_or(&field.ty);
    match (is_list, argument(of_field, "Vec")) {
        (false, _) if ty == of_field => Vec::new(),
        (true, Some(item)) if ty == item => {
            vec![Note::Other("set from any list".to_owned())]
        }
        _ => vec![Note::Other(format!("set from {}", text::tokens(ty)))],
    }
}

/// The object and the builder that `optional_builder!` names.
pub(super) fn optional(call: &ItemMacro) -> Option<(String, String)> {
    let names = |input: ParseStream<'_>| {
        let object: Ident = input.parse()?;
        input.parse::<Token![,]>()?;
        let builder: Ident = input.parse()?;
        Ok((object.to_string(), builder.to_string()))
    };
    let name = last(&call.mac.path)?;
    let names = call.mac.parse_body_with(names).ok()?;
    (name == "optional_builder").then_some(names)
}

/// The field that a call of one of the setters' macros is for.
pub(super) fn setter(call: &Macro) -> Option<(String, Setter)> {
    let parts = |input: ParseStream<'_>| {
        let field: Ident = input.parse()?;
        input.parse::<Token![,]>()?;
        input.parse::<Ident>()?;
        input.parse::<Token![,]>()?;
        let ty: Type = input.parse()?;
        Ok((field.to_string(), ty))
    };
    let is_list = match last(&call.path)?.as_str() {
        "optional_setter" => false,
        "optional_list_setter" => true,
        _ => return None,
    };
    let (field, ty) = call.parse_body_with(parts).ok()?;
    Some((field, Setter { is_list, ty }))
}

/// The setters of the block of `builder`.
fn setters(item: &Item, builder: &str) -> Vec<(String, Setter)> {
    let Item::Impl(block) = item else {
        return Vec::new();
    };
    match &*block.self_ty {
        Type::Path(ty) if ty.path.is_ident(builder) && block.trait_.is_none() => {}
        _ => return Vec::new(),
    }
    let calls = block.items.iter().filter_map(|item| match item {
        ImplItem::Macro(call) => setter(&call.mac),
        _ => None,
    });
    calls.collect()
}

/// `T` of `Option<T>`.
pub(super) fn option(ty: &Type) -> Option<&Type> {
    argument(ty, "Option")
}

/// `T` of `name<T>`.
fn argument<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == name
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return Some(inner);
    }
    None
}
