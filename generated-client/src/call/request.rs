//! What a call adds to a request beside its path.

#![allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]

use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::outgoing::{Outgoing, OutgoingBuilder};
use crate::InvalidParameter;

/// Adds the parameters of the query, as OpenAPI's style `form` has it: a list is a parameter for each
/// of its items, an object one for each of its properties. An object of `bracketed` is written as the
/// style `deepObject` has it, `name[property]=value`.
pub(crate) fn with_query<'b>(
    mut outgoing: Outgoing<'b>,
    query: &impl Serialize,
    bracketed: &[&str],
) -> Outgoing<'b> {
    let query = serde_json::to_value(query).expect("invariant: generated types can be JSON");
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in query.as_object().into_iter().flatten() {
        match value {
            Value::Array(items) => {
                pairs.extend(items.iter().map(|item| (name.clone(), text(item))));
            }
            Value::Object(properties) => pairs.extend(properties.iter().map(|(key, value)| {
                match bracketed.contains(&name.as_str()) {
                    true => (format!("{name}[{key}]"), text(value)),
                    false => (key.clone(), text(value)),
                }
            })),
            // There is no way to write null in a query.
            Value::Null => {}
            value => pairs.push((name.clone(), text(value))),
        }
    }
    if !pairs.is_empty() {
        let url = outgoing.request.url_mut();
        url.query_pairs_mut().extend_pairs(pairs);
    }
    outgoing
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Adds a header, if there is a value for it.
pub(crate) fn with_header<'b>(
    mut outgoing: Outgoing<'b>,
    name: &'static str,
    value: Option<&str>,
) -> Result<Outgoing<'b>, InvalidParameter> {
    if let Some(value) = value {
        let value = HeaderValue::from_str(value).map_err(|_| InvalidParameter::header(name))?;
        let headers = outgoing.request.headers_mut();
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(outgoing)
}

/// Adds a body, if there is one.
pub(crate) fn optional_json<'b, T: Serialize + Sync>(
    request: OutgoingBuilder<'b>,
    body: Option<&'b T>,
) -> OutgoingBuilder<'b> {
    match body {
        Some(body) => request.json(body),
        None => request,
    }
}
