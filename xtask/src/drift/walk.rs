//! Walks two documents at once: where it is, what it has seen, and how a change is noted.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    operation::object,
    owner::{Change, Edge, Owner, Root},
    rules::{self, Rule},
};
use crate::contract::{
    null::Nulls,
    path::join,
    reader::{Raw, Reader, reference},
    schema::Schema,
};

/// A walk through two documents.
pub(super) struct Walk<'a> {
    pub(super) base: Reader<'a>,
    pub(super) revision: Reader<'a>,
    pub(super) owners: Vec<Owner>,
    /// The owner that is walked.
    pub(super) at: usize,
    /// Whether a header of a response is walked.
    pub(super) in_header: bool,
    /// The unknown keyword that is walked.
    pub(super) within: Option<&'static str>,
    /// What is said of each change found meanwhile.
    pub(super) detail: String,
    /// Whether null is judged by what is around.
    pub(super) ignores_null: bool,
    path: String,
    /// The changes other than of documentation so far.
    found: usize,
    /// All changes so far.
    noted: usize,
    /// The owners of what was walked from several places.
    known: HashMap<(Key<'a>, Key<'a>), usize>,
    pub(super) nulls: Nulls<'a>,
    /// What is the same in both, whatever it refers to.
    pub(super) same: super::same::Same<'a>,
}

/// What identifies something that is walked from several places.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Part(Raw<'a>),
    Schema(Schema<'a>),
}

impl<'a> Walk<'a> {
    pub(super) fn new(base: &'a Value, revision: &'a Value) -> Self {
        let (base, revision) = (Reader { root: base }, Reader { root: revision });
        Self {
            base,
            revision,
            owners: Vec::new(),
            at: 0,
            in_header: false,
            within: None,
            detail: String::new(),
            ignores_null: false,
            path: String::new(),
            found: 0,
            noted: 0,
            known: HashMap::new(),
            nulls: Nulls::default(),
            same: super::same::Same::new(base, revision),
        }
    }

    /// Walks a place of an operation.
    pub(super) fn root(&mut self, root: Root, walk: impl FnOnce(&mut Self)) {
        self.owners.push(Owner {
            root: Some(root),
            ..Owner::default()
        });
        let owner = self.owners.len() - 1;
        self.inside(owner, walk);
    }

    /// Walks what `owner` owns.
    fn inside(&mut self, owner: usize, walk: impl FnOnce(&mut Self)) {
        let at = std::mem::replace(&mut self.at, owner);
        let in_header = std::mem::take(&mut self.in_header);
        let within = self.within.take();
        let detail = std::mem::take(&mut self.detail);
        let path = std::mem::take(&mut self.path);
        let ignores_null = std::mem::take(&mut self.ignores_null);
        let (found, noted) = (self.found, self.noted);
        self.owners[owner].is_open = true;
        walk(self);
        self.owners[owner].is_open = false;
        (self.at, self.in_header, self.within) = (at, in_header, within);
        (self.detail, self.path, self.ignores_null) = (detail, path, ignores_null);
        self.owners[owner].changed |= self.found > found;
        self.owners[owner].noted |= self.noted > noted;
    }

    /// Walks something that several places can reach, once.
    pub(super) fn shared(
        &mut self,
        keys: (Key<'a>, Key<'a>),
        name: impl FnOnce() -> String,
        walk: impl FnOnce(&mut Self),
    ) {
        let edge = Edge {
            from: self.at,
            path: self.path.clone(),
            within: self.within,
            in_header: self.in_header,
        };
        if let Some(owner) = self.known.get(&keys) {
            let owner = &mut self.owners[*owner];
            owner.from.push(edge);
            self.found += usize::from(owner.changed);
            // Of what is still walked it is not known.
            self.noted += usize::from(owner.noted || owner.is_open);
            return;
        }
        self.owners.push(Owner {
            name: name(),
            from: vec![edge],
            ..Owner::default()
        });
        let owner = self.owners.len() - 1;
        self.known.insert(keys, owner);
        self.inside(owner, walk);
    }

    /// Whether two components were compared.
    pub(super) fn is_walked(&self, base: &'a Value, revision: &'a Value) -> bool {
        let keys = (Key::Part(Raw(base)), Key::Part(Raw(revision)));
        self.known.contains_key(&keys)
    }

    /// Walks a part of both documents that can be a reference to a component.
    pub(super) fn part(
        &mut self,
        base: &'a Value,
        revision: &'a Value,
        walk: impl FnOnce(&mut Self, &'a Value, &'a Value),
    ) {
        if self.same.same(base, revision) {
            return;
        }
        let targets = (self.base.resolve(base), self.revision.resolve(revision));
        let names = (reference(base), reference(revision));
        let compare = |this: &mut Self| {
            let (found, noted) = (this.found, this.noted);
            walk(this, targets.0, targets.1);
            if names.0 != names.1 && this.found == found {
                this.note(&rules::RESPELLED, spelling(base), spelling(revision));
            } else if this.noted == noted && targets.0 != targets.1 {
                this.note(&rules::RESPELLED, Value::Null, Value::Null);
            }
        };
        match names {
            (Some(one), Some(two)) => {
                self.extensions(object(base), object(revision));
                let keys = (Key::Part(Raw(targets.0)), Key::Part(Raw(targets.1)));
                self.shared(keys, || name_of(one, two), compare);
            }
            _ => compare(self),
        }
    }

    /// Walks a step further down.
    pub(super) fn step(&mut self, step: &str, walk: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path = join(&self.path, step);
        walk(self);
        self.path.truncate(length);
    }

    /// Walks with something to say of each change that is found.
    pub(super) fn with_detail(&mut self, detail: String, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.detail, detail);
        walk(self);
        self.detail = outer;
    }

    /// Walks what lies under a keyword that no rule knows.
    pub(super) fn unknown(&mut self, keyword: &'static str, walk: impl FnOnce(&mut Self)) {
        let outer = self.within;
        self.within = outer.or(Some(keyword));
        walk(self);
        self.within = outer;
    }

    /// How many changes were found so far.
    pub(super) fn noted(&self) -> usize {
        self.noted
    }

    /// How many changes other than of documentation were found so far.
    pub(super) fn found(&self) -> usize {
        self.found
    }

    /// Notes a change.
    pub(super) fn note(&mut self, rule: &'static Rule, before: Value, after: Value) {
        let detail = self.detail.clone();
        self.note_with(rule, before, after, detail);
    }

    /// Notes a change of a keyword.
    pub(super) fn note_keyword(
        &mut self,
        rule: &'static Rule,
        keyword: &str,
        before: Value,
        after: Value,
    ) {
        let detail = match self.detail.as_str() {
            "" => format!("`{keyword}`"),
            detail => format!("`{keyword}`, {detail}"),
        };
        self.note_with(rule, before, after, detail);
    }

    fn note_with(&mut self, rule: &'static Rule, before: Value, after: Value, detail: String) {
        self.noted += 1;
        if !rule.is_aside() {
            self.found += 1;
        }
        let change = Change {
            rule,
            path: self.path.clone(),
            before,
            after,
            detail,
            within: self.within,
            in_header: self.in_header,
        };
        self.owners[self.at].changes.push(change);
    }
}

/// What a component is called that both documents have.
pub(super) fn name_of(base: &str, revision: &str) -> String {
    if base == revision {
        base.to_owned()
    } else {
        format!("{base} (now {revision})")
    }
}

/// How a part is written: the reference that it is, or that it is none.
fn spelling(value: &Value) -> Value {
    match reference(value) {
        Some(reference) => Value::from(reference),
        None => Value::from("written in place"),
    }
}
