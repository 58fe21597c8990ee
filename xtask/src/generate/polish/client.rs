//! The client's type: progenitor's holds a base URL and an HTTP client, and knows no credentials.

use syn::{ImplItemFn, Item, parse_quote};

use crate::generate::{docs, plan::Plan};

pub(super) fn write(plan: &Plan, methods: Vec<ImplItemFn>) -> Vec<Item> {
    let version = &plan.version;
    let base_url = &plan.base_url;
    let attributes = docs::comment(&format!(
        "A client of the link operations of API {version}.\n\nCheap to clone: clones share their connections. Without another base URL it talks to <{base_url}>."
    ));
    let mut items: Vec<Item> = vec![
        parse_quote! {
            #(#attributes)*
            #[derive(Clone, Debug)]
            pub struct Client {
                core: Core,
            }
        },
        parse_quote! {
            impl Client {
                /// Starts to build a client. It needs a credential, all else has a default.
                pub fn builder() -> ClientBuilder<Self> {
                    ClientBuilder::new()
                }

                /// Builds a client from the environment, as [`ClientBuilder::from_env`] reads it.
                ///
                /// # Errors
                ///
                /// [`BuildError`] if the environment holds no credential, more than one, or a value
                /// that cannot be used.
                pub fn from_env() -> Result<Self, BuildError> {
                    ClientBuilder::from_env()?.build()
                }

                /// The same client with another limit for connecting, for one call or for all that it
                /// makes. Calls with another limit than the client was built with have connections of
                /// their own.
                ///
                /// # Errors
                ///
                /// [`BuildError`] if the client was built with a ready-made HTTP client, which has its
                /// own limit.
                pub fn with_connect_timeout(&self, timeout: Duration) -> Result<Self, BuildError> {
                    Ok(Self { core: self.core.with_connect_timeout(timeout)? })
                }

                /// The same client with another timeout, for one call or for all that it makes.
                pub fn with_timeout(&self, timeout: Duration) -> Self {
                    Self { core: self.core.with_timeout(timeout) }
                }

                /// The same client with another retry policy, for one call or for all that it makes.
                pub fn with_retry(&self, policy: RetryPolicy) -> Self {
                    Self { core: self.core.with_retry(policy) }
                }
            }
        },
        parse_quote! {
            impl ApiVersion for Client {
                const VERSION: &'static str = #version;
                const BASE_URL: &'static str = #base_url;

                fn from_core(core: Core) -> Self {
                    Self { core }
                }
            }
        },
    ];
    if let Some(error) = single_error(plan) {
        let error = quote::format_ident!("{error}");
        items.push(parse_quote! {
            /// What can go wrong with a call, with the body that the API's errors have.
            pub type Error = crate::Error<#error>;
        });
    }
    items.push(parse_quote! {
        impl Client {
            #(#methods)*
        }
    });
    items
}

/// The body that all errors share, where they share one.
pub(super) fn single_error(plan: &Plan) -> Option<&str> {
    let bodies = plan.error_bodies();
    match bodies.len() {
        1 => bodies.into_iter().next(),
        _ => None,
    }
}
