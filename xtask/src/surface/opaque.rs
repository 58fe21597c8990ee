//! A string with a name of its own: what the macro of `generated-client/src/value/text.rs` gives it.

use syn::{Ident, ItemImpl, ItemMacro, parse_quote};

use super::attributes::last;

/// The implementations that a call of the macro stands for.
pub(super) fn implementations(call: &ItemMacro) -> Option<Vec<ItemImpl>> {
    if last(&call.mac.path)? != "opaque_text" {
        return None;
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
