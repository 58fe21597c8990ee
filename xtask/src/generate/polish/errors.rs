//! Error bodies say what went wrong; progenitor prints their debug form instead.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::json;
use syn::{Ident, Item, parse_quote};

use super::Scope;
use crate::generate::plan::{Kind, TypePlan};

/// What the runtime reads of a type that is the whole body of an error.
pub(super) fn error_body(name: &str, plan: &TypePlan, scope: Scope<'_>) -> Vec<Item> {
    if !plan.is_error_body {
        return Vec::new();
    }
    let ident = format_ident!("{name}");
    let message = read(find(name, "message", scope));
    let request_id = read(find(name, "request_id", scope));
    vec![
        parse_quote! {
            impl crate::answer::error::Sealed for #ident {}
        },
        parse_quote! {
            impl ErrorBody for #ident {
                fn message(&self) -> Option<&str> {
                    #message
                }

                fn request_id(&self) -> Option<&str> {
                    #request_id
                }
            }
        },
    ]
}

/// The way to a text, and whether it is always there.
struct Way {
    fields: Vec<Ident>,
    required: bool,
}

fn read(way: Option<Way>) -> TokenStream {
    match way {
        None => quote!(None),
        Some(Way {
            fields,
            required: true,
        }) => quote!(Some(&self.#(#fields).*)),
        Some(Way {
            fields,
            required: false,
        }) => quote!(self.#(#fields).*.as_deref()),
    }
}

/// The way to the text `wanted`, in the body itself or in one of its required objects.
fn find(name: &str, wanted: &str, scope: Scope<'_>) -> Option<Way> {
    let fields = |name: &str| match &scope.get(name)?.kind {
        Kind::Struct { fields } => Some(fields),
        _ => None,
    };
    let own = |name: &str| {
        let field = fields(name)?.get(wanted)?;
        let is_text = !field.nullable && field.schema == json!({ "type": "string" });
        is_text.then_some(field.required)
    };
    let ident = |name: &str| format_ident!("{name}");
    if let Some(required) = own(name) {
        return Some(Way {
            fields: vec![ident(wanted)],
            required,
        });
    }
    fields(name)?.iter().find_map(|(outer, plan)| {
        let required = own(plan.type_name()?)?;
        let plain = plan.required && !plan.nullable;
        plain.then(|| Way {
            fields: vec![ident(outer), ident(wanted)],
            required,
        })
    })
}
