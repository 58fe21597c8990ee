//! A type that several versions have in common becomes one Rust type, so that moving a program from
//! one version to the next is a change of the module's name.

use std::collections::{BTreeMap, BTreeSet};

use syn::Item;

use crate::{
    plan::TypePlan,
    polish::{Module, docs},
};

/// The items of types by name.
pub type Types = BTreeMap<String, Vec<Item>>;

/// Takes the types out of `modules` that are the same wherever they occur, and that occur twice.
/// Documents these and the others.
pub fn share(modules: &mut [Module]) -> Types {
    let names = shared_names(modules);
    let mut shared = Types::new();
    for module in &mut *modules {
        for name in &names {
            shared.extend(module.types.remove(name).map(|items| (name.clone(), items)));
        }
    }
    for (name, items) in &mut shared {
        let plans: Vec<(&str, &TypePlan)> = modules
            .iter()
            .filter_map(|module| Some((module.plan.version.as_str(), module.plan.types.get(name)?)))
            .collect();
        docs::document(items, &plans);
    }
    for Module { plan, types, .. } in modules {
        for (name, items) in types {
            docs::document(items, &[(plan.version.as_str(), &plan.types[name])]);
        }
    }
    shared
}

/// The names of which no module has another type, and of which the same holds for all that they
/// refer to.
fn shared_names(modules: &[Module]) -> BTreeSet<String> {
    let mut candidates: BTreeMap<&String, (&Vec<Item>, usize)> = BTreeMap::new();
    let mut different: BTreeSet<&String> = BTreeSet::new();
    for module in modules {
        for (name, items) in &module.types {
            match candidates.get_mut(name) {
                None => {
                    candidates.insert(name, (items, 1));
                }
                Some((there, count)) if *there == items => *count += 1,
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
