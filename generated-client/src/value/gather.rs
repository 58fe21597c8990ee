//! Which texts of a request are secret.

use std::{cell::RefCell, io};

use serde::Serialize;
use serde_json::Value;

use crate::Secret;

thread_local! {
    /// Where serialising puts a copy of what is secret. None unless it is asked to.
    static GATHERED: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// The body of a request, of which the secrets can be asked for.
///
/// Only serialising reaches all of them, whatever the types are, so it is done once more where they
/// are needed: a call that succeeds does not pay for it.
pub(crate) trait HoldsSecrets: Sync {
    /// A copy of each secret.
    fn secrets(&self) -> Vec<Secret>;
}

impl<T: Serialize + Sync> HoldsSecrets for T {
    fn secrets(&self) -> Vec<Secret> {
        GATHERED.set(Some(Vec::new()));
        // What is gathered until it fails is better than nothing, and the request was sent.
        let _ = serde_json::to_writer(io::sink(), self);
        GATHERED.take().unwrap_or_default()
    }
}

/// Says that a text that is serialised is secret.
pub(crate) fn secret(text: &str) {
    with(|gathered| gathered.push(text.into()));
}

/// Says that nobody knows what these values are, so that each text in them can be a secret.
pub(crate) fn unknown<'v>(values: impl Iterator<Item = &'v Value>) {
    with(|gathered| values.for_each(|value| texts(value, gathered)));
}

fn texts(value: &Value, gathered: &mut Vec<Secret>) {
    match value {
        Value::String(text) => gathered.push(text.into()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, gathered)),
        Value::Object(properties) => properties.values().for_each(|value| texts(value, gathered)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn with(gather: impl FnOnce(&mut Vec<Secret>)) {
    // A thread that ends has nothing to gather any more.
    let _ = GATHERED.try_with(|gathered| {
        if let Some(gathered) = gathered.borrow_mut().as_mut() {
            gather(gathered);
        }
    });
}
