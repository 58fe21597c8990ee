//! Lowers what an operation says of credentials: the header of each key that a caller can send.
//!
//! A client holds one key and sends it in a header, so of the alternatives that a document offers it
//! can take those that are a single such key. The others are left out: a cookie beside a key takes
//! nothing from those who have the key.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Map, Value};

use super::describe::sentence;
use crate::{
    document::{Document, pointer::Pointer},
    generate::{names, plan::SchemePlan},
};

/// The schemes by which a client can call an operation; none if the operation asks for none.
pub(super) fn schemes(
    document: &Document,
    at: &Pointer,
    operation: &Map<String, Value>,
) -> Result<BTreeMap<String, SchemePlan>> {
    let mut schemes = BTreeMap::new();
    let (at_all, security) = match operation.get("security") {
        Some(security) => (at.child("security"), security),
        None => {
            let at = Pointer::root().child("security");
            let Some(security) = document.get(&at) else {
                return Ok(schemes);
            };
            (at, security)
        }
    };
    let alternatives = security
        .as_array()
        .ok_or_else(|| document.error(&at_all, "expected a list of security alternatives"))?;
    let mut reasons = Vec::new();
    let mut asks_for_none = alternatives.is_empty();
    for (index, alternative) in alternatives.iter().enumerate() {
        let at = at_all.child(index);
        let Some(alternative) = alternative.as_object() else {
            return Err(document.error(&at, "expected a mapping of schemes to scopes"));
        };
        let names: Vec<&str> = alternative.keys().map(String::as_str).collect();
        match names[..] {
            [] => asks_for_none = true,
            [name] => match scheme(document, name)? {
                Ok(scheme) => drop(schemes.insert(name.to_owned(), scheme)),
                Err(reason) => reasons.push(reason),
            },
            _ => reasons.push(format!(
                "`{}` are demanded together, expected exactly one scheme in an alternative",
                names.join("` and `")
            )),
        }
    }
    if schemes.is_empty() && !asks_for_none {
        return Err(document.error(
            &at_all,
            format!(
                "found no alternative that a client can send, which holds one key and sends it in a header: {}",
                reasons.join("; ")
            ),
        ));
    }
    Ok(schemes)
}

/// The scheme `name`, or why a client cannot send what it asks for.
fn scheme(document: &Document, name: &str) -> Result<Result<SchemePlan, String>> {
    let at = Pointer::root()
        .descend(["components", "securitySchemes"])
        .child(name);
    let Some(scheme) = document.get(&at) else {
        return Ok(Err(format!("the scheme `{name}` is not defined: add {at}")));
    };
    let text = |key: &str| scheme.get(key).and_then(Value::as_str);
    let (Some("apiKey"), Some("header"), Some(header)) = (text("type"), text("in"), text("name"))
    else {
        return Ok(Err(format!(
            "`{name}` is something else at {at}, expected `type: apiKey`, `in: header` and the header's `name`"
        )));
    };
    if !names::is_scheme_name(name) {
        return Err(document.error(
            &at,
            format!("`{name}` cannot be the name of a credential: expected one such as ApiKeyAuth"),
        ));
    }
    if !is_header_name(header) {
        return Err(document.error(
            &at.child("name"),
            format!("found `{header}`, expected the name of a header"),
        ));
    }
    Ok(Ok(SchemePlan {
        header: header.to_lowercase(),
        doc: sentence(text("description").unwrap_or_default()),
    }))
}

/// Whether `name` is a token as RFC 9110 has it.
pub(super) fn is_header_name(name: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.chars().all(is_token)
}
