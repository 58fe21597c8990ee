//! What the macros of `generated-client/src/value/` give a type: a string with a name of its own, and an object
//! in which nothing is required.

use syn::{Ident, ItemImpl, ItemMacro, Token, Type, parse_quote, punctuated::Punctuated};

use super::attributes::last;

/// The implementations that a call of the macro stands for.
pub(super) fn implementations(call: &ItemMacro) -> Option<Vec<ItemImpl>> {
    match last(&call.mac.path)?.as_str() {
        "opaque_text" => {}
        "optional_object" => {
            let list = Punctuated::<Type, Token![,]>::parse_terminated;
            let types = call.mac.parse_body_with(list).ok()?;
            let name = types.first()?;
            return Some(vec![
                parse_quote!(impl Debug for #name {}),
                parse_quote!(impl Deserialize for #name {}),
            ]);
        }
        _ => return None,
    }
    let name: Ident = call.mac.parse_body().ok()?;
    Some(vec![
        parse_quote! {
            impl #name {
                pub fn as_str(&self) -> &str {}
                pub fn into_string(self) -> String {}
            }
        },
        parse_quote!(impl From<String> for #name {}),
        parse_quote!(impl From<&str> for #name {}),
        parse_quote!(impl From<&String> for #name {}),
        parse_quote!(impl From<&#name> for #name {}),
        parse_quote!(impl AsRef<str> for #name {}),
        parse_quote!(impl std::fmt::Display for #name {}),
    ])
}
