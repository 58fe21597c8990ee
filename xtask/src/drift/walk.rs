//! Walks two documents at once: where it is, what it has seen, and how a change is noted.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    owner::{Around, Change, Edge, Owner, Root},
    rules::{self, Rule},
};
use crate::contract::{
    null::Nulls,
    path::join,
    reader::{Object, Raw, Reader, object, reference},
    schema::Schema,
};

/// A walk through two documents.
pub(super) struct Walk<'a> {
    pub(super) base: Reader<'a>,
    pub(super) revision: Reader<'a>,
    pub(super) owners: Vec<Owner>,
    at: Position,
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

/// Where a walk is.
#[derive(Default)]
struct Position {
    owner: usize,
    path: String,
    around: Around,
    /// What is said of each change found meanwhile.
    detail: String,
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
            at: Position::default(),
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
        let inside = Position {
            owner,
            ..Position::default()
        };
        let outside = std::mem::replace(&mut self.at, inside);
        let (found, noted) = (self.found, self.noted);
        self.owners[owner].is_open = true;
        walk(self);
        self.owners[owner].is_open = false;
        self.at = outside;
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
            from: self.at.owner,
            path: self.at.path.clone(),
            around: self.at.around,
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
        walk: impl FnOnce(&mut Self, &'a Object, &'a Object),
    ) {
        if self.same.same(base, revision) {
            return;
        }
        let targets = (self.base.resolve(base), self.revision.resolve(revision));
        let names = (reference(base), reference(revision));
        let compare = |this: &mut Self| {
            let (found, noted) = (this.found, this.noted);
            walk(this, object(targets.0), object(targets.1));
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
        let length = self.at.path.len();
        self.at.path = join(&self.at.path, step);
        walk(self);
        self.at.path.truncate(length);
    }

    /// Walks with something to say of each change that is found.
    pub(super) fn with_detail(&mut self, detail: String, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.at.detail, detail);
        walk(self);
        self.at.detail = outer;
    }

    /// Walks what lies under a keyword that no rule knows.
    pub(super) fn unknown(&mut self, keyword: &'static str, walk: impl FnOnce(&mut Self)) {
        let outer = self.at.around.within;
        self.at.around.within = outer.or(Some(keyword));
        walk(self);
        self.at.around.within = outer;
    }

    /// Walks the headers of a response.
    pub(super) fn in_headers(&mut self, walk: impl FnOnce(&mut Self)) {
        self.at.around.in_header = true;
        walk(self);
        self.at.around.in_header = false;
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
        let detail = self.at.detail.clone();
        self.note_with(rule, before, after, detail);
    }

    /// Notes that something is there now.
    pub(super) fn added(&mut self, rule: &'static Rule, after: impl Into<Value>) {
        self.note(rule, Value::Null, after.into());
    }

    /// Notes that something is no longer there.
    pub(super) fn removed(&mut self, rule: &'static Rule, before: impl Into<Value>) {
        self.note(rule, before.into(), Value::Null);
    }

    /// Notes by the first rule that something holds now, or by the second that it no longer does.
    pub(super) fn flag(&mut self, rules: [&'static Rule; 2], before: bool, after: bool) {
        if before != after {
            let [set, unset] = rules;
            self.note(if after { set } else { unset }, before.into(), after.into());
        }
    }

    /// Notes a change of a keyword.
    pub(super) fn note_keyword(
        &mut self,
        rule: &'static Rule,
        keyword: &str,
        before: Value,
        after: Value,
    ) {
        let detail = match self.at.detail.as_str() {
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
            path: self.at.path.clone(),
            before,
            after,
            detail,
            around: self.at.around,
        };
        self.owners[self.at.owner].changes.push(change);
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
    reference(value).unwrap_or("written in place").into()
}
