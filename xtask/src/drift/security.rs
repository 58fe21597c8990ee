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
use crate::contract::reader::{Raw, Reader, items, members};

/// One way to call an operation: the schemes that it takes together, with their scopes.
type Alternative<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

impl<'a> Walk<'a> {
    /// Compares the credentials of an operation.
    pub(super) fn security(&mut self, pair: &Pair<'_, 'a>) {
        let own = (
            pair.base.value.get("security"),
            pair.revision.value.get("security"),
        );
        let of_all = (
            self.base.root.get("security"),
            self.revision.root.get("security"),
        );
        let root = pair.root(Place::Security, None, Side::Request);
        let is_callback = pair.base.is_callback;
        self.root(root, |this| match (own, of_all) {
            ((None, None), _) if is_callback => {}
            // What the documents say for all operations is compared once.
            ((None, None), (one, two)) => {
                static NOTHING: Value = Value::Null;
                let (one, two) = (one.unwrap_or(&NOTHING), two.unwrap_or(&NOTHING));
                let keys = (Key::Part(Raw(one)), Key::Part(Raw(two)));
                this.shared(
                    keys,
                    || "document".to_owned(),
                    |this| this.alternatives(Some(one), Some(two)),
                );
            }
            _ => this.alternatives(own.0.or(of_all.0), own.1.or(of_all.1)),
        });
    }

    fn alternatives(&mut self, base: Option<&'a Value>, revision: Option<&'a Value>) {
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
                return self.note(&rules::SECURITY_DEMANDED, Value::Null, list(&after));
            }
            (false, true) => {
                return self.note(&rules::SECURITY_DROPPED, list(&before), Value::Null);
            }
            _ => {}
        }
        let found = self.found();
        let respelled = (before != after).then(|| (list(&before), list(&after)));
        self.matching(&mut before, &mut after, |old, new| old == new);
        self.matching(&mut before, &mut after, |old, new| {
            old.keys().eq(new.keys())
        });
        self.matching(&mut before, &mut after, |old, new| {
            includes(new, old) || includes(old, new)
        });
        for old in before.iter().filter(|old| !old.is_empty()) {
            self.note(&rules::SECURITY_ALTERNATIVE_REMOVED, says(old), Value::Null);
        }
        for new in after.iter().filter(|new| !new.is_empty()) {
            self.note(&rules::SECURITY_ALTERNATIVE_ADDED, Value::Null, says(new));
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
            self.note(rule, says(old), says(new));
        }
        for (scheme, scopes) in old {
            let Some(new_scopes) = new.get(scheme) else {
                continue;
            };
            for scope in new_scopes.difference(scopes) {
                self.note(
                    &rules::SECURITY_SCOPE_ADDED,
                    Value::Null,
                    json!(format!("{scheme}: {scope}")),
                );
            }
            for scope in scopes.difference(new_scopes) {
                self.note(
                    &rules::SECURITY_SCOPE_REMOVED,
                    json!(format!("{scheme}: {scope}")),
                    Value::Null,
                );
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
                self.note(
                    &rules::SECURITY_SCHEME_CHANGED,
                    json!(base),
                    json!(revision),
                );
            }
            return;
        };
        let keys = (Key::Part(Raw(base)), Key::Part(Raw(revision)));
        let name = || component_name("securitySchemes", old_name);
        self.shared(keys, name, |this| {
            if old_name != new_name {
                this.note(
                    &rules::SECURITY_SCHEME_RENAMED,
                    json!(old_name),
                    json!(new_name),
                );
            }
            this.definition(this.base.resolve(base), this.revision.resolve(revision));
        });
    }

    fn definition(&mut self, base: &'a Value, revision: &'a Value) {
        let (before, after) = (how_sent(base), how_sent(revision));
        if before != after {
            self.note(&rules::SECURITY_SCHEME_CHANGED, before, after);
        }
        for keyword in ["description", "bearerFormat", "flows"] {
            let (one, two) = (base.get(keyword), revision.get(keyword));
            if keyword != "flows" || how_sent(base) == how_sent(revision) {
                self.keyword(&rules::DOCUMENTATION_CHANGED, keyword, one, two);
            } else if let (Some(one), Some(two)) = (one, two) {
                // What they say other than in words is part of how a key is sent.
                self.without_extensions(keyword, keyword, one, two);
            }
        }
        let nothing = crate::contract::reader::nothing();
        let (one, two) = (base.as_object(), revision.as_object());
        self.unknown_members(one.unwrap_or(nothing), two.unwrap_or(nothing), |key| {
            [
                "type",
                "in",
                "name",
                "scheme",
                "flows",
                "openIdConnectUrl",
                "description",
                "bearerFormat",
                "$ref",
            ]
            .contains(&key)
        });
    }
}

/// The security schemes of a document.
fn schemes<'a>(reader: Reader<'a>) -> BTreeMap<&'a str, &'a Value> {
    let components = reader.root.get("components");
    members(components.and_then(|components| components.get("securitySchemes")))
        .map(|(name, scheme)| (name.as_str(), scheme))
        .collect()
}

/// The ways to call that a document lists.
fn alternatives(security: Option<&Value>) -> Vec<Alternative<'_>> {
    let of = |alternative| {
        members(Some(alternative))
            .map(|(scheme, scopes)| {
                let scopes = items(Some(scopes)).iter().filter_map(Value::as_str);
                (scheme.as_str(), scopes.collect())
            })
            .collect()
    };
    let mut alternatives = Vec::new();
    for alternative in items(security).iter().map(of) {
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
        .flat_map(|alternative| alternative.keys().copied())
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
fn says(alternative: &Alternative<'_>) -> Value {
    let names: Vec<&str> = alternative.keys().copied().collect();
    match names.as_slice() {
        [] => json!("no key"),
        names => json!(names.join(" and ")),
    }
}

fn list(alternatives: &[Alternative<'_>]) -> Value {
    match alternatives {
        [] => json!("no key"),
        some => {
            let some: Vec<String> = some
                .iter()
                .filter_map(|alternative| says(alternative).as_str().map(str::to_owned))
                .collect();
            json!(some.join(", or "))
        }
    }
}
