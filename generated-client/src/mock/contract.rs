//! What the generated code says of each operation.

use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::reply::Reply;
use crate::UnexpectedReason;

/// A status and the text of a JSON body.
pub(crate) type Answer = (u16, &'static str);

/// An operation as the API's documents describe it.
#[derive(Debug)]
pub struct Contract {
    pub(crate) version: &'static str,
    pub(crate) name: &'static str,
    pub(crate) method: &'static str,
    /// With its parameters in braces.
    pub(crate) path: &'static str,
    /// The headers of which one holds a key.
    pub(crate) keys: &'static [&'static str],
    pub(crate) success: Answer,
    pub(crate) failures: &'static [Answer],
    /// Whether a request can be read.
    pub(crate) check: fn(&Sent) -> Result<(), String>,
}

/// What an operation is called with.
pub trait Call: Sized {
    /// How the operation can fail.
    type Failure: Copy + Into<u16>;
    /// The operation.
    const CONTRACT: &'static Contract;

    /// Reads a request. The error says why it cannot be read, without a part of it.
    fn read(sent: &Sent) -> Result<Self, String>;
}

impl Contract {
    /// The parameters in `path`, if it is the operation's.
    pub(crate) fn parameters(&self, path: &str) -> Option<Vec<(&'static str, String)>> {
        let (template, path) = (self.path.split('/'), path.split('/'));
        if template.clone().count() != path.clone().count() {
            return None;
        }
        let mut parameters = Vec::new();
        for (expected, found) in template.zip(path) {
            let found = percent_decode_str(found).decode_utf8().ok()?;
            match expected.strip_prefix('{') {
                Some(name) => parameters.push((name.trim_end_matches('}'), found.into_owned())),
                None if expected == found => {}
                None => return None,
            }
        }
        Some(parameters)
    }

    /// The documented answer with a status, which its body says as well.
    pub(super) fn failure(&self, status: u16) -> Option<Reply> {
        let mut failures = self.failures.iter();
        let (_, body) = failures.find(|(documented, _)| *documented == status)?;
        Some(Reply::documented(status, &with_status(body, status)))
    }
}

/// The body of an error with the status that it is sent with, where it has a number `status`.
fn with_status(body: &str, status: u16) -> String {
    match serde_json::from_str(body) {
        Ok(mut json) => {
            set_status(&mut json, status);
            json.to_string()
        }
        // There is none.
        Err(_) => body.to_owned(),
    }
}

fn set_status(body: &mut Value, status: u16) {
    for (name, member) in body.as_object_mut().into_iter().flatten() {
        match member {
            Value::Number(number) if name == "status" => *number = status.into(),
            member => set_status(member, status),
        }
    }
}

/// A request to an operation, as it came.
#[derive(Clone)]
pub struct Sent {
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

#[allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]
impl Sent {
    /// A parameter of the path: a text, or the JSON that is written there.
    pub(crate) fn parameter<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let mut parameters = self.parameters.iter();
        let text = parameters.find(|(known, _)| *known == name);
        let text = text.map_or("", |(_, text)| text.as_str());
        serde_json::from_value(Value::from(text))
            .or_else(|_| serde_json::from_str(text))
            .map_err(|_| format!("the parameter `{name}` has another type than documented"))
    }

    /// The parameters of the query. Those of `lists` are lists, those of `objects` are objects in
    /// brackets, and those of `json` have values, or items, that are no text.
    pub(crate) fn query<T: DeserializeOwned>(
        &self,
        lists: &[&str],
        objects: &[&str],
        json: &[&str],
    ) -> Result<T, String> {
        let mut query = Map::new();
        for (name, text) in &self.query {
            let (outer, key) = match name.trim_end_matches(']').split_once('[') {
                Some((outer, key)) if objects.contains(&outer) => (outer, Some(key)),
                _ => (name.as_str(), None),
            };
            let value = match json.contains(&outer) {
                true => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str())),
                false => Value::from(text.as_str()),
            };
            if let Some(key) = key {
                let object = query.entry(outer).or_insert_with(|| Map::new().into());
                if let Some(object) = object.as_object_mut() {
                    object.insert(key.to_owned(), value);
                }
            } else if lists.contains(&outer) {
                let list = query
                    .entry(outer)
                    .or_insert_with(|| Value::Array(Vec::new()));
                list.as_array_mut()
                    .into_iter()
                    .for_each(|list| list.push(value.clone()));
            } else {
                query.insert(outer.to_owned(), value);
            }
        }
        serde_path_to_error::deserialize(Value::Object(query))
            .map_err(|error| format!("in the query, {}", UnexpectedReason::of(&error)))
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Result<Option<String>, String> {
        let Some(value) = self.headers.get(name) else {
            return Ok(None);
        };
        let text = value.to_str().map(str::to_owned).map(Some);
        text.map_err(|_| format!("the header `{name}` is no text"))
    }

    /// A header that has to be there.
    pub(crate) fn required_header(&self, name: &str) -> Result<String, String> {
        self.header(name)?
            .ok_or_else(|| format!("there is no header `{name}`"))
    }

    /// A body that can be left out.
    pub(crate) fn optional_body<T: DeserializeOwned + Serialize>(
        &self,
    ) -> Result<Option<T>, String> {
        match self.body.is_empty() {
            true => Ok(None),
            false => self.body().map(Some),
        }
    }

    /// The body.
    pub(crate) fn body<T: DeserializeOwned + Serialize>(&self) -> Result<T, String> {
        let mut json = serde_json::Deserializer::from_slice(&self.body);
        let body = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| UnexpectedReason::of(&error).to_string())?;
        json.end()
            .map_err(|error| UnexpectedReason::not_json(&error).to_string())?;
        let sent = serde_json::from_slice(&self.body).unwrap_or_default();
        match lost_null(&sent, &serde_json::to_value(&body).unwrap_or_default()) {
            Some(path) => Err(format!(
                "the body has null at `{path}`, where the documents allow none"
            )),
            None => Ok(body),
        }
    }
}

/// The way to a property that was sent as null and that a type has read as one that is absent.
fn lost_null(sent: &Value, read: &Value) -> Option<String> {
    let below = |step: String, path: String| match path.starts_with('[') || path.is_empty() {
        true => format!("{step}{path}"),
        false => format!("{step}.{path}"),
    };
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            sent.iter().find_map(|(name, sent)| match read.get(name) {
                Some(read) => lost_null(sent, read).map(|path| below(name.clone(), path)),
                None => sent.is_null().then(|| name.clone()),
            })
        }
        (Value::Array(sent), Value::Array(read)) => {
            let pairs = sent.iter().zip(read).enumerate();
            let mut lost = pairs.filter_map(|(index, (sent, read))| {
                lost_null(sent, read).map(|path| below(format!("[{index}]"), path))
            });
            lost.next()
        }
        _ => None,
    }
}

/// A documented status.
pub(crate) fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).expect("invariant: documented statuses are from 200 to 599")
}

#[cfg(test)]
mod tests {
    use super::with_status;

    #[test]
    fn an_error_has_the_status_that_it_is_sent_with() {
        let inner = with_status(r#"{"inner":{"code":1,"status":1},"status":"gone"}"#, 404);
        assert_eq!(
            inner,
            r#"{"inner":{"code":1,"status":404},"status":"gone"}"#
        );
        assert_eq!(with_status("", 404), "");
    }
}
