//! What changed, as Markdown.

use super::diff::{Finding, Level, Section};
use crate::document::markdown::code;

/// What a surface is to a program that was written for another one.
#[derive(Clone, Debug)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// The report on `version`, or on all of them, against what `before` names.
    pub fn markdown(&self, version: Option<&str>, before: &str) -> String {
        self.below("#", version, before)
    }

    /// The report on all versions as a section of a longer text.
    pub fn section(&self, before: &str) -> String {
        self.below("##", None, before)
    }

    /// The report, whose outermost heading is one of this level.
    fn below(&self, heading: &str, version: Option<&str>, before: &str) -> String {
        let of = version.map_or(String::new(), |version| format!(" of {version}"));
        let level = self.findings.iter().map(|finding| finding.level).max();
        let verdict = match level {
            None => "patch, no change of the surface",
            Some(Level::Patch) => "patch, no change that a program notices",
            Some(Level::Minor) => "minor",
            Some(Level::Major) => "major",
        };
        let mut text = format!("{heading} Surface{of}: {verdict}\n\n");
        let findings = self.findings.iter();
        let breaking = findings.filter(|finding| finding.level == Level::Major);
        text.push_str(&match breaking.count() {
            0 => format!("Compared with {before}.\n"),
            1 => format!("Compared with {before}: 1 change is breaking.\n"),
            count => format!("Compared with {before}: {count} changes are breaking.\n"),
        });
        for (section, title) in [
            (Section::Removed, "Removed"),
            (Section::Changed, "Changed"),
            (Section::Added, "Added"),
        ] {
            let findings = self.findings.iter();
            let lines: String = findings
                .filter(|finding| finding.section == section)
                .map(line)
                .collect();
            if !lines.is_empty() {
                text.push_str(&format!("\n{heading}# {title}\n\n{lines}"));
            }
        }
        text
    }
}

fn line(finding: &Finding) -> String {
    let lines: Vec<String> = finding.lines.iter().map(|line| code(line)).collect();
    let members = match finding.members {
        0 => String::new(),
        1 => " and its member".to_owned(),
        count => format!(" and its {count} members"),
    };
    let reasons = finding.reasons.join("; ");
    let reasons = match finding.level {
        Level::Major => format!(" – **breaking**: {reasons}"),
        _ if reasons.is_empty() => reasons,
        _ => format!(" – {reasons}"),
    };
    format!("- {}{members}{reasons}\n", lines.join(" → "))
}
