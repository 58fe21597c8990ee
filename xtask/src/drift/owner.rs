//! Where changes are found, and what reaches the places: a place of an operation, or a component that
//! several share.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::rules::{Rule, Side};
use crate::contract::path::join;

/// A part of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Place {
    /// The document as a whole.
    Document,
    /// The operation as a whole.
    Operation,
    /// A parameter of the path, the query, the headers or the cookies.
    Parameter,
    /// The body of the request.
    Request,
    /// A response to a call that worked.
    Success,
    /// A response to a call that failed.
    Error,
    /// A header of a response.
    Header,
    /// The credentials.
    Security,
}

impl Place {
    /// The name in reports.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Request => "request",
            Self::Success => "success",
            Self::Error => "error",
            Self::Header => "header",
            Self::Security => "security",
        }
    }
}

/// A place of an operation.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) operation: String,
    pub(super) place: Place,
    pub(super) status: Option<String>,
    pub(super) side: Side,
}

/// A place, or a component, with the changes in it.
#[derive(Debug, Default)]
pub(super) struct Owner {
    /// What the component is called.
    pub(super) name: String,
    /// The place, if it is none of a component.
    pub(super) root: Option<Root>,
    pub(super) changes: Vec<Change>,
    /// What refers to it.
    pub(super) from: Vec<Edge>,
    /// Whether a change other than of documentation is in it or in what it refers to.
    pub(super) changed: bool,
    /// Whether any change is.
    pub(super) noted: bool,
    /// Whether it is still walked.
    pub(super) is_open: bool,
}

/// A change, before it is known whom it reaches.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) rule: &'static Rule,
    pub(super) path: String,
    pub(super) before: Value,
    pub(super) after: Value,
    /// What else the message says: a keyword, or a member of a union.
    pub(super) detail: String,
    pub(super) around: Around,
}

/// What is around a change, or a reference, in its owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Around {
    /// The keyword that no rule knows.
    pub(super) within: Option<&'static str>,
    /// Whether it is a header of a response.
    pub(super) in_header: bool,
}

impl Around {
    /// What is around something if this is and `outer` is around this.
    pub(super) fn and(self, outer: Self) -> Self {
        Self {
            within: self.within.or(outer.within),
            in_header: self.in_header || outer.in_header,
        }
    }
}

/// A reference from one owner to another.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) path: String,
    pub(super) around: Around,
}

/// A place that reaches an owner.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub(super) root: usize,
    pub(super) around: Around,
}

/// The places that reach an owner, and the path from the place if there is just one way from it.
pub(super) fn reach(owners: &[Owner], owner: usize) -> (Vec<Reach>, Option<String>) {
    if owners[owner].root.is_some() {
        let around = Around::default();
        let own = Reach {
            root: owner,
            around,
        };
        return (vec![own], Some(String::new()));
    }
    let start = (owner, Around::default());
    let (mut seen, mut next) = (BTreeSet::from([start]), vec![start]);
    let mut reaches = Vec::new();
    while let Some((at, around)) = next.pop() {
        for edge in &owners[at].from {
            let (from, around) = (edge.from, around.and(edge.around));
            if seen.insert((from, around)) {
                match owners[from].root {
                    Some(_) => reaches.push(Reach { root: from, around }),
                    None => next.push((from, around)),
                }
            }
        }
    }
    reaches.sort_by_key(|reach| reach.root);
    let path = match reaches.as_slice() {
        [_] => only_way(owners, owner),
        _ => None,
    };
    (reaches, path)
}

/// The path to an owner, if there is one way to it but for those that go in a circle.
fn only_way(owners: &[Owner], owner: usize) -> Option<String> {
    let mut back = Back::default();
    back.walk(owners, owner);
    match back.ways.as_slice() {
        [way] if back.steps < MAX_STEPS => Some(way.clone()),
        _ => None,
    }
}

/// After so many steps a component counts as one that many share.
const MAX_STEPS: usize = 20_000;

/// The ways back from an owner.
#[derive(Default)]
struct Back<'a> {
    on_the_way: BTreeSet<usize>,
    paths: Vec<&'a str>,
    ways: Vec<String>,
    steps: usize,
}

impl<'a> Back<'a> {
    fn walk(&mut self, owners: &'a [Owner], at: usize) {
        self.steps += 1;
        if self.ways.len() > 1 || self.steps >= MAX_STEPS {
            return;
        }
        if owners[at].root.is_some() {
            let paths = self.paths.iter().rev();
            let way = paths.fold(String::new(), |way, path| join(&way, path));
            return self.ways.push(way);
        }
        self.on_the_way.insert(at);
        for edge in &owners[at].from {
            if !self.on_the_way.contains(&edge.from) {
                self.paths.push(&edge.path);
                self.walk(owners, edge.from);
                self.paths.pop();
            }
        }
        self.on_the_way.remove(&at);
    }
}
