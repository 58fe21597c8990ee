//! Documentation comments: progenitor leaves most items without one and repeats schemas in others.

use std::collections::BTreeSet;

use syn::{Attribute, Field, Item, parse_quote};

use crate::plan::{Doc, FieldPlan, Kind, Role, TypePlan, Use};

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

/// Documents a type and its fields, from what each of the versions that have it says of it.
///
/// Where their descriptions differ, that of the last stays; where their limits do, all do.
pub(crate) fn document(items: &mut [Item], plans: &[(&str, &TypePlan)]) {
    let docs: Vec<(&str, &Doc)> = plans
        .iter()
        .map(|(version, plan)| (*version, &plan.doc))
        .collect();
    let uses = plans.iter().flat_map(|(_, plan)| &plan.uses).collect();
    let text = format!("{}\n\n{}", merge(&docs), uses_text(&uses));
    match items.first_mut() {
        Some(Item::Struct(item)) => {
            prepend(&mut item.attrs, &text);
            for field in &mut item.fields {
                document_field(field, plans);
            }
        }
        Some(Item::Enum(item)) => prepend(&mut item.attrs, &text),
        _ => {}
    }
}

fn document_field(field: &mut Field, plans: &[(&str, &TypePlan)]) {
    let Some(name) = field.ident.as_ref().map(ToString::to_string) else {
        return;
    };
    let plans: Vec<(&str, &FieldPlan)> = plans
        .iter()
        .filter_map(|(version, plan)| match &plan.kind {
            Kind::Struct { fields } => Some((*version, fields.get(&name)?)),
            _ => None,
        })
        .collect();
    let docs: Vec<(&str, &Doc)> = plans
        .iter()
        .map(|(version, plan)| (*version, &plan.doc))
        .collect();
    let text = match plans.last() {
        None => "Properties that the API's documents do not name.".to_owned(),
        Some((_, plan)) if plan.wire_name == name => merge(&docs),
        Some((_, plan)) => format!("{}\n\nIn JSON: `{}`.", merge(&docs), plan.wire_name),
    };
    prepend(&mut field.attrs, &text);
}

fn merge(docs: &[(&str, &Doc)]) -> String {
    let Some((_, last)) = docs.last() else {
        return String::new();
    };
    if docs.iter().all(|(_, doc)| doc.limits == last.limits) {
        return last.text();
    }
    let stated = docs.iter().filter(|(_, doc)| !doc.limits.is_empty());
    let limits: Vec<String> = stated
        .map(|(version, doc)| format!("In API {version}: {}", doc.limits))
        .collect();
    let limits = limits.join(" ");
    Doc {
        prose: last.prose.clone(),
        limits,
    }
    .text()
}

fn prepend(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.splice(0..0, comment(text));
}

/// Says which operations a type belongs to, of all versions that share it.
fn uses_text(uses: &BTreeSet<&Use>) -> String {
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
