//! Reads a document, YAML or JSON, into one tree and checks that it is OpenAPI 3.0.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
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
        Self::parse(file, &text(file)?)
    }

    /// Reads what [`Document::read`] reads. JSON may be nested [`MAX_DEPTH`] deep, for which the
    /// caller has a large stack.
    pub fn read_deep(file: &Path) -> anyhow::Result<Self> {
        Self::parse_deep(file, &text(file)?)
    }

    /// Parses YAML or JSON, of which errors say that it is from `file`.
    pub fn parse(file: &Path, text: &str) -> anyhow::Result<Self> {
        // JSON is YAML as well.
        let root = Unique(MAX_DEPTH)
            .deserialize(serde_yaml::Deserializer::from_str(without_mark(text)))
            .with_context(|| format!("{}: expected YAML or JSON", file.display()))?;
        Ok(Self {
            file: file.to_owned(),
            root,
        })
    }

    /// Parses what [`Document::parse`] does, as deep as [`Document::read_deep`].
    pub fn parse_deep(file: &Path, text: &str) -> anyhow::Result<Self> {
        let text = without_mark(text);
        let is_json = text.trim_start().starts_with('{');
        if !is_json {
            return Self::parse(file, text);
        }
        let mut deserializer = serde_json::Deserializer::from_str(text);
        deserializer.disable_recursion_limit();
        let root = Unique(MAX_DEPTH)
            .deserialize(&mut deserializer)
            .and_then(|root| deserializer.end().map(|()| root));
        match root {
            Ok(root) => Ok(Self {
                file: file.to_owned(),
                root,
            }),
            // YAML has braces as well.
            Err(_) if file.extension().is_none_or(|extension| extension != "json") => {
                Self::parse(file, text)
            }
            Err(error) => Err(error).with_context(|| format!("{}: expected JSON", file.display())),
        }
    }

    /// Checks that the document is one of OpenAPI 3.0.
    pub fn check_openapi(&self) -> anyhow::Result<()> {
        let version = self.openapi()?;
        if version.starts_with("3.0.") {
            return Ok(());
        }
        Err(self.error(
            &Pointer::root().child("openapi"),
            format!("found OpenAPI {version}, expected 3.0.x, such as 3.0.3"),
        ))
    }

    /// Checks that the document is one of OpenAPI 3.0 or 3.1.
    pub fn check_any_openapi(&self) -> anyhow::Result<()> {
        let version = self.openapi()?;
        if version.starts_with("3.0.") || version.starts_with("3.1.") {
            return Ok(());
        }
        Err(self.error(
            &Pointer::root().child("openapi"),
            format!("found OpenAPI {version}, expected 3.0.x or 3.1.x, such as 3.1.0"),
        ))
    }

    /// The version of OpenAPI that the document states.
    fn openapi(&self) -> anyhow::Result<&str> {
        let root = Pointer::root();
        let Some(fields) = self.root.as_object() else {
            return Err(self.error(
                &root,
                "expected an OpenAPI document, a mapping with `openapi`, `info` and `paths`",
            ));
        };
        fields
            .get("openapi")
            .and_then(Value::as_str)
            .ok_or_else(|| {
                self.error(
                    &root,
                    "not an OpenAPI document: expected the text `openapi: 3.0.3` at the top",
                )
            })
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

/// How many bytes a document may have.
pub const MAX_BYTES: u64 = 32 << 20;

/// How deep JSON may be nested.
pub const MAX_DEPTH: usize = 32_000;

fn text(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("{}: cannot read the file", file.display()))
}

/// Text without the byte order mark that some editors put before it.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// JSON of which no object states a key twice; serde would take the last of them. It may be nested as
/// deep as it says.
#[derive(Clone, Copy)]
struct Unique(usize);

impl Unique {
    /// What may be nested in this.
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        let deeper = self.0.checked_sub(1).map(Self);
        deeper.ok_or_else(|| E::custom(format!("nested more than {MAX_DEPTH} deep")))
    }
}

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
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

    /// Whole numbers beyond 64 bits are kept as JSON's parser keeps them.
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).map(Value::Number);
        number.ok_or_else(|| E::custom("expected a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(deeper)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(deeper)?;
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
