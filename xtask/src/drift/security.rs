//! Compares the credentials that operations take.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    extension::is_extension,
    operation::Pair,
    owner::Place,
    rules::{self, Side},
    same::component_name,
    walk::{Key, Walk},
};
use crate::contract::{
    operation::Operation,
    reader::{Raw, Reader, items, members, object},
};

/// One way to call an operation: the schemes that it takes together, with their scopes.
type Alternative<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

impl<'a> Walk<'a> {
    /// Compares the credentials of an operation.
    pub(super) fn security(&mut self, pair: &Pair<'_, 'a>) {
        let has_own = |operation: &Operation<'a>| operation.value.contains_key("security");
        let root = pair.root(Place::Security, None, Side::Request);
        let one = pair.base.security(self.base).unwrap_or(&Value::Null);
        let two = pair
            .revision
            .security(self.revision)
            .unwrap_or(&Value::Null);
        self.root(root, |this| {
            if has_own(pair.base) || has_own(pair.revision) {
                this.alternatives(one, two);
            } else if !pair.base.is_callback {
                // What the documents say for all operations is compared once.
                let keys = (Key::Part(Raw(one)), Key::Part(Raw(two)));
                this.shared(
                    keys,
                    || "document".to_owned(),
                    |this| this.alternatives(one, two),
                );
            }
        });
    }

    fn alternatives(&mut self, base: &'a Value, revision: &'a Value) {
        let renamed = self.renamed_schemes();
        let mut before = alternatives(base);
        let mut after: Vec<Alternative<'a>> = alternatives(revision)
            .into_iter()
            .map(|alternative| {
                let old_names = alternative
                    .into_iter()
                    .map(|(name, scopes)| (renamed.get(name).copied().unwrap_or(name), scopes));
                old_names.collect()
            })
            .collect();
        let named = (names(&before), names(&after));
        for scheme in named.0.intersection(&named.1) {
            self.scheme(scheme, &renamed);
        }
        let free = |alternatives: &[Alternative<'a>]| {
            alternatives.is_empty() || alternatives.iter().any(BTreeMap::is_empty)
        };
        let was_free = free(&before);
        match (was_free, free(&after)) {
            (true, false) => {
                return self.added(&rules::SECURITY_DEMANDED, list(&after));
            }
            (false, true) => {
                return self.removed(&rules::SECURITY_DROPPED, list(&before));
            }
            _ => {}
        }
        let found = self.found();
        let respelled = (before != after).then(|| (list(&before), list(&after)));
        self.matching(&mut before, &mut after, |old, new| old == new);
        self.matching(&mut before, &mut after, |old, new| {
            old.keys().eq(new.keys())
        });
        let likely = |old: &_, new: &_| includes(new, old) || includes(old, new);
        self.matching(&mut before, &mut after, likely);
        for old in before.iter().filter(|old| !old.is_empty()) {
            self.removed(&rules::SECURITY_ALTERNATIVE_REMOVED, says(old));
        }
        for new in after.iter().filter(|new| !new.is_empty()) {
            self.added(&rules::SECURITY_ALTERNATIVE_ADDED, says(new));
        }
        if let Some((before, after)) = respelled
            && found == self.found()
        {
            self.note(&rules::RESPELLED, before, after);
        }
    }

    /// Takes the alternatives out that match, and compares them.
    fn matching(
        &mut self,
        before: &mut Vec<Alternative<'a>>,
        after: &mut Vec<Alternative<'a>>,
        is_match: impl Fn(&Alternative<'a>, &Alternative<'a>) -> bool,
    ) {
        let olds = std::mem::take(before);
        for old in olds {
            // No key at all is part of every alternative, but none of them came of it.
            let new = after
                .iter()
                .position(|new| is_match(&old, new) && (old.is_empty() == new.is_empty()));
            match new {
                Some(new) => {
                    let new = after.remove(new);
                    self.keys(&old, &new);
                }
                None => before.push(old),
            }
        }
    }

    /// Compares two ways to call that are likely the same one.
    fn keys(&mut self, old: &Alternative<'a>, new: &Alternative<'a>) {
        if old.keys().ne(new.keys()) {
            let rule = match includes(new, old) {
                true => &rules::SECURITY_KEY_ADDED,
                false => &rules::SECURITY_KEY_REMOVED,
            };
            self.note(rule, json!(says(old)), json!(says(new)));
        }
        for (scheme, scopes) in old {
            let Some(new_scopes) = new.get(scheme) else {
                continue;
            };
            for scope in new_scopes.difference(scopes) {
                self.added(&rules::SECURITY_SCOPE_ADDED, format!("{scheme}: {scope}"));
            }
            for scope in scopes.difference(new_scopes) {
                self.removed(&rules::SECURITY_SCOPE_REMOVED, format!("{scheme}: {scope}"));
            }
        }
    }

    /// The old names of the schemes of the revision that have another name than in the base.
    fn renamed_schemes(&self) -> BTreeMap<&'a str, &'a str> {
        let (before, after) = (schemes(self.base), schemes(self.revision));
        let mut renamed = BTreeMap::new();
        for (new, scheme) in &after {
            if before.contains_key(new) {
                continue;
            }
            let meaning = how_sent(self.revision.resolve(scheme));
            let old = before.iter().find(|(old, scheme)| {
                !after.contains_key(*old) && how_sent(self.base.resolve(scheme)) == meaning
            });
            if let Some((old, _)) = old {
                renamed.insert(*new, *old);
            }
        }
        renamed
    }

