//! What a call puts into a request: the path, the query, headers and a body that can be left out.

#![allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]

use http::{
    Method,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::{Request, Url};
use serde::Serialize;
use serde_json::Value;

use crate::{InvalidParameter, value::gather};

/// All but the characters that RFC 3986 calls unreserved.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What a call sends, beside what each request has.
pub(crate) struct Outgoing {
    method: Method,
    pub(super) url: Url,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
}

/// Encodes `value` as one segment of a path.
///
/// URL parsers leave out an empty segment, `.` and `..`, in each of their spellings, and so turn the
/// request to another endpoint; no encoding protects them.
pub(crate) fn path_segment(
    parameter: &'static str,
    value: &impl ToString,
) -> Result<String, InvalidParameter> {
    let value = value.to_string();
    // As most identifiers are.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
    if !value.is_empty() && value.bytes().all(is_plain) {
        return Ok(value);
    }
    let resolved = percent_decode_str(&value).decode_utf8_lossy();
    if matches!(resolved.as_ref(), "" | "." | "..") {
        return Err(InvalidParameter::of_path(parameter));
    }
    Ok(utf8_percent_encode(&value, RESERVED).to_string())
}

/// The value of the header `name`.
pub(crate) fn header_value(
    name: &'static str,
    value: &str,
) -> Result<HeaderValue, InvalidParameter> {
    HeaderValue::from_str(value).map_err(|_| InvalidParameter::of_header(name))
}

impl Outgoing {
    pub(super) fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: None,
        }
    }

    /// The request of one attempt, with `headers` beside its own.
    pub(super) fn once(&self, mut headers: HeaderMap) -> Request {
        let own = self.headers.iter();
        headers.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        let mut request = Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = headers;
        *request.body_mut() = self.body.clone().map(Into::into);
        request
    }

    /// Adds the parameters of the query, as OpenAPI's style `form` has it: a list is a parameter for each
    /// of its items, an object one for each of its properties. An object of `bracketed` is written as the
    /// style `deepObject` has it, `name[property]=value`.
    pub(crate) fn query(mut self, query: &impl Serialize, bracketed: &[&str]) -> Self {
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
            self.url.query_pairs_mut().extend_pairs(pairs);
        }
        self
    }

    /// Adds a header, if there is a value for it.
    pub(crate) fn header(
        mut self,
        name: &'static str,
        value: Option<&str>,
    ) -> Result<Self, InvalidParameter> {
        if let Some(value) = value {
            let value = header_value(name, value)?;
            let name = HeaderName::from_static(name);
            self.headers.insert(name, value);
        }
        Ok(self)
    }

    /// Adds a body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        let json = gather::json(body).expect("invariant: generated types can be JSON");
        self.body = Some(json);
        let json = HeaderValue::from_static("application/json");
        self.headers.insert(CONTENT_TYPE, json);
        self
    }

    /// Adds a body, if there is one.
    pub(crate) fn optional_json(self, body: Option<&impl Serialize>) -> Self {
        match body {
            Some(body) => self.json(body),
            None => self,
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
