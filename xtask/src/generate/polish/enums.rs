//! Enumerations: typify refuses a value that the document does not list, and the API adds values.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use quote::format_ident;
use syn::{Ident, Item, ItemEnum, parse_quote};

pub(super) fn polish(item: &ItemEnum, values: &BTreeMap<String, String>) -> Result<Vec<Item>> {
    let name = &item.ident;
    let emitted: Vec<String> = item.variants.iter().map(|v| v.ident.to_string()).collect();
    if emitted.len() != values.len() || emitted.iter().any(|name| !values.contains_key(name)) {
        bail!(
            "progenitor emitted other variants of `{name}`: {}",
            emitted.join(", ")
        );
    }
    let variants: Vec<Ident> = values.keys().map(|name| format_ident!("{name}")).collect();
    let texts: Vec<&String> = values.values().collect();
    let variant_docs: Vec<String> = texts.iter().map(|text| format!(" `{text}`.")).collect();
    Ok(vec![
        parse_quote! {
            #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
            #[serde(from = "String", into = "String")]
            #[non_exhaustive]
            pub enum #name {
                #(#[doc = #variant_docs] #variants,)*
                /// A value that this version of the client does not know.
                Unknown(UnknownValue),
            }
        },
        parse_quote! {
            impl #name {
                /// The value as it stands in JSON.
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #texts,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }
            }
        },
        parse_quote! {
            impl From<String> for #name {
                fn from(value: String) -> Self {
                    match value.as_str() {
                        #(#texts => Self::#variants,)*
                        _ => Self::Unknown(UnknownValue(value)),
                    }
                }
            }
        },
        parse_quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self::from(value.to_owned())
                }
            }
        },
        parse_quote! {
            impl From<#name> for String {
                fn from(value: #name) -> Self {
                    value.as_str().to_owned()
                }
            }
        },
        parse_quote! {
            impl fmt::Display for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        },
    ])
}
