//! What is reported: each change with its class, and whom it reaches.

use std::{
    collections::{BTreeMap, BTreeSet},
    ptr,
};

use serde::Serialize;
use serde_json::Value;

use super::{
    owner::{Change, Owner, Place, Reach, reach},
    rules::{Class, DEFAULT_CHANGED, DOCUMENTATION_CHANGED, EXTENSION_CHANGED, Side, UNRECOGNISED},
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
    /// What it was, in a line, unless `says` leaves no doubt.
    #[serde(skip)]
    pub was: Option<String>,
    /// What it is now, in the same way.
    #[serde(skip)]
    pub now: Option<String>,
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
                message: String::new(),
                says: says(change),
                was: None,
                now: None,
                reaches: Vec::new(),
            };
            (finding.was, finding.now) = values(change);
            finding.message = format!("{}{}", finding.says, finding.happened(str::to_owned));
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
                    let places = finding.reaches.iter().map(|reached| reached.place);
                    let places: BTreeSet<&str> = places.collect();
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
    /// What it was and what it is, behind what happened, with values as `show` has them.
    pub fn happened(&self, show: impl Fn(&str) -> String) -> String {
        match (&self.was, &self.now) {
            (None, None) => String::new(),
            (None, Some(now)) => format!(": now {}", show(now)),
            (Some(was), None) => format!(": was {}", show(was)),
            (Some(was), Some(now)) => format!(": was {}, now {}", show(was), show(now)),
        }
    }

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
        let unknown = change.around.and(reach.around).within.is_some();
        Some(match change.rule.class(side) {
            Class::Breaking | Class::Additive if unknown => {
                (Class::Breaking, side, UNRECOGNISED.id(side))
            }
            class => (class, side, change.rule.id(side)),
        })
    });
    match sides.min() {
        Some((class, _, id)) => (class, id),
        None => (Class::Docs, change.rule.id(Side::Request)),
    }
}

fn place(place: Place, reach: &Reach, change: &Change) -> Place {
    match change.around.and(reach.around).in_header {
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
    if let Some(keyword) = change.around.within {
        says = format!("{says}, within `{keyword}`, which no rule knows");
    }
    if !change.detail.is_empty() {
        says = format!("{says} ({})", change.detail);
    }
    says
}

/// What it was and what it is, each in a line, where that says more than the rule does.
fn values(change: &Change) -> (Option<String>, Option<String>) {
    let (before, after) = (&change.before, &change.after);
    // Of these the words do not say which of the two it was.
    let of_any_value = [
        &DEFAULT_CHANGED,
        &DOCUMENTATION_CHANGED,
        &EXTENSION_CHANGED,
        &UNRECOGNISED,
    ];
    if let (Value::Bool(_), Value::Bool(_)) = (before, after)
        && !of_any_value.iter().any(|rule| ptr::eq(*rule, change.rule))
    {
        return (None, None);
    }
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        other => Some(other.to_string()),
    };
    let (was, now) = (text(before), text(after));
    let common = match (&was, &now) {
        (Some(was), Some(now)) => {
            let pairs = was.chars().zip(now.chars());
            pairs.take_while(|(was, now)| was == now).count()
        }
        _ => 0,
    };
    let short = |text: String| short(&text, common);
    (was.map(short), now.map(short))
}

/// A text in a line, of which the first `common` characters may be left out if it is a long one.
fn short(text: &str, common: usize) -> String {
    const LONGEST: usize = 80;
    /// What is shown before the first difference.
    const CONTEXT: usize = 20;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start = match common {
        common if common > LONGEST / 2 => common - CONTEXT,
        _ => 0,
    };
    let rest: String = text.chars().skip(start).take(LONGEST).collect();
    let before = if start > 0 { "…" } else { "" };
    let is_all = text.chars().count() <= start + LONGEST;
    let after = if is_all { "" } else { "…" };
    format!("{before}{rest}{after}")
}
