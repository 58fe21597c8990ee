//! Takes out of an answer what the request held: an error that quotes a secret would carry it into
//! logs.

use std::ops::Range;

use memchr::memmem::Finder;
use percent_encoding::utf8_percent_encode;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::{Secret, UnexpectedReason, call::request::RESERVED, value::gather::HoldsSecrets};

/// What stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// Text that is shorter is found by chance in any sentence, and is soon guessed anyway.
const SHORTEST: usize = 4;

/// Text that is shorter is a word like others, so it is replaced only where it stands alone, and not
/// in the names of properties: the client would no longer know the answer as an error of the API.
const LONG: usize = 8;

/// What was sent, and is a secret.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    /// Of the client: the key, and the headers that it sends.
    pub(crate) client: &'a [Secret],
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
        let spellings: Vec<Zeroizing<String>> = secrets
            .iter()
            .chain(self.client)
            .flat_map(|secret| spellings(secret.expose_secret()))
            .collect();
        let redactor = Redactor::new(&spellings);
        redactor.headers(headers);
        if let Some(clean) = redactor.body(body) {
            *body = clean;
        }
        match reason {
            Some(UnexpectedReason::OtherForm { path, .. }) => replace(path, redactor.name(path)),
            Some(UnexpectedReason::Redirected { host: Some(host) }) => {
                // In a URL, the host is in lower case.
                let lower = spellings.iter().map(|text| text.to_lowercase().into());
                let lower: Vec<Zeroizing<String>> = lower.collect();
                let clean = Redactor::new(&lower).text(host);
                replace(host, clean);
            }
            _ => {}
        }
    }
}

/// The ways in which a server can write a secret: as it is, in JSON within a text, in a URL.
fn spellings(secret: &str) -> Vec<Zeroizing<String>> {
    // A server may trim it.
    let secret = secret.trim();
    if secret.chars().count() < SHORTEST {
        return Vec::new();
    }
    let json = Zeroizing::new(Value::from(secret).to_string());
    let json = &json[1..json.len() - 1];
    let mut spellings = vec![
        secret.to_owned().into(),
        json.to_owned().into(),
        json.replace('/', "\\/").into(),
        utf8_percent_encode(secret, RESERVED).to_string().into(),
    ];
    spellings.dedup();
    spellings
}

/// Finds secrets and replaces them.
struct Redactor<'s>(Vec<Finder<'s>>);

impl<'s> Redactor<'s> {
    fn new(spellings: &'s [Zeroizing<String>]) -> Self {
        let finders = spellings.iter().map(|text| Finder::new(text.as_str()));
        Self(finders.collect())
    }

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

    /// The body without secrets, if there are any. In JSON, no escape hides them.
    fn body(&self, body: &[u8]) -> Option<Vec<u8>> {
        match serde_json::from_slice(body) {
            Ok(mut json) => self.json(&mut json).then(|| json.to_string().into_bytes()),
            Err(_) => Some(self.text(&String::from_utf8_lossy(body))?.into_bytes()),
        }
    }

    /// Replaces secrets in the texts of `json`, and says whether there were any.
    fn json(&self, json: &mut Value) -> bool {
        match json {
            Value::String(text) => {
                let clean = self.text(text);
                let found = clean.is_some();
                replace(text, clean);
                found
            }
            Value::Array(items) => {
                let found = items.iter_mut().map(|item| self.json(item));
                found.fold(false, |all, one| all | one)
            }
            Value::Object(properties) => {
                let mut found = false;
                let mut clean = Map::new();
                for (mut name, mut value) in std::mem::take(properties) {
                    let named = self.name(&name);
                    found |= named.is_some() | self.json(&mut value);
                    replace(&mut name, named);
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
        without(text, self.0.iter().flat_map(|finder| found(finder, text)))
    }

    /// The same as [`text`](Self::text) for names of properties.
    fn name(&self, name: &str) -> Option<String> {
        let long = self.0.iter().filter(|finder| is_long(finder));
        without(name, long.flat_map(|finder| found(finder, name)))
    }
}

fn is_long(finder: &Finder<'_>) -> bool {
    // That bytes are counted here makes no more than a short word with an umlaut a long one.
    finder.needle().len() >= LONG
}

fn found(finder: &Finder<'_>, text: &str) -> impl Iterator<Item = Range<usize>> {
    let length = finder.needle().len();
    finder
        .find_iter(text.as_bytes())
        .map(move |start| start..start + length)
        .filter(move |range| is_long(finder) || stands_alone(text, range))
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !text[..range.start].ends_with(is_part) && !text[range.end..].starts_with(is_part)
}

fn without(text: &str, found: impl Iterator<Item = Range<usize>>) -> Option<String> {
    let mut found: Vec<Range<usize>> = found.collect();
    if found.is_empty() {
        return None;
    }
    found.sort_by_key(|range| range.start);
    let mut clean = String::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        // One that overlaps the one before is a part of what that one stands for.
        if range.start >= end {
            clean.push_str(&text[end..range.start]);
            clean.push_str(REDACTED);
        }
        end = end.max(range.end);
    }
    clean.push_str(&text[end..]);
    Some(clean)
}

fn replace(text: &mut String, clean: Option<String>) {
    if let Some(clean) = clean {
        *text = clean;
    }
}
