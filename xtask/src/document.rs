//! Reads a document, YAML or JSON, into one tree and checks that it is OpenAPI 3.0.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, map::Entry};

use crate::pointer::Pointer;

/// A document and the file that it came from, which its errors name.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as the caller named it.
    pub file: PathBuf,
    /// What the file says.
    pub root: Value,
}

impl Document {
    /// Reads any YAML or JSON file. A key that a mapping states twice is an error.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{}: cannot read the file", file.display()))?;
        // JSON is YAML as well.
        let Unique(root) = serde_yaml::from_str(&text)
            .with_context(|| format!("{}: expected YAML or JSON", file.display()))?;
        Ok(Self {
            file: file.to_owned(),
            root,
        })
    }

    /// Checks that the document is one of OpenAPI 3.0.
    pub fn check_openapi(&self) -> anyhow::Result<()> {
        let root = Pointer::root();
        let Some(fields) = self.root.as_object() else {
            return Err(self.error(
                &root,
                "expected an OpenAPI document, a mapping with `openapi`, `info` and `paths`",
            ));
        };
        let version = fields
            .get("openapi")
            .and_then(Value::as_str)
            .ok_or_else(|| {
                self.error(
                    &root,
                    "not an OpenAPI document: expected the text `openapi: 3.0.3` at the top",
                )
            })?;
        if !version.starts_with("3.0.") {
            return Err(self.error(
                &root.child("openapi"),
                format!("found OpenAPI {version}, expected 3.0.x, such as 3.0.3"),
            ));
        }
        Ok(())
    }

    /// An error that names this file and the place in it.
    pub fn error(&self, at: &Pointer, message: impl std::fmt::Display) -> anyhow::Error {
        anyhow!("{}: at {at}: {message}", self.file.display())
    }

    /// What `at` points to.
    pub fn get(&self, at: &Pointer) -> Option<&Value> {
        self.root.pointer(at.as_str())
    }

    /// What a local `$ref` points to, and where that is.
    pub fn resolve(&self, at: &Pointer, reference: &str) -> anyhow::Result<(Pointer, &Value)> {
        let target = Pointer::from_reference(reference).ok_or_else(|| {
            self.error(
                at,
                format!("found the reference `{reference}`, expected one into this document, such as `#/components/schemas/Error`"),
            )
        })?;
        let value = self.get(&target).ok_or_else(|| {
            self.error(
                at,
                format!("the reference `{reference}` points to nothing: add {target} or correct the reference"),
            )
        })?;
        Ok((target, value))
    }
}

/// JSON of which no object states a key twice; serde would take the last of them.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Unique)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what JSON can hold")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    /// An empty file.
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).map(Value::Number);
        number.ok_or_else(|| E::custom("expected a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let Unique(value) = members.next_value()?;
            match object.entry(key) {
                Entry::Vacant(entry) => entry.insert(value),
                Entry::Occupied(entry) => {
                    let key = entry.key();
                    return Err(de::Error::custom(format!("the key `{key}` is a duplicate")));
                }
            };
        }
        Ok(Value::Object(object))
    }
}
