//! Objects: typify merges what is optional with what is nullable, reads an empty list for an absent
//! one, has no names for JSON beyond its own spelling, and builders that find a missing field only
//! when they run.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    AttrStyle, Attribute, Field, GenericArgument, Ident, ImplItem, ImplItemMacro, Item, ItemImpl,
    ItemStruct, Macro, MacroDelimiter, Meta, MetaList, PathArguments, Type, parse_quote,
};

use super::paths::EXTRA_TYPE;
use crate::generate::{names::EXTRA, plan::FieldPlan};

pub(super) fn polish(
    mut item: ItemStruct,
    fields: &BTreeMap<String, FieldPlan>,
) -> Result<Vec<Item>> {
    let mut open = false;
    for field in &mut item.fields {
        let name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        match fields.get(&name) {
            Some(plan) => polish_field(field, &name, plan),
            None if is_map(&field.ty) => {
                open = true;
                polish_extra(field);
            }
            None => bail!("progenitor emitted the field `{}::{name}`", item.ident),
        }
    }
    let optional = fields.values().all(|field| !field.required);
    let derives = match (optional, open) {
        (true, true) => quote!(Clone, PartialEq, Eq, Serialize, Default),
        (true, false) => {
            quote!(
                Clone,
                Debug,
                PartialEq,
                Eq,
                Serialize,
                Deserialize,
                Default,
                Builder
            )
        }
        (false, _) => quote!(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Builder),
    };
    item.attrs = vec![attribute("derive", derives)];
    if optional && open {
        item.attrs.push(parse_quote!(#[non_exhaustive]));
        let object = optional_object(&mut item, fields);
        let [builder, setters] = optional_builder(&item);
        return Ok(vec![Item::Struct(item), object, builder, setters]);
    }
    item.attrs.push(attribute("builder", quote!(on(_, into))));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    for field in item.fields.iter_mut().filter(|field| is_extra(field)) {
        field.attrs.push(attribute("builder", quote!(default)));
    }
    Ok(vec![Item::Struct(item)])
}

/// How the runtime reads an object in which nothing is required, and what `Debug` shows of it.
fn optional_object(item: &mut ItemStruct, plans: &BTreeMap<String, FieldPlan>) -> Item {
    let mut properties: Vec<Type> = Vec::new();
    for field in item.fields.iter_mut().filter(|field| !is_extra(field)) {
        let Some(name) = &field.ident else { continue };
        let Some(plan) = plans.get(&name.to_string()) else {
            continue;
        };
        let is_integer = *without_option(&field.ty) == parse_quote!(i64);
        let read = match (is_integer, plan.nullable || plan.null_inside) {
            (_, true) => format_ident!("present"),
            (true, false) => format_ident!("whole"),
            (false, false) => format_ident!("optional"),
        };
        let wire_name = &plan.wire_name;
        properties.push(parse_quote!(#read<#name, #wire_name>));
        // What is left to serde is to write it.
        let mut serde = vec![quote!(skip_serializing_if = "Option::is_none")];
        if *name != plan.wire_name {
            serde.insert(0, quote!(rename = #wire_name));
        }
        field.attrs = vec![attribute("serde", quote!(#(#serde),*))];
    }
    let ident = &item.ident;
    parse_quote!(optional_object!(#ident, #(#properties),*);)
}

/// The runtime's builder of an object in which nothing is required.
fn optional_builder(item: &ItemStruct) -> [Item; 2] {
    let name = &item.ident;
    let builder = format_ident!("{name}Builder");
    let setters = item.fields.iter().filter_map(|field| -> Option<ImplItem> {
        let name = field.ident.as_ref().filter(|_| !is_extra(field))?;
        let maybe = format_ident!("maybe_{name}");
        let ty = without_option(&field.ty);
        let (setter, ty) = match type_argument(ty, "Vec") {
            Some(item) => ("optional_list_setter", item),
            None => ("optional_setter", ty),
        };
        Some(ImplItem::Macro(ImplItemMacro {
            attrs: Vec::new(),
            mac: Macro {
                path: format_ident!("{setter}").into(),
                bang_token: Default::default(),
                delimiter: MacroDelimiter::Paren(Default::default()),
                tokens: quote!(#name, #maybe, #ty),
            },
            semi_token: Some(Default::default()),
        }))
    });
    [
        parse_quote!(optional_builder!(#name, #builder);),
        builder_impl(&builder, setters.collect()),
    ]
}

fn builder_impl(builder: &Ident, setters: Vec<ImplItem>) -> Item {
    let mut block: ItemImpl = parse_quote!(impl #builder {});
    block.items = setters;
    Item::Impl(block)
}

/// What a document does not name is kept in a map that does not show its values.
fn polish_extra(field: &mut Field) {
    field.ident = Some(format_ident!("{EXTRA}"));
    let ty = format_ident!("{EXTRA_TYPE}");
    field.ty = parse_quote!(#ty);
    field.attrs = vec![attribute("serde", quote!(flatten))];
}

fn polish_field(field: &mut Field, name: &str, plan: &FieldPlan) {
    let mut ty = without_option(&field.ty).clone();
    // Typify puts null into the box of a type that holds itself.
    if let Some(inner) = type_argument(&ty, "Box").and_then(|inner| type_argument(inner, "Option"))
    {
        ty = parse_quote!(Box<#inner>);
    }
    let is_integer = matches!(&ty, Type::Path(path) if path.path.is_ident("i64"));
    if plan.nullable {
        ty = parse_quote!(Nullable<#ty>);
    }
    if plan.required {
        field.ty = ty;
    } else if plan.nullable || without_option(&field.ty) == &field.ty {
        field.ty = parse_quote!(Option<#ty>);
    }

    let mut serde: Vec<TokenStream> = Vec::new();
    if plan.wire_name != name {
        let wire_name = &plan.wire_name;
        serde.push(quote!(rename = #wire_name));
    }
    let read_with = match (plan.required, is_integer && !plan.nullable) {
        (true, true) => Some("crate::wire::integer"),
        (false, true) => Some("crate::wire::optional_integer"),
        (false, false) if plan.nullable || plan.null_inside => Some("crate::wire::present"),
        // Serde would read a nullable property that is missing as null.
        (true, false) if plan.nullable || plan.null_inside => Some("crate::wire::required"),
        _ => None,
    };
    if !plan.required {
        if read_with.is_some() {
            serde.push(quote!(default));
        }
        serde.push(quote!(skip_serializing_if = "Option::is_none"));
    }
    if let Some(read_with) = read_with {
        serde.push(quote!(deserialize_with = #read_with));
    }
    field.attrs.clear();
    if !serde.is_empty() {
        field.attrs.push(attribute("serde", quote!(#(#serde),*)));
    }
}

/// The attribute `#[name(arguments)]`. Parsing one for each of hundreds of fields takes time.
fn attribute(name: &str, arguments: TokenStream) -> Attribute {
    Attribute {
        pound_token: Default::default(),
        style: AttrStyle::Outer,
        bracket_token: Default::default(),
        meta: Meta::List(MetaList {
            path: format_ident!("{name}").into(),
            delimiter: MacroDelimiter::Paren(Default::default()),
            tokens: arguments,
        }),
    }
}

fn is_extra(field: &Field) -> bool {
    field.ident.as_ref().is_some_and(|name| name == EXTRA)
}

/// Typify keeps properties that a document does not name in a map of JSON values, or of the type
/// that the document gives them.
fn is_map(ty: &Type) -> bool {
    let last = match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    last.is_some_and(|segment| segment.ident == EXTRA_TYPE || segment.ident == "HashMap")
}

/// `T` of `Option<T>`, and any other type as it is.
fn without_option(ty: &Type) -> &Type {
    type_argument(ty, "Option").unwrap_or(ty)
}

/// `T` of `name<T>`.
fn type_argument<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
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
