//! Checks the form of what an import reads, so that nothing of the wrong type is taken for nothing.

use std::collections::HashSet;

use anyhow::Result;
use serde_json::{Map, Value};

use super::select::scheme_names;
use crate::{
    contract::{
        operation::Operation,
        reader::{Raw, Reader, items, members, nothing},
    },
    document::Document,
};

/// What the value of a keyword can be.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Flag,
    Count,
    Number,
    NumberOrFlag,
    List,
    Names,
    NameOrNames,
    Schema,
    Schemas,
    NamedSchemas,
    Mapping,
}

/// The keywords of schemas that have one form only.
const KEYWORDS: &[(&str, Form)] = &[
    ("$ref", Form::Text),
    ("additionalProperties", Form::Schema),
    ("allOf", Form::Schemas),
    ("anyOf", Form::Schemas),
    ("deprecated", Form::Flag),
    ("description", Form::Text),
    ("discriminator", Form::Mapping),
    ("enum", Form::List),
    ("examples", Form::List),
    ("exclusiveMaximum", Form::NumberOrFlag),
    ("exclusiveMinimum", Form::NumberOrFlag),
    ("format", Form::Text),
    ("items", Form::Schema),
    ("maxItems", Form::Count),
    ("maxLength", Form::Count),
    ("maxProperties", Form::Count),
    ("maximum", Form::Number),
    ("minItems", Form::Count),
    ("minLength", Form::Count),
    ("minProperties", Form::Count),
    ("minimum", Form::Number),
    ("multipleOf", Form::Number),
    ("not", Form::Schema),
    ("nullable", Form::Flag),
    ("oneOf", Form::Schemas),
    ("pattern", Form::Text),
    ("prefixItems", Form::Schemas),
    ("properties", Form::NamedSchemas),
    ("readOnly", Form::Flag),
    ("required", Form::Names),
    ("title", Form::Text),
    ("type", Form::NameOrNames),
    ("uniqueItems", Form::Flag),
    ("writeOnly", Form::Flag),
];

/// The members of operations, parameters, headers, bodies and responses that have one form only.
const MEMBERS: &[(&str, Form)] = &[
    ("deprecated", Form::Flag),
    ("description", Form::Text),
    ("in", Form::Text),
    ("name", Form::Text),
    ("operationId", Form::Text),
    ("required", Form::Flag),
    ("servers", Form::List),
    ("summary", Form::Text),
    ("tags", Form::Names),
];

/// How deep schemas may be nested, so that the YAML that they become can be read: parsers allow 128
/// mappings, two of which a property takes.
const MAX_DEPTH: usize = 50;

/// How many contents, headers and encodings may lie in each other.
const MAX_HOLDERS: usize = 10;

/// Checks an operation and all that it refers to.
pub(super) struct Check<'a> {
    document: &'a Document,
    reader: Reader<'a>,
    /// The schemas that are checked, or being checked.
    seen: HashSet<Raw<'a>>,
    /// How many schemas lie around the one that is checked, back to a reference.
    depth: usize,
    /// Whether to check what is referred to.
    follows: bool,
    /// The schemas of which the one that is checked is a part, with no property between.
    open: HashSet<Raw<'a>>,
}

