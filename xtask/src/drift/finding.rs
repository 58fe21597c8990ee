//! What is reported: each change with its class, and whom it reaches.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{
    owner::{Change, Owner, Place, Reach, reach},
    rules::{Class, Side, UNRECOGNISED},
};
use crate::contract::path::join;

/// A change, with what it means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What it means to callers.
    pub class: Class,
    /// The stable name of the rule.
    pub id: String,
    /// The operation, such as `POST /connected_accounts/link`, or the component that several places
    /// share.
    pub operation: String,
    /// The part of the operation, or the parts that reach the component.
    pub place: String,
    /// The statuses of the responses that it is found in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<String>,
    /// The path of the property.
    pub path: String,
    /// What it was.
    pub before: Json,
    /// What it is.
    pub after: Json,
    /// What happened, in words.
    pub message: String,
    /// What happened, without what it was and what it is.
    #[serde(skip)]
    pub says: String,
    /// The places that reach the component.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reaches: Vec<Reached>,
}

/// A place that reaches a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reached {
    /// The operation.
    pub operation: String,
    /// The part of the operation.
    pub place: &'static str,
    /// The statuses of the responses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<String>,
}

/// A value that has an order, that of its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Json(pub Value);

impl PartialOrd for Json {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Json {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.to_string().cmp(&other.0.to_string())
    }
}

/// Judges what a walk found: the gravest first, and nothing twice.
pub(super) fn findings(owners: &[Owner]) -> Vec<Finding> {
    let mut findings = BTreeSet::new();
    for (index, owner) in owners.iter().enumerate() {
        if owner.changes.is_empty() {
            continue;
        }
        let (reaches, way) = reach(owners, index);
        let (named, prefix) = named(owners, index);
        for change in &owner.changes {
            let (class, id) = judge(owners, &reaches, change);
            let mut finding = Finding {
                class,
                id,
                operation: owners[named].name.clone(),
                place: String::new(),
                statuses: Vec::new(),
                path: join(&prefix, &change.path),
                before: Json(change.before.clone()),
                after: Json(change.after.clone()),
                message: message(change),
                says: says(change),
                reaches: Vec::new(),
            };
            match (reaches.as_slice(), &way) {
                ([reach], Some(way)) => {
                    if let Some(root) = &owners[reach.root].root {
                        finding.operation = root.operation.clone();
                        finding.place = place(root.place, reach, change).name().to_owned();
                        finding.statuses.extend(root.status.clone());
                        finding.path = join(way, &change.path);
                    }
                }
                _ => {
                    finding.reaches = reached(owners, &reaches, change);
                    let places: BTreeSet<&str> = finding
                        .reaches
                        .iter()
                        .map(|reached| reached.place)
                        .collect();
                    finding.place = places.into_iter().collect::<Vec<_>>().join(", ");
                    let statuses = finding.reaches.iter().flat_map(|reached| &reached.statuses);
                    let statuses: BTreeSet<String> = statuses.cloned().collect();
                    finding.statuses = statuses.into_iter().collect();
                }
            }
            findings.insert(finding);
        }
    }
    let mut findings: Vec<Finding> = findings.into_iter().collect();
    findings.sort_by(|one, two| one.order().cmp(&two.order()));
    findings
}

impl Finding {
    /// By what findings are ordered: the gravest first, then by where they are.
    fn order(&self) -> impl Ord + use<'_> {
        let place = (&self.operation, &self.place, &self.statuses);
        (self.class, place, &self.path, &self.id)
    }
}

/// The component or place that an owner lies in which has no name, and the path from there.
fn named(owners: &[Owner], mut index: usize) -> (usize, String) {
    let mut prefix = String::new();
    while owners[index].root.is_none() && owners[index].name.is_empty() {
        // What found it first.
        let Some(edge) = owners[index].from.first() else {
            break;
        };
        prefix = join(&edge.path, &prefix);
        index = edge.from;
    }
    (index, prefix)
}

/// The gravest of what a change means to those that it reaches.
fn judge(owners: &[Owner], reaches: &[Reach], change: &Change) -> (Class, String) {
    let sides = reaches.iter().filter_map(|reach| {
        let side = owners[reach.root].root.as_ref()?.side;
        let unknown = change.within.is_some() || reach.within.is_some();
        Some(match change.rule.class(side) {
            Class::Breaking | Class::Additive if unknown => {
                (Class::Breaking, side, UNRECOGNISED.id(side))
            }
            class => (class, side, change.rule.id(side)),
        })
    });
    let gravest = sides.min();
    gravest.map_or_else(
        || (Class::Docs, change.rule.id(Side::Request)),
        |(class, _, id)| (class, id),
    )
}

fn place(place: Place, reach: &Reach, change: &Change) -> Place {
    match reach.in_header || change.in_header {
        true => Place::Header,
        false => place,
    }
}

/// The places by operation, with the statuses of each.
fn reached(owners: &[Owner], reaches: &[Reach], change: &Change) -> Vec<Reached> {
    let mut places: BTreeMap<(&str, Place), BTreeSet<String>> = BTreeMap::new();
    for reach in reaches {
        if let Some(root) = &owners[reach.root].root {
            let key = (root.operation.as_str(), place(root.place, reach, change));
            places.entry(key).or_default().extend(root.status.clone());
        }
    }
    places
        .into_iter()
        .map(|((operation, place), statuses)| Reached {
            operation: operation.to_owned(),
            place: place.name(),
            statuses: statuses.into_iter().collect(),
        })
        .collect()
}

/// What happened, without what it was and what it is.
fn says(change: &Change) -> String {
    let mut says = change.rule.says.to_owned();
    if let Some(keyword) = change.within {
        says = format!("{says}, within `{keyword}`, which no rule knows");
    }
    if !change.detail.is_empty() {
        says = format!("{says} ({})", change.detail);
    }
    says
}

/// What happened, in words.
fn message(change: &Change) -> String {
    let says = says(change);
    match values(&change.before, &change.after) {
        (None, None) => says,
        (None, Some(after)) => format!("{says}: {after}"),
        (Some(before), None) => format!("{says}: was {before}"),
        (Some(before), Some(after)) => format!("{says}: {before} → {after}"),
    }
}

/// What it was and what it is, each in a line, where that says more than the rule does.
pub fn values(before: &Value, after: &Value) -> (Option<String>, Option<String>) {
    if let (Value::Bool(_), Value::Bool(_)) = (before, after) {
        return (None, None);
    }
    let short = |value: &Value| (!value.is_null()).then(|| short(value));
    (short(before), short(after))
}

/// A value in a line.
fn short(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
