//! What is read: a document, YAML or JSON, as one tree, and the decisions on it.

pub mod folder;
pub mod git;
pub(crate) mod markdown;
pub mod named;
pub(crate) mod overlay;
pub(crate) mod pointer;
mod threads;
mod unique;
pub(crate) mod version;

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use serde::de::{DeserializeSeed, IgnoredAny};
use serde_json::Value;

use pointer::Pointer;
use unique::Unique;

pub(crate) use threads::in_parallel;
pub use threads::on_large_stack;

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

    /// Reads what [`Document::read`] reads. JSON may be nested `MAX_DEPTH` deep, for which the
    /// caller has a large stack.
    pub fn read_deep(file: &Path) -> anyhow::Result<Self> {
        Self::parse_deep(file, &text(file)?)
    }

    /// Parses YAML or JSON, of which errors say that it is from `file`.
    pub fn parse(file: &Path, text: &str) -> anyhow::Result<Self> {
        check_depth(file, text, false)?;
        // The parser says of them where they are in bytes, or not at all.
        let is_control = |c: char| c.is_control() && !"\t\n\r\u{85}".contains(c);
        if let Some(at) = text.find(is_control) {
            let line = line_at(text.as_bytes(), at);
            return Err(anyhow!(
                "{}: expected YAML or JSON, found a control character at line {line}",
                file.display()
            ));
        }
        // JSON is YAML as well.
        let root = Unique(MAX_DEPTH)
            .deserialize(serde_yaml::Deserializer::from_str(without_mark(text)))
            .map_err(|error| not_yaml(file, text, error))?;
        Ok(Self {
            file: file.to_owned(),
            root,
        })
    }

    /// Parses what [`Document::parse`] does, as deep as [`Document::read_deep`].
    pub fn parse_deep(file: &Path, text: &str) -> anyhow::Result<Self> {
        let text = without_mark(text);
        let is_json = file
            .extension()
            .is_some_and(|extension| extension == "json")
            || text.trim_start().starts_with(['{', '[']);
        if !is_json {
            return Self::parse(file, text);
        }
        // Without recursion. The errors of the other pass take long where it is deep in a document.
        let form = serde_json::from_str::<IgnoredAny>(text);
        if form.is_ok() {
            check_depth(file, text, true)?;
        }
        let mut deserializer = serde_json::Deserializer::from_str(text);
        deserializer.disable_recursion_limit();
        let root = form.and_then(|_| Unique(MAX_DEPTH).deserialize(&mut deserializer));
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
    pub(crate) fn check_openapi(&self) -> anyhow::Result<()> {
        self.check_version(&["3.0."], "3.0.x, such as 3.0.3")
    }

    /// Checks that the document is one of OpenAPI 3.0 or 3.1.
    pub(crate) fn check_any_openapi(&self) -> anyhow::Result<()> {
        self.check_version(&["3.0.", "3.1."], "3.0.x or 3.1.x, such as 3.1.0")
    }

    fn check_version(&self, known: &[&str], expected: &str) -> anyhow::Result<()> {
        let version = self.openapi()?;
        if known.iter().any(|known| version.starts_with(known)) {
            return Ok(());
        }
        let message = format!("found OpenAPI {version}, expected {expected}");
        Err(self.error(&Pointer::root().child("openapi"), message))
    }

    /// The version of OpenAPI that the document states.
    fn openapi(&self) -> anyhow::Result<&str> {
        let root = Pointer::root();
        let expected = "expected an OpenAPI document, a mapping with `openapi`, `info` and `paths`";
        let fields = self.root.as_object();
        let fields = fields.ok_or_else(|| self.error(&root, expected))?;
        let expected = "not an OpenAPI document: expected the text `openapi: 3.0.3` at the top";
        let version = fields.get("openapi").and_then(Value::as_str);
        version.ok_or_else(|| self.error(&root, expected))
    }

    /// An error that names this file and the place in it.
    pub(crate) fn error(&self, at: &Pointer, message: impl std::fmt::Display) -> anyhow::Error {
        anyhow!("{}: at {at}: {message}", self.file.display())
    }

    /// What `at` points to.
    pub(crate) fn get(&self, at: &Pointer) -> Option<&Value> {
        self.root.pointer(at.as_str())
    }

    /// Where a value of this document is; one that is equal to it does not count.
    pub(crate) fn place_of(&self, value: &Value) -> Option<Pointer> {
        let mut keys = keys_to(&self.root, value)?;
        keys.reverse();
        Some(keys.iter().fold(Pointer::root(), |at, key| at.child(key)))
    }

    /// What a local `$ref` points to, and where that is.
    pub(crate) fn resolve(
        &self,
        at: &Pointer,
        reference: &str,
    ) -> anyhow::Result<(Pointer, &Value)> {
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

/// The keys of the way from one value to another in it, the last first.
fn keys_to(from: &Value, to: &Value) -> Option<Vec<String>> {
    if std::ptr::eq(from, to) {
        return Some(Vec::new());
    }
    let in_child = |key: String, child: &Value| {
        let mut keys = keys_to(child, to)?;
        keys.push(key);
        Some(keys)
    };
    match from {
        Value::Object(members) => {
            let mut members = members.iter();
            members.find_map(|(name, member)| in_child(name.clone(), member))
        }
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, item)| in_child(index.to_string(), item))
        }
        _ => None,
    }
}

