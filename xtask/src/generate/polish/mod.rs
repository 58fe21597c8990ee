//! Reworks what progenitor emits. Each pass says why progenitor cannot be told to do it.

mod accessors;
mod additions;
mod client;
mod docs;
mod enums;
mod errors;
mod methods;
mod paths;
mod structs;
mod texts;
mod unions;

use anyhow::{Context, Result, bail};
use syn::{Item, ItemImpl, ItemMod};

use crate::generate::plan::{Kind, Plan, TypePlan, Types};

/// The types that code can mention: those of its own file, and those that versions share.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The types that the file defines.
    pub(super) own: &'a Types,
    /// The types that are defined elsewhere.
    pub(super) elsewhere: &'a Types,
}

impl<'a> Scope<'a> {
    fn get(self, name: &str) -> Option<&'a TypePlan> {
        self.own.get(name).or_else(|| self.elsewhere.get(name))
    }
}

/// Polishes what progenitor emitted for the document of one version: the client, then its own types.
pub(super) fn version(file: syn::File, plan: &Plan, scope: Scope<'_>) -> Result<Vec<Item>> {
    let (types, methods) = split(file)?;
    let mut items = client::write(plan, methods::polish(methods, plan, scope)?);
    items.extend(polish_types(types, scope)?);
    Ok(items)
}

/// Polishes what progenitor emitted for a document of types alone.
pub(super) fn types(file: syn::File, scope: Scope<'_>) -> Result<Vec<Item>> {
    polish_types(split(file)?.0, scope)
}

fn polish_types(emitted: Vec<Item>, scope: Scope<'_>) -> Result<Vec<Item>> {
    let mut polished = Vec::new();
    let mut found = 0;
    for item in emitted {
        // Implementations and the module of conversion errors are written anew, with the types.
        let Some(name) = defined_name(&item) else {
            continue;
        };
        let plan = scope.own.get(&name).with_context(|| {
            format!(
                "progenitor emitted the type `{name}`, which the lowered document does not have"
            )
        })?;
        let mut items = match (item, &plan.kind) {
            (Item::Struct(item), Kind::Struct { fields }) => structs::polish(item, fields)?,
            (Item::Enum(item), Kind::Enum { values }) => enums::polish(&item, values)?,
            (Item::Enum(item), Kind::Union { nullable }) => unions::polish(&item, *nullable)?,
            (Item::Struct(_), Kind::Text { .. }) => texts::write(&name),
            (_, kind) => {
                bail!("progenitor emitted the type `{name}` in another form than {kind:?}")
            }
        };
        items
            .iter_mut()
            .take(1)
            .for_each(|definition| docs::document(definition, plan));
        items.extend(accessors::accessors(&name, plan, scope));
        items.extend(errors::error_body(&name, plan, scope));
        polished.extend(items);
        found += 1;
    }
    if found != scope.own.len() {
        bail!("progenitor emitted {found} types of {}", scope.own.len());
    }
    Ok(polished)
}

/// The items of the module `types`, and the block of the operations' methods.
fn split(mut file: syn::File) -> Result<(Vec<Item>, ItemImpl)> {
    paths::shorten(&mut file);
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
