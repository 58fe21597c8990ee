//! Documentation comments: progenitor leaves most items without one and repeats schemas in others.

use std::collections::BTreeSet;

use syn::{Attribute, parse_quote};

use crate::plan::{Role, Use};

/// Columns that a line of prose takes at most, its indentation not counted.
const WIDTH: usize = 92;

/// The attributes of a documentation comment. Paragraphs are set apart by empty lines.
pub(crate) fn comment(text: &str) -> Vec<Attribute> {
    lines(text)
        .into_iter()
        .map(|line| parse_quote!(#[doc = #line]))
        .collect()
}

/// The same as [`comment`] for the module that a file is.
pub(crate) fn module_comment(text: &str) -> Vec<Attribute> {
    lines(text)
        .into_iter()
        .map(|line| parse_quote!(#![doc = #line]))
        .collect()
}

fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for source in text.lines() {
        let indent = if source.starts_with("- ") { "  " } else { "" };
        let mut line = String::new();
        for word in source.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
                lines.push(std::mem::replace(&mut line, format!("{indent}{word}")));
            } else {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
        lines.push(line);
    }
    let spaced = |line: String| {
        if line.is_empty() {
            line
        } else {
            format!(" {line}")
        }
    };
    lines.into_iter().map(spaced).collect()
}

/// Says which operations a type belongs to, of all versions that share it.
pub(crate) fn uses(uses: &BTreeSet<Use>) -> String {
    let mut text = "In the API's documents:\n".to_owned();
    for Use { operation, role } in uses {
        let part = match role {
            Role::Parameter => "parameter",
            Role::Request => "request body",
            Role::Success => "success body",
            Role::Error => "error body",
        };
        text.push_str(&format!("\n- {part} of `{operation}`"));
    }
    text
}
