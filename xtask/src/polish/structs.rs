//! Objects: typify merges what is optional with what is nullable, reads an empty list for an absent
//! one, has no names for JSON beyond its own spelling, and builders that find a missing field only
//! when they run.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use quote::format_ident;
use syn::{
    Attribute, Field, GenericArgument, ImplItem, Item, ItemStruct, PathArguments, Type, parse_quote,
};

use crate::{lower::EXTRA, plan::FieldPlan};

pub(super) fn polish(
    mut item: ItemStruct,
    fields: &BTreeMap<String, FieldPlan>,
) -> Result<Vec<Item>> {
    for field in &mut item.fields {
        if is_flattened(field) {
            polish_extra(field);
            continue;
        }
        let name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let plan = fields
            .get(&name)
            .with_context(|| format!("progenitor emitted the field `{}::{name}`", item.ident))?;
        polish_field(field, &name, plan);
    }
    item.attrs.clear();
    let open = item
        .fields
        .iter()
        .any(|field| field.ident.as_ref().is_some_and(|name| name == EXTRA));
    if open && fields.values().all(|field| !field.required) {
        item.attrs.extend::<[Attribute; 2]>([
            parse_quote!(#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]),
            parse_quote!(#[non_exhaustive]),
        ]);
        let builder = optional_builder(&item);
        return Ok([Item::Struct(item)].into_iter().chain(builder).collect());
    }
    item.attrs.extend::<[Attribute; 3]>([
        parse_quote!(#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Builder)]),
        parse_quote!(#[builder(on(_, into))]),
        parse_quote!(#[non_exhaustive]),
    ]);
    for field in &mut item.fields {
        if field.ident.as_ref().is_some_and(|name| name == EXTRA) {
            field.attrs.push(parse_quote!(#[builder(default)]));
        }
    }
    Ok(vec![Item::Struct(item)])
}

/// The runtime's builder of an object in which nothing is required.
fn optional_builder(item: &ItemStruct) -> [Item; 2] {
    let name = &item.ident;
    let builder = format_ident!("{name}Builder");
    let setters = item.fields.iter().filter_map(|field| -> Option<ImplItem> {
        let name = field.ident.as_ref().filter(|name| *name != EXTRA)?;
        let maybe = format_ident!("maybe_{name}");
        let ty = without_option(&field.ty);
        Some(parse_quote!(optional_setter!(#name, #maybe, #ty);))
    });
    [
        parse_quote!(optional_builder!(#name, #builder);),
        parse_quote!(impl #builder { #(#setters)* }),
    ]
}

/// What a document does not name is kept in a map that does not show its values.
fn polish_extra(field: &mut Field) {
    field.ident = Some(format_ident!("{EXTRA}"));
    field.ty = parse_quote!(AdditionalProperties);
    field.attrs = vec![parse_quote!(#[serde(flatten)])];
}

fn polish_field(field: &mut Field, name: &str, plan: &FieldPlan) {
    let mut ty = without_option(&field.ty).clone();
    let integer: Type = parse_quote!(i64);
    let is_integer = ty == integer;
    if plan.nullable {
        ty = parse_quote!(Nullable<#ty>);
    }
    field.ty = if plan.required {
        ty
    } else {
        parse_quote!(Option<#ty>)
    };

    let mut serde: Vec<proc_macro2::TokenStream> = Vec::new();
    if plan.wire_name != name {
        let wire_name = &plan.wire_name;
        serde.push(quote::quote!(rename = #wire_name));
    }
    let read_with = match (plan.required, is_integer && !plan.nullable) {
        (true, true) => Some("crate::wire::integer"),
        (false, true) => Some("crate::wire::optional_integer"),
        (false, false) if plan.nullable || plan.null_inside => Some("crate::wire::present"),
        _ => None,
    };
    if !plan.required {
        if read_with.is_some() {
            serde.push(quote::quote!(default));
        }
        serde.push(quote::quote!(skip_serializing_if = "Option::is_none"));
    }
    if let Some(read_with) = read_with {
        serde.push(quote::quote!(deserialize_with = #read_with));
    }
    field.attrs.clear();
    if !serde.is_empty() {
        field.attrs.push(parse_quote!(#[serde(#(#serde),*)]));
    }
}

fn is_flattened(field: &Field) -> bool {
    let mut flattened = false;
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        // The error says only that another argument follows, which is of no interest here.
        let _ = attribute.parse_nested_meta(|meta| {
            flattened |= meta.path.is_ident("flatten");
            Ok(())
        });
    }
    flattened
}

/// `T` of `Option<T>`, and any other type as it is.
fn without_option(ty: &Type) -> &Type {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == "Option"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return inner;
    }
    ty
}
