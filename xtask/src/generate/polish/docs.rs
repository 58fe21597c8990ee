//! Documentation comments: progenitor leaves most items without one and repeats schemas in others.

use syn::{Attribute, Item};

use crate::generate::{
    docs::comment,
    plan::{FieldPlan, Kind, TypePlan},
};

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
