//! Writes the file of one version: its client and the types that only it has.

use std::collections::BTreeSet;

use quote::format_ident;
use syn::{Item, parse_quote};

use super::{mock_file, tools_file};
use crate::generate::{
    plan::{Kind, Plan, Types},
    print::Code,
};

/// The code of the file that holds `items`.
pub(in crate::generate) fn version(plan: &Plan, items: Vec<Item>, shared: &Types) -> Code {
    let mut uses: Vec<Item> = Vec::new();
    if !plan.shared.is_empty() {
        let names = names_of(&plan.shared, shared);
        let names = names.iter().map(|name| format_ident!("{name}"));
        uses.push(parse_quote!(pub use super::shared::{#(#names),*};));
    }
    let mock = mock_file(plan);
    uses.push(parse_quote! {
        #[cfg(feature = "mock")]
        #[path = #mock]
        pub mod mock;
    });
    let tools = tools_file(plan, "rs");
    uses.push(parse_quote! {
        #[cfg(feature = "tools")]
        #[path = #tools]
        pub mod tools;
    });
    Code {
        doc: format!(
            "The link operations of API {}: a [`Client`], and the types that it takes and returns.",
            plan.version
        ),
        uses,
        items,
    }
}

/// The public names of types: each object has a builder beside it.
fn names_of(names: &BTreeSet<String>, types: &Types) -> BTreeSet<String> {
    let is_object = |name: &&String| matches!(types[*name].kind, Kind::Struct { .. });
    let builders = names
        .iter()
        .filter(is_object)
        .map(|name| format!("{name}Builder"));
    builders.chain(names.iter().cloned()).collect()
}
