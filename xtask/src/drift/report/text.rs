//! Drift as text for people.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{by_operation, counts, place, reaches};
use crate::drift::{Drift, rules::Class};

/// Drift as text, with colours, which whoever prints it takes out where they do not belong.
pub fn text(drift: &Drift) -> String {
    let mut text = String::new();
    let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
    for class in Class::ALL {
        let groups = by_operation(drift, class);
        if groups.is_empty() {
            continue;
        }
        let style = style(class);
        let count = drift.summary.of(class);
        line(&mut text, format_args!("{style}{class}{style:#} ({count})"));
        for (operation, changes) in groups {
            line(&mut text, format_args!("  {bold}{operation}{bold:#}"));
            for change in changes {
                let mut at = match change.reaches.as_slice() {
                    [] => place(&change.place, &change.statuses),
                    _ => "component".to_owned(),
                };
                if !change.path.is_empty() {
                    at = format!("{at} {bold}{}{bold:#}", change.path);
                }
                let (message, id) = (&change.message, &change.id);
                line(
                    &mut text,
                    format_args!("    {at}: {message} {dim}[{id}]{dim:#}"),
                );
                for reached in reaches(change, str::to_owned) {
                    line(
                        &mut text,
                        format_args!("      {dim}reaches {reached}{dim:#}"),
                    );
                }
            }
        }
        text.push('\n');
    }
    match drift.changes.is_empty() {
        true => line(&mut text, format_args!("no difference")),
        false => line(&mut text, format_args!("{}", counts(drift))),
    }
    text
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{line}");
}

fn style(class: Class) -> Style {
    let color = match class {
        Class::Breaking => AnsiColor::Red,
        Class::Additive => AnsiColor::Green,
        Class::Docs => AnsiColor::Blue,
    };
    color.on_default().bold()
}
