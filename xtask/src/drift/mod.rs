//! What changed between two documents, for whom, and whether it breaks them.

mod body;
mod document;
mod extension;
mod finding;
mod keyword;
mod operation;
mod owner;
mod parameter;
pub mod report;
mod rules;
mod same;
mod schema;
mod security;
mod union;
mod walk;

use serde::Serialize;

use crate::{
    contract::operation::{self as operations, operations},
    document::Document,
};
use operation::Pair;
use owner::{Place, Root};
use rules::Side;
use serde_json::Value;
use walk::Walk;

pub use finding::{Finding, Json, Reached};
pub use rules::Class;

/// What changed between two documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drift {
    /// The changes, the gravest first.
    pub changes: Vec<Finding>,
    /// How many there are of each class.
    pub summary: Summary,
}

/// How many changes there are of each class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Those that break callers.
    pub breaking: usize,
    /// Those that callers can use.
    pub additive: usize,
    /// Those that are not on the wire.
    pub docs: usize,
}

impl Summary {
    /// How many there are of a class.
    pub fn of(&self, class: Class) -> usize {
        match class {
            Class::Breaking => self.breaking,
            Class::Additive => self.additive,
            Class::Docs => self.docs,
        }
    }
}

/// Compares two documents.
///
/// # Errors
///
/// If one of them is not an OpenAPI document of 3.0 or 3.1.
pub fn compare(base: &Document, revision: &Document) -> anyhow::Result<Drift> {
    base.check_any_openapi()?;
    revision.check_any_openapi()?;
    Ok(compare_values(&base.root, &revision.root))
}

fn compare_values(base: &Value, revision: &Value) -> Drift {
    let mut walk = Walk::new(base, revision);
    walk.document();
    let pairs = operations::pair(operations(walk.base), operations(walk.revision));
    for (one, two) in &pairs.both {
        walk.operation(&Pair {
            name: &pairs.name(one),
            base: one,
            revision: two,
        });
    }
    let root = |operation| Root {
        operation: pairs.name(operation),
        place: Place::Operation,
        status: None,
        side: Side::Request,
    };
    for gone in &pairs.removed {
        let name = gone.full_name();
        walk.root(root(gone), |walk| {
            walk.removed(&rules::OPERATION_REMOVED, name)
        });
    }
    for new in &pairs.added {
        let name = new.full_name();
        walk.root(root(new), |walk| walk.added(&rules::OPERATION_ADDED, name));
    }
    let mut changes = finding::findings(&walk.owners);
    if changes.is_empty() && base != revision {
        changes.push(written_differently());
    }
    let count = |class| {
        let of_class = changes.iter().filter(|change| change.class == class);
        of_class.count()
    };
    let [breaking, additive, docs] = Class::ALL.map(count);
    let summary = Summary {
        breaking,
        additive,
        docs,
    };
    Drift { changes, summary }
}

/// That documents differ, although nothing in what they say does.
fn written_differently() -> Finding {
    Finding {
        class: Class::Docs,
        id: rules::RESPELLED.id(Side::Request),
        operation: "document".to_owned(),
        place: Place::Document.name().to_owned(),
        statuses: Vec::new(),
        path: String::new(),
        before: Json(Value::Null),
        after: Json(Value::Null),
        message: rules::RESPELLED.says.to_owned(),
        says: rules::RESPELLED.says.to_owned(),
        was: None,
        now: None,
        reaches: Vec::new(),
    }
}
