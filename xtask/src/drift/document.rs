//! Compares what documents say as a whole, and the components that nothing refers to.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    extension::is_extension,
    owner::{Place, Root},
    rules::{self, Side},
    same::component_name,
    walk::Walk,
};
use crate::contract::reader::{
    Object, Reader, decoded, each_reference, items, members, nothing, object,
};

impl<'a> Walk<'a> {
    /// Compares what is said of no operation in particular.
    pub(super) fn document(&mut self) {
        let root = Root {
            operation: "document".to_owned(),
            place: Place::Document,
            status: None,
            side: Side::Request,
        };
        self.root(root, |this| {
            let (base, revision) = (object(this.base.root), object(this.revision.root));
            let (one, two) = (json!(base.get("servers")), json!(revision.get("servers")));
            let (one, two) = this.without_extensions("servers", "servers", &one, &two);
            let (before, after) = (without_words(&one), without_words(&two));
            if before != after {
                this.note_keyword(&rules::UNRECOGNISED, "servers", before, after);
            } else if one != two {
                this.note_keyword(&rules::DOCUMENTATION_CHANGED, "servers", one, two);
            }
            let words = ["externalDocs", "info", "openapi", "tags"];
            let known = ["components", "paths", "security", "servers", "webhooks"];
            this.rest(&words, &known, base, revision);
            for key in ["paths", "components"] {
                let of = |document: &'a Object| document.get(key).map_or(nothing(), object);
                this.extensions(of(base), of(revision));
            }
            this.unused_components();
        });
    }

    /// The components that differ although no operation reaches them.
    fn unused_components(&mut self) {
        let (before, after) = (components(self.base), components(self.revision));
        let reached = (reached(self.base), reached(self.revision));
        let names: BTreeSet<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
        for name in names {
            let find = |all: &[(String, &'a Value)]| {
                let found = all.binary_search_by(|(other, _)| other.cmp(name));
                found.ok().map(|index| all[index].1)
            };
            let (one, two) = (find(&before), find(&after));
            if one != two && !reached.0.contains(name) && !reached.1.contains(name) {
                if let (Some(one), Some(two)) = (one, two) {
                    let (one, two) = self.without_extensions("", name, one, two);
                    if one == two {
                        continue;
                    }
                }
                let says = |there: Option<&Value>| json!(there.map(|_| name));
                self.note_keyword(&rules::UNUSED_COMPONENT_CHANGED, name, says(one), says(two));
            }
        }
    }
}

/// The components of a document, by their references, in order.
fn components<'a>(reader: Reader<'a>) -> Vec<(String, &'a Value)> {
    let mut all: Vec<(String, &'a Value)> = members(reader.root.get("components"))
        .filter(|(kind, _)| !is_extension(kind))
        .flat_map(|(kind, components)| {
            members(Some(components))
                .map(move |(name, component)| (component_name(kind, name), component))
        })
        .collect();
    all.sort_by(|(one, _), (two, _)| one.cmp(two));
    all
}

/// The components that an operation reaches, whatever the way.
fn reached(reader: Reader<'_>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = Vec::new();
    for key in ["paths", "webhooks"] {
        if let Some(value) = reader.root.get(key) {
            each_reference(value, &mut |reference| next.push(reference));
        }
    }
    while let Some(reference) = next.pop() {
        // A reference into a component reaches the component.
        let name: Vec<&str> = reference.split('/').take(4).collect();
        let name = name.join("/");
        if reached.insert(decoded(&name).into_owned())
            && let Some(target) = reader.target(&name)
        {
            each_reference(target, &mut |reference| next.push(reference));
        }
    }
    // Credentials are named, not referred to.
    let mut securities = vec![reader.root.get("security")];
    for (_, item) in members(reader.root.get("paths")) {
        let operations = members(Some(reader.resolve(item)));
        securities.extend(operations.map(|(_, operation)| operation.get("security")));
    }
    for alternative in securities.into_iter().flat_map(items) {
        for (scheme, _) in members(Some(alternative)) {
            reached.insert(component_name("securitySchemes", scheme));
        }
    }
    reached
}

/// The servers without what is said of them.
fn without_words(servers: &Value) -> Value {
    let mut servers = servers.clone();
    for server in servers.as_array_mut().into_iter().flatten() {
        if let Some(server) = server.as_object_mut() {
            server.remove("description");
        }
    }
    servers
}
