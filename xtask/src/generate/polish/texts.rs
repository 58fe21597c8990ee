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
        parse_quote! {
            impl #name {
                /// The text as it stands in JSON.
                pub fn as_str(&self) -> &str {
                    &self.0
                }

                /// The text alone. There is no `From` for it, as any id would then do for any text.
                pub fn into_string(self) -> String {
                    self.0
                }
            }
        },
        parse_quote! {
            impl From<String> for #name {
                fn from(value: String) -> Self {
                    Self(value)
                }
            }
        },
        parse_quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self(value.to_owned())
                }
            }
        },
        parse_quote! {
            impl From<&String> for #name {
                fn from(value: &String) -> Self {
                    Self(value.clone())
                }
            }
        },
        parse_quote! {
            impl From<&#name> for #name {
                fn from(value: &#name) -> Self {
                    value.clone()
                }
            }
        },
        parse_quote! {
            impl AsRef<str> for #name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }
        },
        parse_quote! {
            impl fmt::Display for #name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }
        },
    ]
}
