//! Drift as Markdown for a pull request.

use super::{at, by_operation, counts, reaches};
use crate::{
    document::markdown::{code, literal},
    drift::{Drift, Finding, rules::Class},
};

/// Drift as Markdown. What is not on the wire is folded away.
pub fn markdown(drift: &Drift, base: &str, revision: &str) -> String {
    let mut lines = vec![
        format!("## API drift: {} → {}", code(base), code(revision)),
        String::new(),
    ];
    if drift.changes.is_empty() {
        lines.push("No difference.".to_owned());
    } else {
        lines.push(format!("**{}**", counts(drift)));
    }
    for class in Class::ALL {
        let groups = by_operation(drift, class);
        if groups.is_empty() {
            continue;
        }
        let count = drift.summary.of(class);
        let title = match class {
            Class::Breaking => "Breaking",
            Class::Additive => "Additive",
            Class::Docs => "Documentation",
        };
        lines.push(String::new());
        lines.push(match class {
            Class::Docs => format!("<details><summary>{title} ({count})</summary>"),
            _ => format!("### {title} ({count})"),
        });
        for (operation, changes) in groups {
            lines.push(String::new());
            lines.push(code(operation));
            lines.push(String::new());
            lines.extend(changes.into_iter().flat_map(items));
        }
        if class == Class::Docs {
            lines.extend([String::new(), "</details>".to_owned()]);
        }
    }
    lines.join("\n") + "\n"
}

/// The lines of a change.
fn items(change: &Finding) -> Vec<String> {
    let (at, happened) = (at(change, code), change.happened(code));
    let (says, id) = (literal(&change.says), code(&change.id));
    let mut lines = vec![format!("- {at}: {says}{happened} ({id})")];
    lines.extend(reaches(change, code).map(|reached| format!("  - reaches {reached}")));
    lines
}
