//! A type that several versions have in common becomes one Rust type, so that moving a program from
//! one version to the next is a change of the module's name.

use std::collections::{BTreeMap, BTreeSet};

use crate::generate::plan::{Doc, Kind, Plan, TypePlan, Types};

/// Takes the types out of `plans` that are the same wherever they occur, and that occur twice.
pub(super) fn share(plans: &mut [Plan]) -> Types {
    let mut shared = Types::new();
    for name in shared_names(plans) {
        let take = |plan: &mut Plan| {
            let taken = plan.types.remove(&name)?;
            plan.shared.insert(name.clone());
            Some((plan.version.clone(), taken))
        };
        let types: Vec<(String, TypePlan)> = plans.iter_mut().filter_map(take).collect();
        shared.extend(merge(types).map(|merged| (name.clone(), merged)));
    }
    shared
}

/// The names of which no document has another type, and of which the same holds for all that they
/// refer to.
fn shared_names(plans: &[Plan]) -> BTreeSet<String> {
    let mut found: BTreeMap<&String, Vec<&TypePlan>> = BTreeMap::new();
    for (name, plan) in plans.iter().flat_map(|plan| &plan.types) {
        found.entry(name).or_default().push(plan);
    }
    let same = |types: &[&TypePlan]| types.iter().all(|plan| plan.same_on_the_wire(types[0]));
    let mut names: BTreeSet<String> = found
        .iter()
        .filter(|(_, types)| types.len() > 1 && same(types))
        .map(|(name, _)| (*name).clone())
        .collect();
    loop {
        let stays = |name: &&String| {
            let refers_to = found[*name].iter().flat_map(|plan| &plan.refers_to);
            refers_to.into_iter().all(|other| names.contains(other))
        };
        let kept: BTreeSet<String> = names.iter().filter(stays).cloned().collect();
        if kept.len() == names.len() {
            return names;
        }
        names = kept;
    }
}

/// One type of those that several versions have. Where their descriptions differ, that of the last
/// stays; where their limits do, all do.
fn merge(types: Vec<(String, TypePlan)>) -> Option<TypePlan> {
    let (_, mut merged) = types.last()?.clone();
    let docs = types.iter().map(|(version, plan)| (version, &plan.doc));
    merged.doc = merge_docs(docs.collect());
    if let Kind::Struct { fields } = &mut merged.kind {
        for (name, field) in fields {
            let docs = types.iter().filter_map(|(version, plan)| match &plan.kind {
                Kind::Struct { fields } => Some((version, &fields.get(name)?.doc)),
                _ => None,
            });
            field.doc = merge_docs(docs.collect());
        }
    }
    for (_, plan) in types {
        merged.uses.extend(plan.uses);
        merged.is_error_body |= plan.is_error_body;
    }
    Some(merged)
}

fn merge_docs(docs: Vec<(&String, &Doc)>) -> Doc {
    let Some((_, last)) = docs.last() else {
        return Doc::default();
    };
    let mut merged = (*last).clone();
    if docs.iter().any(|(_, doc)| doc.limits != last.limits) {
        let stated = docs.iter().filter(|(_, doc)| !doc.limits.is_empty());
        let limits = stated.map(|(version, doc)| format!("In API {version}: {}", doc.limits));
        merged.limits = limits.collect::<Vec<_>>().join(" ");
    }
    merged
}
