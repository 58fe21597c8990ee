//! What is the same in both documents, with all that it refers to, and need not be walked.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use serde_json::Value;

use crate::contract::reader::{Raw, Reader, each_reference, members, reference};

/// Knows what is the same in both documents.
pub(super) struct Same<'a> {
    /// The references to components that are the same, with all that they refer to.
    components: HashSet<String>,
    /// What was compared before. Each level of a document asks about all that is below it.
    known: RefCell<HashMap<(Raw<'a>, Raw<'a>), bool>>,
}

impl<'a> Same<'a> {
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
                        let users = users.entry(reference).or_default();
                        users.push(name_of_this.clone());
                    });
                    same.insert(name_of_this);
                } else {
                    next.push(name_of_this);
                }
            }
        }
        // What refers to something else than a component is not looked into any further.
        let elsewhere = users.keys().filter(|name| !same.contains(**name));
        next.extend(elsewhere.map(|name| (*name).to_owned()));
        while let Some(changed) = next.pop() {
            same.remove(&changed);
            next.extend(users.remove(changed.as_str()).into_iter().flatten());
        }
        Self {
            components: same,
            known: RefCell::default(),
        }
    }

    /// Whether both are the same, with all that they refer to.
    pub(super) fn same(&self, base: &'a Value, revision: &'a Value) -> bool {
        if !(base.is_object() || base.is_array()) {
            return base == revision;
        }
        let pair = (Raw(base), Raw(revision));
        if let Some(known) = self.known.borrow().get(&pair) {
            return *known;
        }
        let same = match (base, revision) {
            (Value::Object(one), Value::Object(two)) => {
                let is_same = |((name, one), (other_name, two)): (_, (_, &'a Value))| {
                    name == other_name && self.same(one, two)
                };
                reference(base).is_none_or(|reference| self.components.contains(reference))
                    && one.len() == two.len()
                    && one.iter().zip(two).all(is_same)
            }
            (Value::Array(one), Value::Array(two)) => {
                let is_same = |(one, two)| self.same(one, two);
                one.len() == two.len() && one.iter().zip(two).all(is_same)
            }
            _ => false,
        };
        self.known.borrow_mut().insert(pair, same);
        same
    }
}

/// The reference to a component.
pub(super) fn component_name(kind: &str, name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    format!("#/components/{kind}/{name}")
}
