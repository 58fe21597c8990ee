//! Documentation comments: progenitor leaves most items without one and repeats schemas in others.

use proc_macro2::Span;
use syn::{
    AttrStyle, Attribute, Expr, ExprLit, Ident, Item, Lit, LitStr, Meta, MetaNameValue, Path, Token,
};

use crate::plan::{FieldPlan, Kind, TypePlan};

/// Columns that a line of prose takes at most, its indentation not counted.
const WIDTH: usize = 92;

/// The attributes of a documentation comment. Paragraphs are set apart by empty lines.
pub(crate) fn comment(text: &str) -> Vec<Attribute> {
    attributes(text, AttrStyle::Outer)
}

/// The same as [`comment`] for the module that a file is.
pub(crate) fn module_comment(text: &str) -> Vec<Attribute> {
    attributes(text, AttrStyle::Inner(Token![!](Span::call_site())))
}

/// Put together by hand: there are hundreds of lines, and parsing each took a tenth of the time.
fn attributes(text: &str, style: AttrStyle) -> Vec<Attribute> {
    let attribute = |line: String| Attribute {
        pound_token: Default::default(),
        style,
        bracket_token: Default::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: Path::from(Ident::new("doc", Span::call_site())),
            eq_token: Default::default(),
            value: Expr::Lit(ExprLit {
                attrs: Vec::new(),
                lit: Lit::Str(LitStr::new(&line, Span::call_site())),
            }),
        }),
    };
    lines(text).into_iter().map(attribute).collect()
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

/// Documents a type and its fields.
pub(super) fn document(item: &mut Item, plan: &TypePlan) {
    let text = match plan.doc.text() {
        text if text.is_empty() => {
            "A type of the API, which its documents do not describe.".to_owned()
        }
        text => text,
    };
    match (item, &plan.kind) {
        (Item::Struct(item), Kind::Struct { fields }) => {
            prepend(&mut item.attrs, &text);
            for field in &mut item.fields {
                let name = field
                    .ident
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                prepend(&mut field.attrs, &field_text(&name, fields.get(&name)));
            }
        }
        (Item::Struct(item), _) => prepend(&mut item.attrs, &text),
        (Item::Enum(item), _) => prepend(&mut item.attrs, &text),
        _ => {}
    }
}

fn field_text(name: &str, plan: Option<&FieldPlan>) -> String {
    match plan {
        None => "Properties that the API's documents do not name.".to_owned(),
        Some(plan) if plan.wire_name == name => plan.doc.text(),
        Some(plan) => format!("{}\n\nIn JSON: `{}`.", plan.doc.text(), plan.wire_name),
    }
}

fn prepend(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.splice(0..0, comment(text));
}