impl<'a> Check<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            reader: Reader {
                root: &document.root,
            },
            seen: HashSet::new(),
            depth: 0,
            follows: true,
            open: HashSet::new(),
        }
    }

    /// Checks nothing that is only referred to.
    pub(super) fn of_parts(document: &'a Document) -> Self {
        Self {
            follows: false,
            ..Self::new(document)
        }
    }

    pub(super) fn operation(&mut self, operation: &Operation<'a>) -> Result<()> {
        for holder in [operation.item, operation.value] {
            self.members_of(holder)?;
            for parameter in self.list(holder.get("parameters"))? {
                self.holder(parameter)?;
            }
        }
        if let Some(body) = operation.value.get("requestBody") {
            self.holder(body)?;
        }
        for (_, response) in self.mapping(operation.value.get("responses"))? {
            let response = self.holder(response)?;
            for (_, link) in self.mapping(response.get("links"))? {
                self.resolved(link)?;
            }
        }
        let security = operation.value.get("security");
        self.security(security.or(self.document.root.get("security")))
    }

    fn security(&self, security: Option<&'a Value>) -> Result<()> {
        let schemes = self.document.root.pointer("/components/securitySchemes");
        for alternative in self.list(security)? {
            self.mapping(Some(alternative))?;
        }
        for name in scheme_names(security) {
            // What uses a scheme that is not defined is left to the generator, operation by operation.
            if let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)) {
                self.resolved(scheme)?;
            }
        }
        Ok(())
    }

    /// The members that have one form only.
    fn members_of(&self, holder: &'a Map<String, Value>) -> Result<()> {
        for (name, form) in MEMBERS {
            if let Some(value) = holder.get(*name) {
                self.form(value, *form)?;
            }
        }
        Ok(())
    }

    /// A parameter, a body, a response, a header or a media type, behind its references.
    fn holder(&mut self, value: &'a Value) -> Result<&'a Value> {
        let referring = value;
        let value = self.resolved(value)?;
        if !self.open.insert(Raw(value)) {
            return Err(self.error(referring, "the reference leads back to itself"));
        }
        if self.open.len() > MAX_HOLDERS {
            let message =
                format!("headers and contents lie in each other more than {MAX_HOLDERS} deep");
            return Err(self.error(referring, message));
        }
        self.members_of(self.mapping(Some(value))?)?;
        if let Some(schema) = value.get("schema") {
            self.outermost(schema)?;
        }
        for (_, example) in self.mapping(value.get("examples"))? {
            self.resolved(example)?;
        }
        for holders in ["content", "encoding", "headers"] {
            for (_, holder) in self.mapping(value.get(holders))? {
                self.holder(holder)?;
            }
        }
        self.open.remove(&Raw(value));
        Ok(value)
    }

    /// A mapping, behind its references.
    fn resolved(&self, value: &'a Value) -> Result<&'a Value> {
        let (mut current, mut seen) = (value, HashSet::new());
        loop {
            self.mapping(Some(current))?;
            if current.get("$ref").is_none() {
                return Ok(current);
            }
            if !seen.insert(Raw(current)) {
                return Err(self.error(value, "the reference leads back to itself"));
            }
            current = self.target(current)?;
        }
    }

    /// What the reference of a value leads to.
    fn target(&self, value: &'a Value) -> Result<&'a Value> {
        let reference = &value["$ref"];
        self.form(reference, Form::Text)?;
        let text = reference.as_str().unwrap_or_default();
        if !text.starts_with("#/") {
            let message = format!(
                "found the reference `{text}`, expected one into this document, such as `#/components/schemas/Error`"
            );
            return Err(self.error(reference, message));
        }
        self.reader.target(text).ok_or_else(|| {
            let message = format!(
                "the reference `{text}` points to nothing: add what it names or correct it"
            );
            self.error(reference, message)
        })
    }

    /// The component that a discriminator names, or refers to.
    fn named(&mut self, value: &'a Value) -> Result<()> {
        self.form(value, Form::Text)?;
        let text = value.as_str().unwrap_or_default();
        let named = match text.starts_with("#/") {
            true => self.reader.target(text),
            false => self
                .document
                .root
                .pointer("/components/schemas")
                .and_then(|schemas| schemas.get(text)),
        };
        let Some(schema) = named else {
            let message = format!(
                "`{text}` points to nothing: expected the name of a component or a reference to one"
            );
            return Err(self.error(value, message));
        };
        let depth = std::mem::take(&mut self.depth);
        let outcome = self.outermost(schema);
        self.depth = depth;
        outcome
    }

    /// A schema that is no part of the one around it.
    pub(super) fn outermost(&mut self, schema: &'a Value) -> Result<()> {
        let around = std::mem::take(&mut self.open);
        let outcome = self.schema(schema);
        self.open = around;
        outcome
    }

    fn schema(&mut self, schema: &'a Value) -> Result<()> {
        if self.open.contains(&Raw(schema)) {
            return Err(self.error(
                schema,
                "the schema is a part of itself: a property or a list has to lie between",
            ));
        }
        if !self.seen.insert(Raw(schema)) {
            return Ok(());
        }
        if schema.is_boolean() {
            return Ok(());
        }
        if !schema.is_object() {
            let message = format!("found {}, expected a schema", name(schema));
            return Err(self.error(schema, message));
        }
        if self.depth == MAX_DEPTH {
            let message = format!(
                "the schemas are nested more than {MAX_DEPTH} deep: make one of them a component"
            );
            return Err(self.error(schema, message));
        }
        self.depth += 1;
        self.open.insert(Raw(schema));
        for (keyword, value) in members(Some(schema)) {
            let known = KEYWORDS.iter().find(|(known, _)| known == keyword);
            if let Some((_, form)) = known {
                self.form(value, *form)?;
            }
            match keyword.as_str() {
                "$ref" if self.follows => {
                    let target = self.target(schema)?;
                    let depth = std::mem::take(&mut self.depth);
                    self.schema(target)?;
                    self.depth = depth;
                }
                "allOf" | "anyOf" | "oneOf" => {
                    for part in items(Some(value)) {
                        self.schema(part)?;
                    }
                }
                "discriminator" if self.follows => {
                    for (_, target) in self.mapping(value.get("mapping"))? {
                        self.named(target)?;
                    }
                }
                "prefixItems" => {
                    for item in items(Some(value)) {
                        self.outermost(item)?;
                    }
                }
                "properties" => {
                    for (_, property) in members(Some(value)) {
                        self.outermost(property)?;
                    }
                }
                "items" | "additionalProperties" | "not" => self.outermost(value)?,
                _ => {}
            }
        }
        self.open.remove(&Raw(schema));
        self.depth -= 1;
        Ok(())
    }

    fn form(&self, value: &'a Value, form: Form) -> Result<()> {
        let is_names = || items(Some(value)).iter().all(Value::is_string);
        let (fits, expected) = match form {
            Form::Text => (value.is_string(), "text"),
            Form::Flag => (value.is_boolean(), "true or false"),
            Form::Count => (is_count(value), "a whole number that is not negative"),
            Form::Number => (value.is_number(), "a number"),
            Form::NumberOrFlag => (
                value.is_number() || value.is_boolean(),
                "a number, or true or false",
            ),
            Form::List => (value.is_array(), "a list"),
            Form::Names => (value.is_array() && is_names(), "a list of names"),
            Form::NameOrNames => (
                value.is_string() || (!items(Some(value)).is_empty() && is_names()),
                "a name or a list of names",
            ),
            Form::Schema => (value.is_object() || value.is_boolean(), "a schema"),
            Form::Schemas => (
                value.as_array().is_some_and(|list| !list.is_empty()),
                "a list of schemas",
            ),
            Form::NamedSchemas => (value.is_object(), "a mapping of names to schemas"),
            Form::Mapping => (value.is_object(), "a mapping"),
        };
        match fits {
            true => Ok(()),
            false => {
                let message = format!("found {}, expected {expected}", name(value));
                Err(self.error(value, message))
            }
        }
    }

    /// The items of a list; none where there is no value.
    fn list(&self, value: Option<&'a Value>) -> Result<&'a [Value]> {
        if let Some(value) = value {
            self.form(value, Form::List)?;
        }
        Ok(items(value))
    }

    /// A mapping; an empty one where there is no value.
    fn mapping(&self, value: Option<&'a Value>) -> Result<&'a Map<String, Value>> {
        match value {
            None => Ok(nothing()),
            Some(Value::Object(members)) => Ok(members),
            Some(value) => {
                let message = format!("found {}, expected a mapping", name(value));
                Err(self.error(value, message))
            }
        }
    }

    /// An error that names where `value` is.
    fn error(&self, value: &Value, message: impl std::fmt::Display) -> anyhow::Error {
        let at = self.document.place_of(value).unwrap_or_default();
        self.document.error(&at, message)
    }
}

fn is_count(value: &Value) -> bool {
    value
        .as_f64()
        .is_some_and(|count| count >= 0.0 && count.fract() == 0.0)
}

/// The kind of a value, for people.
fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(items) if items.is_empty() => "an empty list",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
