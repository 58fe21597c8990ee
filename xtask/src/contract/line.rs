//! What a schema demands, as lines that people read.

use super::{
    bound::Bound,
    node::{Additional, Node},
};

/// What a schema demands at a path.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    /// The path, empty for the schema itself.
    pub(crate) path: String,
    /// What is demanded there.
    pub(crate) fact: String,
    /// The examples of it: keywords and values.
    pub(crate) examples: Vec<(String, String)>,
}

impl Line {
    /// What a schema demands that a path leads to.
    pub(crate) fn of(path: &str, node: &Node<'_>, required: bool) -> Self {
        Self {
            path: path.to_owned(),
            fact: fact(node, required),
            examples: examples(node),
        }
    }

    /// A line without examples.
    pub(crate) fn plain(path: &str, fact: &str) -> Self {
        Self {
            path: path.to_owned(),
            fact: fact.to_owned(),
            examples: Vec::new(),
        }
    }

    /// The fact with its examples, which come last, so that a change of type does not look like one of
    /// an example.
    pub(crate) fn fact_with_examples(&self) -> String {
        let mut text = self.fact.clone();
        for (keyword, value) in &self.examples {
            text.push_str(&format!(", {keyword} {value}"));
        }
        text
    }
}

/// What a schema demands, in a line.
fn fact(node: &Node<'_>, required: bool) -> String {
    let mut parts = vec![match node.only_union() {
        Some(union) => {
            let null = if union.nullable { " or null" } else { "" };
            format!("{} of {}{null}", union.keyword, union.members.len())
        }
        None => node.types.to_string(),
    }];
    if let Some(format) = &node.format {
        parts.push(format!("format {format}"));
    }
    if let Some(values) = &node.values {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        parts.push(format!("enum {}", values.join(" ")));
    }
    for bound in Bound::ALL {
        if let Some(limit) = node.bounds.get(bound) {
            parts.push(format!("{} {limit}", bound.keyword()));
        }
    }
    let patterns = node.patterns.iter();
    parts.extend(patterns.map(|pattern| format!("pattern {pattern}")));
    if required {
        parts.push("required".to_owned());
    }
    let describes_objects = !node.properties.is_empty() || node.is_object();
    match &node.additional {
        Additional::Closed => parts.push("closed".to_owned()),
        Additional::Open if describes_objects => parts.push("open".to_owned()),
        _ => {}
    }
    if let Some(default) = node.default {
        parts.push(format!("default {default}"));
    }
    if node.deprecated {
        parts.push("deprecated".to_owned());
    }
    // Sentences are no facts, and examples stand apart.
    let links = node.prose.get_key_value("externalDocs");
    for (keyword, values) in node.other.iter().chain(links) {
        parts.extend(values.iter().map(|value| format!("{keyword} {value}")));
    }
    parts.join(", ")
}

/// The examples of a schema: keywords and values.
fn examples(node: &Node<'_>) -> Vec<(String, String)> {
    let mut examples = Vec::new();
    for keyword in ["example", "examples"] {
        let values = node.prose.get(keyword).into_iter().flatten();
        examples.extend(values.map(|value| (keyword.to_owned(), value.to_string())));
    }
    examples
}
