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
    let changes: Vec<String> = drift
        .changes
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()?;
    let summary = serde_json::to_string(&drift.summary)?;
    Ok(format!(
        "{{\"changes\": [\n{}\n], \"summary\": {summary}}}\n",
        changes.join(",\n")
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

/// The places that a component's change reaches, one a line, with the operation as `name` has it.
fn reaches(change: &Finding, name: fn(&str) -> String) -> impl Iterator<Item = String> {
    change.reaches.iter().map(move |reached| {
        let place = place(reached.place, &reached.statuses);
        format!("{}: {place}", name(&reached.operation))
    })
}