    /// Compares two definitions of a scheme.
    fn scheme(&mut self, old_name: &'a str, renamed: &BTreeMap<&'a str, &'a str>) {
        let new_name = renamed
            .iter()
            .find(|(_, old)| **old == old_name)
            .map_or(old_name, |(new, _)| new);
        let base = schemes(self.base).get(old_name).copied();
        let revision = schemes(self.revision).get(new_name).copied();
        let (Some(base), Some(revision)) = (base, revision) else {
            if base.is_some() != revision.is_some() {
                let (before, after) = (json!(base), json!(revision));
                self.note(&rules::SECURITY_SCHEME_CHANGED, before, after);
            }
            return;
        };
        let keys = (Key::Part(Raw(base)), Key::Part(Raw(revision)));
        let name = || component_name("securitySchemes", old_name);
        self.shared(keys, name, |this| {
            if old_name != new_name {
                let (before, after) = (json!(old_name), json!(new_name));
                this.note(&rules::SECURITY_SCHEME_RENAMED, before, after);
            }
            this.definition(this.base.resolve(base), this.revision.resolve(revision));
        });
    }

    fn definition(&mut self, base: &'a Value, revision: &'a Value) {
        let (before, after) = (how_sent(base), how_sent(revision));
        let is_same = before == after;
        if !is_same {
            self.note(&rules::SECURITY_SCHEME_CHANGED, before, after);
        }
        for keyword in ["description", "bearerFormat", "flows"] {
            let (one, two) = (base.get(keyword), revision.get(keyword));
            if keyword != "flows" || is_same {
                self.keyword(&rules::DOCUMENTATION_CHANGED, keyword, one, two);
            } else if let (Some(one), Some(two)) = (one, two) {
                // What they say other than in words is part of how a key is sent.
                self.without_extensions(keyword, keyword, one, two);
            }
        }
        let known = [
            "type",
            "in",
            "name",
            "scheme",
            "flows",
            "openIdConnectUrl",
            "description",
            "bearerFormat",
            "$ref",
        ];
        self.rest(&[], &known, object(base), object(revision));
    }
}

/// The security schemes of a document.
fn schemes<'a>(reader: Reader<'a>) -> BTreeMap<&'a str, &'a Value> {
    let schemes = members(reader.root.pointer("/components/securitySchemes"));
    schemes
        .map(|(name, scheme)| (name.as_str(), scheme))
        .collect()
}

/// The ways to call that a document lists.
fn alternatives(security: &Value) -> Vec<Alternative<'_>> {
    let of = |alternative| {
        members(Some(alternative))
            .map(|(scheme, scopes)| {
                let scopes = items(Some(scopes)).iter().filter_map(Value::as_str);
                (scheme.as_str(), scopes.collect())
            })
            .collect()
    };
    let mut alternatives = Vec::new();
    for alternative in items(Some(security)).iter().map(of) {
        // Stated twice, it allows nothing more.
        if !alternatives.contains(&alternative) {
            alternatives.push(alternative);
        }
    }
    alternatives
}

fn names<'a>(alternatives: &[Alternative<'a>]) -> BTreeSet<&'a str> {
    alternatives
        .iter()
        .flat_map(BTreeMap::keys)
        .copied()
        .collect()
}

/// Whether `one` demands all schemes that `two` does.
fn includes(one: &Alternative<'_>, two: &Alternative<'_>) -> bool {
    two.keys().all(|scheme| one.contains_key(scheme))
}

/// What a scheme says about how a key is sent, without its words.
fn how_sent(scheme: &Value) -> Value {
    let mut sent = serde_json::Map::new();
    for (keyword, value) in members(Some(scheme)) {
        let value = match keyword.as_str() {
            "type" | "in" | "openIdConnectUrl" => value.clone(),
            "scheme" => json!(value.as_str().map(str::to_lowercase)),
            "name" if scheme.get("in").is_some_and(|place| place == "header") => {
                json!(value.as_str().map(str::to_lowercase))
            }
            "name" => value.clone(),
            "flows" => without_words(value),
            _ => continue,
        };
        sent.insert(keyword.clone(), value);
    }
    sent.into()
}

/// The flows of a scheme, without their extensions and what is said of their scopes.
fn without_words(flows: &Value) -> Value {
    let mut flows = flows.clone();
    let Some(members) = flows.as_object_mut() else {
        return flows;
    };
    members.retain(|name, _| !is_extension(name));
    for flow in members.values_mut() {
        if let Some(flow) = flow.as_object_mut() {
            flow.retain(|name, _| !is_extension(name));
        }
        if let Some(Value::Object(scopes)) = flow.get_mut("scopes") {
            scopes.values_mut().for_each(|words| *words = Value::Null);
        }
    }
    flows
}

/// An alternative in reports, such as `ApiKey and UserKey`.
fn says(alternative: &Alternative<'_>) -> String {
    joined(alternative.keys().map(|name| (*name).to_owned()), " and ")
}

fn list(alternatives: &[Alternative<'_>]) -> Value {
    json!(joined(alternatives.iter().map(says), ", or "))
}

fn joined(names: impl Iterator<Item = String>, with: &str) -> String {
    let names: Vec<String> = names.collect();
    match names.as_slice() {
        [] => "no key".to_owned(),
        names => names.join(with),
    }
}
