//! Reworks what progenitor emits. Each pass says why progenitor cannot be told to do it.

mod client;
pub(crate) mod docs;
mod enums;
mod errors;
mod methods;
mod paths;
mod structs;
mod texts;
mod unions;

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use syn::{Item, ItemImpl, ItemMod};

use crate::plan::{Kind, Plan};

/// The polished code of one version, its types apart from each other.
pub struct Module {
    /// What the code was generated from.
    pub plan: Plan,
    /// The items of each type: its definition first, then its implementations.
    pub types: BTreeMap<String, Vec<Item>>,
    /// The client and its methods.
    pub client: Vec<Item>,
}

/// Polishes what progenitor emitted for the document that `plan` is of. The types are not documented
/// yet, as the versions that turn out to share one describe it together.
pub fn polish(mut file: syn::File, plan: Plan) -> Result<Module> {
    paths::shorten(&mut file);
    let (types, methods) = split(file)?;
    let mut polished = BTreeMap::new();
    for item in types {
        let Some(name) = defined_name(&item) else {
            // Implementations and the module of conversion errors are written anew, with the types.
            continue;
        };
        let Some(type_plan) = plan.types.get(&name) else {
            bail!("progenitor emitted the type `{name}`, which the lowered document does not have");
        };
        let mut items = match (item, &type_plan.kind) {
            (Item::Struct(item), Kind::Struct { fields }) => structs::polish(item, fields)?,
            (Item::Enum(item), Kind::Enum { values }) => enums::polish(&item, values)?,
            (Item::Enum(item), Kind::Union { nullable }) => unions::polish(&item, *nullable)?,
            (Item::Struct(_), Kind::Text { .. }) => texts::write(&name),
            (_, kind) => {
                bail!("progenitor emitted the type `{name}` in another form than {kind:?}")
            }
        };
        items.extend(errors::display(&name, &plan));
        polished.insert(name, items);
    }
    if let Some(missing) = plan.types.keys().find(|name| !polished.contains_key(*name)) {
        bail!("progenitor emitted no type `{missing}`");
    }
    let client = client::write(&plan, methods::polish(methods, &plan)?);
    Ok(Module {
        plan,
        types: polished,
        client,
    })
}

/// The items of the module `types`, and the block of the operations' methods.
fn split(file: syn::File) -> Result<(Vec<Item>, ItemImpl)> {
    let mut types = None;
    let mut methods = None;
    for item in file.items {
        match item {
            Item::Mod(ItemMod {
                ident,
                content: Some((_, items)),
                ..
            }) if ident == "types" => types = Some(items),
            // The block of constructors comes first, that of the operations last.
            Item::Impl(block) if block.trait_.is_none() => methods = Some(block),
            _ => {}
        }
    }
    match (types, methods) {
        (Some(types), Some(methods)) => Ok((types, methods)),
        _ => bail!("progenitor emitted no module `types` or no methods"),
    }
}

fn defined_name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        _ => None,
    }
}
