//! Writes the credentials that a client can have, from the security schemes of all documents.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use heck::{ToShoutySnakeCase, ToSnakeCase};
use quote::format_ident;
use syn::parse_quote;

use crate::generate::{
    docs,
    names::credential_name,
    plan::{Plan, SchemePlan},
    print::Code,
};

/// The code of the credentials.
pub(in crate::generate) fn credentials(plans: &[Plan]) -> Result<Code> {
    let mut schemes: BTreeMap<String, &SchemePlan> = BTreeMap::new();
    for plan in plans {
        for (name, scheme) in &plan.schemes {
            let variant = credential_name(name);
            match schemes.insert(variant.clone(), scheme) {
                Some(other) if other.header != scheme.header => bail!(
                    "spec/{}.yaml: the security scheme `{name}` sends the header `{}`, another document says `{}`: expected one name for one scheme",
                    plan.version,
                    scheme.header,
                    other.header
                ),
                _ => {}
            }
        }
    }
    let variants: Vec<_> = schemes.keys().map(|name| format_ident!("{name}")).collect();
    let headers: Vec<&String> = schemes.values().map(|scheme| &scheme.header).collect();
    let environment: Vec<String> = schemes
        .keys()
        .map(|name| format!("COMPOSIO_{}", name.to_shouty_snake_case()))
        .collect();
    let definitions = schemes.values().zip(&variants).zip(&environment).map(
        |((scheme, variant), variable)| -> syn::Variant {
            let attributes = docs::comment(&format!(
                "{}\n\nSent in the header `{}`. In the environment: `{variable}`.",
                scheme.doc, scheme.header
            ));
            parse_quote!(#(#attributes)* #variant(Secret))
        },
    );
    let setters = schemes.iter().zip(&variants).map(|((name, scheme), variant)| -> syn::ImplItemFn {
        let setter = format_ident!("{}", name.to_snake_case());
        let attributes = docs::comment(&format!(
            "Authenticates with a key in the header `{}`: {}\n\nReplaces a credential that was set before.",
            scheme.header, scheme.doc
        ));
        parse_quote! {
            #(#attributes)*
            pub fn #setter(self, key: impl Into<Secret>) -> Self {
                self.credential(Credential::#variant(key.into()))
            }
        }
    });
    let items = vec![
        parse_quote! {
            /// The key with which a client authenticates itself.
            #[derive(Clone, Debug, PartialEq, Eq)]
            #[non_exhaustive]
            pub enum Credential {
                #(#definitions,)*
            }
        },
        parse_quote! {
            /// Makes a credential of a key.
            pub(crate) type FromKey = fn(Secret) -> Credential;
        },
        parse_quote! {
            impl Credential {
                /// The variables of the environment that hold a credential.
                pub(crate) const ENVIRONMENT: &'static [(&'static str, FromKey)] =
                    &[#((#environment, Self::#variants),)*];

                /// The headers that carry credentials.
                pub(crate) const HEADERS: &'static [&'static str] = &[#(#headers),*];

                /// The header that carries the credential, and the key in it.
                pub(crate) fn header(&self) -> (&'static str, &Secret) {
                    match self {
                        #(Self::#variants(key) => (#headers, key),)*
                    }
                }
            }
        },
        parse_quote! {
            impl<C> ClientBuilder<C> {
                #(#setters)*
            }
        },
    ];
    Ok(Code::of("The credentials that a client can have.", items))
}
