//! A type that several versions have in common becomes one Rust type, so that moving a program from
//! one version to the next is a change of the module's name.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item, visit_mut::VisitMut};

use crate::{
    plan::Use,
    polish::{Module, docs},
};

/// The items of types by name, with what uses them noted in their documentation.
pub type Types = BTreeMap<String, Vec<Item>>;

/// Takes the types out of `modules` that are the same wherever they occur, and that occur twice.
///
/// Prose does not count: where it differs, that of the last module stays.
pub fn share(modules: &mut [Module]) -> Types {
    let names = shared_names(modules);
    let mut shared = Types::new();
    let mut uses: BTreeMap<&String, BTreeSet<Use>> = BTreeMap::new();
    for module in &mut *modules {
        for name in &names {
            if let Some(items) = module.types.remove(name) {
                shared.insert(name.clone(), items);
                uses.entry(name)
                    .or_default()
                    .extend(module.plan.types[name].uses.clone());
            }
        }
    }
    for (name, items) in &mut shared {
        note_uses(items, &uses[name]);
    }
    for module in modules {
        for (name, items) in &mut module.types {
            note_uses(items, &module.plan.types[name].uses);
        }
    }
    shared
}

/// The names of which no module has another type, and of which the same holds for all that they
/// refer to.
fn shared_names(modules: &[Module]) -> BTreeSet<String> {
    let mut candidates: BTreeMap<&String, (Vec<Item>, usize)> = BTreeMap::new();
    let mut different: BTreeSet<&String> = BTreeSet::new();
    for module in modules {
        for (name, items) in &module.types {
            let bare = without_prose(items);
            match candidates.get_mut(name) {
                None => {
                    candidates.insert(name, (bare, 1));
                }
                Some((there, count)) if *there == bare => *count += 1,
                Some(_) => {
                    different.insert(name);
                }
            }
        }
    }
    let mut names: BTreeSet<String> = candidates
        .into_iter()
        .filter(|(name, (_, count))| *count > 1 && !different.contains(name))
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        let stays = |name: &&String| {
            let plans = modules
                .iter()
                .filter_map(|module| module.plan.types.get(*name));
            plans
                .flat_map(|plan| &plan.refers_to)
                .all(|other| names.contains(other))
        };
        let kept: BTreeSet<String> = names.iter().filter(stays).cloned().collect();
        if kept.len() == names.len() {
            return names;
        }
        names = kept;
    }
}

fn without_prose(items: &[Item]) -> Vec<Item> {
    struct Strip;
    impl VisitMut for Strip {
        fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
            attributes.retain(|attribute| !attribute.path().is_ident("doc"));
        }
    }
    let mut items = items.to_vec();
    items.iter_mut().for_each(|item| Strip.visit_item_mut(item));
    items
}

/// Adds to the documentation of a type where the API's documents have it.
fn note_uses(items: &mut [Item], uses: &BTreeSet<Use>) {
    let attributes = match items.first_mut() {
        Some(Item::Struct(item)) => &mut item.attrs,
        Some(Item::Enum(item)) => &mut item.attrs,
        _ => return,
    };
    let is_doc = |attribute: &Attribute| attribute.path().is_ident("doc");
    let end = attributes
        .iter()
        .take_while(|attribute| is_doc(attribute))
        .count();
    let text = docs::uses(uses);
    let text = if end == 0 { text } else { format!("\n{text}") };
    attributes.splice(end..end, docs::comment(&text));
}
