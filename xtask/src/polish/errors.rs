//! Error bodies say what went wrong; progenitor prints their debug form instead.

use quote::format_ident;
use serde_json::json;
use syn::{Ident, Item, parse_quote};

use super::Scope;
use crate::plan::{Kind, TypePlan};

/// The `Display` of a type that is the whole body of an error: its message, where it has one.
pub(super) fn display(name: &str, plan: &TypePlan, scope: Scope<'_>) -> Option<Item> {
    if !plan.is_error_body {
        return None;
    }
    let ident = format_ident!("{name}");
    let message = message(name, scope);
    Some(match message {
        Some(path) => parse_quote! {
            impl fmt::Display for #ident {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.#(#path).*)
                }
            }
        },
        None => parse_quote! {
            impl fmt::Display for #ident {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("no message")
                }
            }
        },
    })
}

/// The way to a required text `message`, in the body itself or in one of its required objects.
fn message(name: &str, scope: Scope<'_>) -> Option<Vec<Ident>> {
    let fields = |name: &str| match &scope.get(name)?.kind {
        Kind::Struct { fields } => Some(fields),
        _ => None,
    };
    let says = |name: &str| {
        fields(name)
            .and_then(|fields| fields.get("message"))
            .is_some_and(|field| {
                field.required && !field.nullable && field.schema == json!({ "type": "string" })
            })
    };
    if says(name) {
        return Some(vec![format_ident!("message")]);
    }
    fields(name)?.iter().find_map(|(field, plan)| {
        (plan.required && !plan.nullable && says(plan.type_name()?))
            .then(|| vec![format_ident!("{field}"), format_ident!("message")])
    })
}
