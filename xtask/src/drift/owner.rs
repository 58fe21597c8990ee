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
    /// The keyword that no rule knows within which it was found.
    pub(super) within: Option<&'static str>,
    /// Whether it is in a header of the response that its owner is.
    pub(super) in_header: bool,
}

/// A reference from one owner to another.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) path: String,
    pub(super) within: Option<&'static str>,
    pub(super) in_header: bool,
}

/// A place that reaches an owner.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub(super) root: usize,
    pub(super) within: Option<&'static str>,
    pub(super) in_header: bool,
}

/// The places that reach an owner, and the path from the place if there is just one way from it.
pub(super) fn reach(owners: &[Owner], owner: usize) -> (Vec<Reach>, Option<String>) {
    if owners[owner].root.is_some() {
        let own = Reach {
            root: owner,
            within: None,
            in_header: false,
        };
        return (vec![own], Some(String::new()));
    }
    let mut seen = BTreeSet::from([(owner, None, false)]);
    let mut next = vec![(owner, None, false)];
    let mut reaches = Vec::new();
    while let Some((at, within, in_header)) = next.pop() {
        for edge in &owners[at].from {
            let state = (
                edge.from,
                within.or(edge.within),
                in_header || edge.in_header,
            );
            if seen.insert(state) {
                if owners[edge.from].root.is_some() {
                    reaches.push(Reach {
                        root: state.0,
                        within: state.1,
                        in_header: state.2,
                    });
                } else {
                    next.push(state);
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
    let mut ways = Vec::new();
    let mut steps = 0;
    walk_back(
        owners,
        owner,
        &mut BTreeSet::new(),
        &mut Vec::new(),
        &mut ways,
        &mut steps,
    );
    match ways.as_slice() {
        [way] if steps < MAX_STEPS => Some(way.clone()),
        _ => None,
    }
}

/// After so many steps a component counts as one that many share.
const MAX_STEPS: usize = 20_000;

fn walk_back<'a>(
    owners: &'a [Owner],
    at: usize,
    on_the_way: &mut BTreeSet<usize>,
    paths: &mut Vec<&'a str>,
    ways: &mut Vec<String>,
    steps: &mut usize,
) {
    *steps += 1;
    if ways.len() > 1 || *steps >= MAX_STEPS {
        return;
    }
    if owners[at].root.is_some() {
        let way = paths
            .iter()
            .rev()
            .fold(String::new(), |way, path| join(&way, path));
        ways.push(way);
        return;
    }
    on_the_way.insert(at);
    for edge in &owners[at].from {
        if !on_the_way.contains(&edge.from) {
            paths.push(&edge.path);
            walk_back(owners, edge.from, on_the_way, paths, ways, steps);
            paths.pop();
        }
    }
    on_the_way.remove(&at);
}
