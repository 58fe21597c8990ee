//! Strings with a name of their own: typify's newtype is open to the inside and derefs to `String`.

use quote::format_ident;
use syn::{Item, parse_quote};

pub(super) fn write(name: &str) -> Vec<Item> {
    let name = format_ident!("{name}");
    vec![
        parse_quote! {
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct #name(String);
        },
        parse_quote!(opaque_text!(#name);),
    ]
}
