//! A value that the API has moved from one place to another is found by one method, wherever it is.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItemFn, Item, parse_quote};

use super::Scope;
use crate::generate::{
    docs,
    plan::{Kind, TypePlan},
};

/// The block of a type's accessors, if it has any. Of the ways that one was given, it takes those that
/// there are, as the API moves things, and that lead to the type at the end of the first.
pub(super) fn accessors(name: &str, plan: &TypePlan, scope: Scope<'_>) -> Option<Item> {
    let mut methods: Vec<ImplItemFn> = Vec::new();
    for (method, places) in &plan.accessors {
        let found = places
            .iter()
            .filter_map(|place| way(name, place, scope).map(|(way, ty)| (place, way, ty)));
        let mut found: Vec<(&Vec<String>, TokenStream, String)> = found.collect();
        let Some((_, _, ty)) = found.first().cloned() else {
            continue;
        };
        found.retain(|(_, _, other)| *other == ty);
        let places: Vec<String> = found
            .iter()
            .map(|(place, ..)| format!("`{}`", place.join(".")))
            .collect();
        let doc = match &places[..] {
            [place] => format!("The value of {place}, if it has one."),
            _ => format!(
                "The value of {}, of the first of these that has one.",
                places.join(" or ")
            ),
        };
        let ways: Vec<TokenStream> = found.into_iter().map(|(_, way, _)| way).collect();
        let (first, others) = (&ways[0], &ways[1..]);
        let (method, ty) = (format_ident!("{method}"), format_ident!("{ty}"));
        let attributes = docs::comment(&doc);
        methods.push(parse_quote! {
            #(#attributes)*
            pub fn #method(&self) -> Option<&#ty> {
                #first #(.or(#others))*
            }
        });
    }
    let ident = format_ident!("{name}");
    (!methods.is_empty()).then(|| parse_quote!(impl #ident { #(#methods)* }))
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
