//! What is the same in both documents, with all that it refers to, and need not be walked.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::contract::reader::{Reader, members, reference};

/// The references to components that are the same in both documents, with all that they refer to.
pub(super) struct Same(HashSet<String>);

impl Same {
    /// Compares the components of both documents.
    pub(super) fn new(base: Reader<'_>, revision: Reader<'_>) -> Self {
        let mut same = HashSet::new();
        let mut users: HashMap<&str, Vec<String>> = HashMap::new();
        let mut next = Vec::new();
        let others = revision.root.get("components");
        for (kind, components) in members(base.root.get("components")) {
            let others = others.and_then(|others| others.get(kind));
            for (name, component) in members(Some(components)) {
                let name_of_this = component_name(kind, name);
                if others.and_then(|others| others.get(name)) == Some(component) {
                    each_reference(component, &mut |reference| {
                        users
                            .entry(reference)
                            .or_default()
                            .push(name_of_this.clone());
                    });
                    same.insert(name_of_this);
                } else {
                    next.push(name_of_this);
                }
            }
        }
        // What refers to something else than a component is not looked into any further.
        let elsewhere: Vec<&str> = users.keys().copied().collect();
        next.extend(
            elsewhere
                .into_iter()
                .filter(|name| !same.contains(*name))
                .map(str::to_owned),
        );
        while let Some(changed) = next.pop() {
            same.remove(&changed);
            next.extend(users.remove(changed.as_str()).into_iter().flatten());
        }
        Self(same)
    }

    /// Whether both are the same, with all that they refer to.
    pub(super) fn same(&self, base: &Value, revision: &Value) -> bool {
        if base != revision {
            return false;
        }
        let mut same = true;
        each_reference(base, &mut |reference| same &= self.0.contains(reference));
        same
    }
}

/// The reference to a component.
pub(super) fn component_name(kind: &str, name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    format!("#/components/{kind}/{name}")
}

/// Calls `f` with each reference in `value`.
pub(super) fn each_reference<'a>(value: &'a Value, f: &mut impl FnMut(&'a str)) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = reference(value) {
                f(reference);
            }
            members
                .values()
                .for_each(|member| each_reference(member, f));
        }
        Value::Array(items) => items.iter().for_each(|item| each_reference(item, f)),
        _ => {}
    }
}
