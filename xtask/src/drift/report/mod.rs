//! Drift as text for people, as Markdown for a pull request, and as JSON for programs.

mod markdown;
mod rules;
mod text;

use crate::drift::{Drift, Finding, rules::Class};

pub use markdown::markdown;
pub use rules::rules;
pub use text::text;

/// Drift as JSON, one change a line.
pub fn json(drift: &Drift) -> anyhow::Result<String> {
    let changes = drift.changes.iter().map(serde_json::to_string);
    let changes = changes.collect::<Result<Vec<_>, _>>()?.join(",\n");
    let summary = serde_json::to_string(&drift.summary)?;
    Ok(format!(
        "{{\"changes\": [\n{changes}\n], \"summary\": {summary}}}\n"
    ))
}

/// The changes of a class by operation, in the order in which they are reported.
fn by_operation(drift: &Drift, class: Class) -> Vec<(&str, Vec<&Finding>)> {
    let mut groups: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for change in drift.changes.iter().filter(|change| change.class == class) {
        match groups.last_mut() {
            Some((operation, changes)) if *operation == change.operation => changes.push(change),
            _ => groups.push((&change.operation, vec![change])),
        }
    }
    groups
}

/// How many changes there are of each class, such as `2 breaking, 1 additive, 4 docs`.
fn counts(drift: &Drift) -> String {
    let counts = Class::ALL.map(|class| format!("{} {class}", drift.summary.of(class)));
    counts.join(", ")
}

/// The part of the operation, with the statuses.
fn place(place: &str, statuses: &[String]) -> String {
    match statuses {
        [] => place.to_owned(),
        statuses => format!("{place} {}", statuses.join(", ")),
    }
}

/// Where a change is: the part of the operation, or a component, and the path there as `show` has it.
fn at(change: &Finding, show: impl Fn(&str) -> String) -> String {
    let at = match change.reaches.as_slice() {
        [] => place(&change.place, &change.statuses),
        _ => "component".to_owned(),
    };
    match change.path.as_str() {
        "" => at,
        path => format!("{at} {}", show(path)),
    }
}

/// The places that a component's change reaches, one a line, with the operation as `name` has it.
fn reaches(change: &Finding, name: fn(&str) -> String) -> impl Iterator<Item = String> {
    change.reaches.iter().map(move |reached| {
        let place = place(reached.place, &reached.statuses);
        format!("{}: {place}", name(&reached.operation))
    })
}
