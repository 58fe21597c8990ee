//! What a comparison finds, as its JSON says.

use serde::Deserialize;
use serde_json::Value;
use xtask::{document::Document, drift};

/// One finding.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    pub(crate) class: String,
    pub(crate) id: String,
    pub(crate) operation: String,
    pub(crate) place: String,
    pub(crate) path: String,
    pub(crate) before: Value,
    pub(crate) after: Value,
    pub(crate) message: String,
    #[serde(default)]
    pub(crate) statuses: Vec<Value>,
    #[serde(default)]
    pub(crate) reaches: Vec<Value>,
}

impl Change {
    /// The statuses as text, whether they are written as numbers or not.
    pub(crate) fn statuses(&self) -> Vec<String> {
        self.statuses.iter().map(text).collect()
    }
}

/// A scalar as text.
pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The findings in the JSON that the command prints.
pub(crate) fn parse(json: &str) -> Vec<Change> {
    let mut report: Value = serde_json::from_str(json).expect("the report is JSON");
    let changes: Vec<Change> =
        serde_json::from_value(report["changes"].take()).expect("the report holds changes");
    for class in ["breaking", "additive", "docs"] {
        let count = changes
            .iter()
            .filter(|change| change.class == class)
            .count();
        assert_eq!(
            report["summary"][class], count,
            "the summary counts {class}"
        );
    }
    changes
}

/// What the comparison of two documents finds.
pub(crate) fn compare(base: &Value, revision: &Value) -> Vec<Change> {
    let document = |file: &str, root: &Value| Document {
        file: file.into(),
        root: root.clone(),
    };
    let drift = drift::compare(
        &document("base.yaml", base),
        &document("revision.yaml", revision),
    );
    let drift = drift.expect("the documents can be compared");
    let changes = parse(&serde_json::to_string(&drift).expect("it is JSON"));
    for (index, change) in changes.iter().enumerate() {
        assert!(!change.message.is_empty(), "{change:?} says what changed");
        assert!(
            !changes[..index].contains(change),
            "{change:?} is reported once"
        );
    }
    changes
}

/// The gravest class among findings.
pub(crate) fn gravest(changes: &[Change]) -> Option<&'static str> {
    ["breaking", "additive", "docs"]
        .into_iter()
        .find(|class| changes.iter().any(|change| change.class == *class))
}
