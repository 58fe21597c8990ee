//! What serialising a request tells of it: which of its texts are secret, and whether it has properties
//! that no document names.

use std::{
    cell::{Cell, RefCell},
    io,
};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Secret;

thread_local! {
    /// Where serialising puts a copy of what is secret. None unless it is asked to.
    static GATHERED: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
    /// Whether there was a property that no document names.
    static UNNAMED: Cell<bool> = const { Cell::new(false) };
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

/// Says that nobody knows what these properties are, so that each text in them can be a secret.
pub(crate) fn unknown(properties: &Map<String, Value>) {
    if !properties.is_empty() {
        let _ = UNNAMED.try_with(|unnamed| unnamed.set(true));
        with(|gathered| properties.values().for_each(|value| texts(value, gathered)));
    }
}

/// The JSON of a body. Where one of the properties that no document names is named in a document all the
/// same, it would stand there twice, and a JSON value keeps the last.
pub(crate) fn json(body: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    UNNAMED.set(false);
    let json = serde_json::to_vec(body)?;
    match UNNAMED.take() {
        true => serde_json::to_vec(&serde_json::to_value(body)?),
        false => Ok(json),
    }
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
