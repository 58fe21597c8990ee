//! Writes the file that declares the others.

use syn::{Ident, Item, parse_quote};

use crate::generate::{names::module_name, plan::Plan, print::Code};

/// The code of the file.
pub(in crate::generate) fn modules(plans: &[Plan]) -> Code {
    let names: Vec<Ident> = plans
        .iter()
        .map(|plan| module_name(&plan.version))
        .collect();
    let own: [Item; 2] = [
        parse_quote!(
            mod credential;
        ),
        parse_quote!(
            mod shared;
        ),
    ];
    let versions = names.iter().map(|name| parse_quote!(pub mod #name;));
    let others: [Item; 2] = [
        parse_quote!(
            pub use credential::Credential;
        ),
        parse_quote! {
            /// What the mock server has to know of each version.
            #[cfg(feature = "mock")]
            pub(crate) const CONTRACTS: &[&[&crate::mock::Contract]] = &[#(#names::mock::CONTRACTS),*];
        },
    ];
    let items = own.into_iter().chain(versions).chain(others).collect();
    Code::of("What is generated from the API's documents.", items)
}
