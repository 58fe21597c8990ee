//! A value that the API has moved from one place to another is found by one method, wherever it is.

use anyhow::{Context, Result};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItemFn, Item, parse_quote};

use super::{Scope, docs};
use crate::plan::{Kind, TypePlan};

/// The block of a type's accessors, if it has any.
pub(super) fn accessors(name: &str, plan: &TypePlan, scope: Scope<'_>) -> Result<Option<Item>> {
    let mut methods: Vec<ImplItemFn> = Vec::new();
    for (method, places) in &plan.accessors {
        let mut ways: Vec<TokenStream> = Vec::new();
        let mut type_name = None;
        for place in places {
            let (way, ty) = way(name, place, scope)
                .with_context(|| format!("the accessor `{name}::{method}` names `{}`, which is no way from field to field to a named type", place.join(".")))?;
            type_name = Some(ty);
            ways.push(way);
        }
        let (Some(first), Some(ty)) = (ways.first(), type_name) else {
            continue;
        };
        let others = &ways[1..];
        let ident = format_ident!("{method}");
        let ty = format_ident!("{ty}");
        let places: Vec<String> = places
            .iter()
            .map(|place| format!("`{}`", place.join(".")))
            .collect();
        let attributes = docs::comment(&format!(
            "The value of {}, of the first of these that has one.",
            places.join(" or ")
        ));
        methods.push(parse_quote! {
            #(#attributes)*
            pub fn #ident(&self) -> Option<&#ty> {
                #first #(.or(#others))*
            }
        });
    }
    let ident = format_ident!("{name}");
    Ok((!methods.is_empty()).then(|| parse_quote!(impl #ident { #(#methods)* })))
}

/// The expression that follows `place` from `self`, and the type that it leads to.
fn way(name: &str, place: &[String], scope: Scope<'_>) -> Option<(TokenStream, String)> {
    let mut name = name.to_owned();
    let mut way = quote!(Some(self));
    for (index, step) in place.iter().enumerate() {
        let Kind::Struct { fields } = &scope.get(&name)?.kind else {
            return None;
        };
        let plan = fields.get(step).filter(|plan| !plan.nullable)?;
        let field = format_ident!("{step}");
        way = match (index, plan.required) {
            (0, true) => quote!(Some(&self.#field)),
            (0, false) => quote!(self.#field.as_ref()),
            (_, true) => quote!(#way.map(|value| &value.#field)),
            (_, false) => quote!(#way.and_then(|value| value.#field.as_ref())),
        };
        name = plan.type_name()?.to_owned();
    }
    Some((way, name))
}