/// How many bytes a document may have.
pub(crate) const MAX_BYTES: u64 = 32 << 20;

/// How deep JSON may be nested.
pub(crate) const MAX_DEPTH: usize = 32_000;

/// Says where it is, even where the parser does not.
fn not_yaml(file: &Path, text: &str, error: serde_yaml::Error) -> anyhow::Error {
    let file = file.display();
    let line = |number: Option<usize>| number.map(|index| index + 1);
    let mut lines = text.lines();
    let found = match error.to_string().as_str() {
        "repetition limit exceeded" => {
            let is_alias = |word: &str| word.starts_with('*') && word.len() > 1;
            let has_alias = |line: &str| line.split([' ', ',', '[', '{', ':']).any(is_alias);
            let message = "the aliases from here on repeat too much, expected what they stand for";
            line(lines.position(has_alias)).map(|at| (at, message))
        }
        message if message.contains("more than one document") => {
            // The first may have a mark of its own.
            let begins = |line: &str| line == "---" || line.starts_with("--- ");
            let first =
                lines.position(|line| !line.trim().is_empty() && !line.starts_with(['#', '%']));
            let second = first.and_then(|first| Some(first + 1 + lines.position(begins)?));
            line(second).map(|at| (at, "another document begins, expected one document"))
        }
        _ => None,
    };
    match found {
        Some((at, message)) => anyhow!("{file}: at line {at}: {message}"),
        None => anyhow::Error::new(error).context(format!("{file}: expected YAML or JSON")),
    }
}

/// The text of a file, which is no larger than a document may be.
pub(crate) fn text(file: &Path) -> anyhow::Result<String> {
    let cannot_read = || format!("{}: cannot read the file", file.display());
    let size = fs::metadata(file).with_context(cannot_read)?.len();
    if size > MAX_BYTES {
        return Err(too_large(file, &format!("{size} bytes")));
    }
    // What has no size, such as a pipe, may be endless.
    let mut bytes = Vec::new();
    let mut reader = File::open(file)
        .with_context(cannot_read)?
        .take(MAX_BYTES + 1);
    reader.read_to_end(&mut bytes).with_context(cannot_read)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(file, "more"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
        anyhow!(
            "{}: at line {line}: found a byte that is not UTF-8, expected YAML or JSON in UTF-8",
            file.display()
        )
    })
}

/// The number of the line that a byte is in.
fn line_at(text: &[u8], at: usize) -> usize {
    1 + text[..at].iter().filter(|byte| **byte == b'\n').count()
}

/// Checks how deep brackets are nested, before a parser takes long to find out. Those in the texts of
/// YAML count as well, as it has many kinds of texts.
fn check_depth(file: &Path, text: &str, is_json: bool) -> anyhow::Result<()> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' if is_json => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            let line = line_at(text.as_bytes(), at);
            return Err(anyhow!(
                "{}: at line {line}: nested more than {MAX_DEPTH} deep",
                file.display()
            ));
        }
    }
    Ok(())
}

fn too_large(file: &Path, found: &str) -> anyhow::Error {
    anyhow!(
        "{}: the file is too large: found {found}, expected at most {MAX_BYTES} bytes",
        file.display()
    )
}

/// Text without the byte order mark that some editors put before it.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
