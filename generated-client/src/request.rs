//! What a call adds to a request beside its path.

#![allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]

use reqwest::{
    Request, RequestBuilder,
    header::{HeaderName, HeaderValue},
};
use serde::Serialize;
use serde_json::Value;

use crate::InvalidParameter;

/// Adds the parameters of the query, as OpenAPI's style `form` has it: a list is a parameter for each
/// of its items, an object one for each of its properties. An object of `bracketed` is written as the
/// style `deepObject` has it, `name[property]=value`.
pub(crate) fn with_query(
    mut request: Request,
    query: &impl Serialize,
    bracketed: &[&str],
) -> Request {
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
        request.url_mut().query_pairs_mut().extend_pairs(pairs);
    }
    request
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Adds a header, if there is a value for it.
pub(crate) fn with_header(
    mut request: Request,
    name: &'static str,
    value: Option<&str>,
) -> Result<Request, InvalidParameter> {
    if let Some(value) = value {
        let value = HeaderValue::from_str(value).map_err(|_| InvalidParameter::header(name))?;
        request
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
    Ok(request)
}

/// Adds a body, if there is one.
pub(crate) fn optional_json(
    request: RequestBuilder,
    body: Option<&impl Serialize>,
) -> RequestBuilder {
    match body {
        Some(body) => request.json(body),
        None => request,
    }
}
