//! Takes out of an answer what the request held: an error that quotes a secret would carry it into
//! logs.

use std::ops::Range;

use http::header::{HeaderMap, HeaderValue};
use memchr::memmem;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::plain::Plain;
use crate::{UnexpectedReason, call::core::Secrets, value::gather::HoldsSecrets};

/// What stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// Text that is shorter is found by chance in any sentence, and is soon guessed anyway.
const SHORTEST: usize = 4;

/// Text that is shorter is a word like others, so it is replaced only where it stands alone, and not
/// in the names of properties: the client would no longer know the answer as an error of the API.
const LONG: usize = 8;

/// The properties that name an error and a request, for programs and for support. A secret that is a word,
/// such as `production`, can be a part of such a name by chance, but a key cannot.
const NAMES: [&str; 2] = ["slug", "request_id"];

/// What was sent, and is a secret.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) client: &'a Secrets,
    pub(crate) body: &'a dyn HoldsSecrets,
}

impl Sent<'_> {
    /// Replaces it in all that an error shows.
    pub(crate) fn redact(
        &self,
        headers: &mut HeaderMap,
        body: &mut Vec<u8>,
        reason: Option<&mut UnexpectedReason>,
    ) {
        let secrets = self.body.secrets();
        let secrets = secrets.iter().chain(&self.client.headers);
        let texts = || secrets.clone().map(|secret| secret.expose_secret());
        let key = self.client.key.expose_secret();
        let redactor = Redactor {
            key: Needle::of(key).into_iter().collect(),
            others: texts().filter_map(Needle::of).collect(),
        };
        redactor.headers(headers);
        if let Some(clean) = redactor.body(body) {
            *body = clean;
        }
        match reason {
            Some(
                UnexpectedReason::OtherForm { path, .. }
                | UnexpectedReason::DuplicateProperty { path },
            ) => {
                replace(path, redactor.name(path));
            }
            Some(UnexpectedReason::Redirected { host: Some(host) }) => {
                // In a URL, the host is in lower case.
                let lower = |text: &str| Needle::of(&Zeroizing::new(text.to_lowercase()));
                let redactor = Redactor {
                    key: lower(key).into_iter().collect(),
                    others: texts().filter_map(lower).collect(),
                };
                let clean = redactor.text(host);
                replace(host, clean);
            }
            _ => {}
        }
    }
}

/// A secret to be found: as it was sent, and without what looks like an encoding.
struct Needle {
    verbatim: Plain,
    decoded: Plain,
}

impl Needle {
    fn of(secret: &str) -> Option<Self> {
        // A server may trim it.
        let secret = secret.trim();
        (secret.chars().count() >= SHORTEST).then(|| Self {
            verbatim: Plain::verbatim(secret),
            decoded: Plain::decoded(secret),
        })
    }

    fn is_long(&self) -> bool {
        // That bytes are counted here makes no more than a short word with an umlaut a long one.
        self.verbatim.bytes.len() >= LONG
    }

    /// Where it stands in a text, of which these are the two forms. In a `name`, it has to stand alone.
    fn found(&self, verbatim: &Plain, decoded: &Plain, name: bool) -> Vec<Range<usize>> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || name && c == '-';
        let anywhere = self.is_long() && !name;
        let forms = [(&self.verbatim, verbatim), (&self.decoded, decoded)];
        let mut found = Vec::new();
        for (needle, text) in forms {
            for start in memmem::find_iter(&text.bytes, needle.bytes.as_slice()) {
                let end = start + needle.bytes.len();
                if anywhere || stands_alone(&text.bytes, start, end, is_part) {
                    found.push(text.place(start, end));
                }
            }
        }
        found
    }
}

/// Finds secrets and replaces them.
struct Redactor {
    key: Vec<Needle>,
    others: Vec<Needle>,
}

impl Redactor {
    fn headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            let text = String::from_utf8_lossy(value.as_bytes());
            if let Some(clean) = self.text(&text) {
                let clean = HeaderValue::from_str(&clean);
                let mut clean = clean.unwrap_or(HeaderValue::from_static(REDACTED));
                clean.set_sensitive(value.is_sensitive());
                *value = clean;
            }
        }
    }

    /// The body without secrets, if there are any. JSON stays JSON.
    fn body(&self, body: &[u8]) -> Option<Vec<u8>> {
        match serde_json::from_slice(body) {
            Ok(mut json) => self.json(&mut json).then(|| json.to_string().into_bytes()),
            Err(_) => Some(self.text(&String::from_utf8_lossy(body))?.into_bytes()),
        }
    }

    /// Replaces secrets in the texts of `json`, and says whether there were any.
    fn json(&self, json: &mut Value) -> bool {
        match json {
            Value::String(text) => replace(text, self.text(text)),
            Value::Array(items) => {
                let found = items.iter_mut().map(|item| self.json(item));
                found.fold(false, |all, one| all | one)
            }
            Value::Object(properties) => {
                let mut found = false;
                let mut clean = Map::new();
                for (mut name, mut value) in std::mem::take(properties) {
                    found |= match &mut value {
                        Value::String(text) if NAMES.contains(&name.as_str()) => {
                            let key = without(text, &self.key, false);
                            replace(text, key) | replace(text, without(text, &self.others, true))
                        }
                        value => self.json(value),
                    };
                    let named = self.name(&name);
                    found |= replace(&mut name, named);
                    clean.insert(name, value);
                }
                *properties = clean;
                found
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    /// The text without secrets, if there are any.
    fn text(&self, text: &str) -> Option<String> {
        without(text, self.key.iter().chain(&self.others), false)
    }

    /// The same as [`text`](Self::text) for names of properties.
    fn name(&self, name: &str) -> Option<String> {
        let needles = self.key.iter().chain(&self.others);
        without(name, needles.filter(|needle| needle.is_long()), false)
    }
}

fn stands_alone(text: &[u8], start: usize, end: usize, is_part: impl Fn(char) -> bool) -> bool {
    // No character is longer than 4 bytes.
    let before = String::from_utf8_lossy(&text[start.saturating_sub(4)..start]);
    let after = String::from_utf8_lossy(&text[end..text.len().min(end + 4)]);
    !before.ends_with(&is_part) && !after.starts_with(&is_part)
}

fn without<'n>(
    text: &str,
    needles: impl IntoIterator<Item = &'n Needle>,
    name: bool,
) -> Option<String> {
    let (verbatim, decoded) = (Plain::verbatim(text), Plain::decoded(text));
    let found = needles
        .into_iter()
        .flat_map(|needle| needle.found(&verbatim, &decoded, name));
    let mut found: Vec<Range<usize>> = found.collect();
    if found.is_empty() {
        return None;
    }
    found.sort_by_key(|range| range.start);
    let mut clean = Vec::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        // One that overlaps the one before is a part of what that one stands for.
        if range.start >= end {
            clean.extend_from_slice(&text.as_bytes()[end..range.start]);
            clean.extend_from_slice(REDACTED.as_bytes());
        }
        end = end.max(range.end);
    }
    clean.extend_from_slice(&text.as_bytes()[end..]);
    Some(String::from_utf8_lossy(&clean).into_owned())
}

/// Writes what is clean over a text, and says whether there was anything to clean.
fn replace(text: &mut String, clean: Option<String>) -> bool {
    let found = clean.is_some();
    if let Some(clean) = clean {
        *text = clean;
    }
    found
}
