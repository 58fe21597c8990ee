//! Drift as text for people.

use anstyle::{AnsiColor, Style};

use super::{at, by_operation, counts, reaches};
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
        text += &format!("{style}{class}{style:#} ({count})\n");
        for (operation, changes) in groups {
            text += &format!("  {bold}{operation}{bold:#}\n");
            for change in changes {
                let at = at(change, |path| format!("{bold}{path}{bold:#}"));
                let (message, id) = (&change.message, &change.id);
                text += &format!("    {at}: {message} {dim}[{id}]{dim:#}\n");
                for reached in reaches(change, str::to_owned) {
                    text += &format!("      {dim}reaches {reached}{dim:#}\n");
                }
            }
        }
        text.push('\n');
    }
    match drift.changes.is_empty() {
        true => text + "no difference\n",
        false => text + &counts(drift) + "\n",
    }
}

fn style(class: Class) -> Style {
    let color = match class {
        Class::Breaking => AnsiColor::Red,
        Class::Additive => AnsiColor::Green,
        Class::Docs => AnsiColor::Blue,
    };
    color.on_default().bold()
}
