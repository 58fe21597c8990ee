//! Checks the form of what an import reads, so that nothing of the wrong type is taken for nothing.

use std::collections::HashSet;

use anyhow::Result;
use serde_json::Value;

use super::{
    form::{Form, KEYWORDS, MEMBERS, name},
    leave::{self, LeftOut},
    select::scheme_names,
};
use crate::{
    contract::{
        operation::Operation,
        reader::{Object, Raw, Reader, items, members, nothing, object},
    },
    document::Document,
};

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
    /// What goes without changing what a client sends or reads.
    pub(super) left_out: LeftOut<'a>,
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
            left_out: LeftOut::default(),
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
            self.told(response, "links");
        }
        self.security(operation.security(self.reader))
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
    fn members_of(&mut self, holder: &'a Object) -> Result<()> {
        for (name, form) in MEMBERS {
            if let Some(value) = holder.get(*name) {
                self.form_of(name, value, *form)?;
            }
        }
        Ok(())
    }

    /// The same as [`Check::form`], but what is there for people only is left out where it is wrong.
    fn form_of(&mut self, name: &str, value: &'a Value, form: Form) -> Result<()> {
        match form.mismatch(value) {
            Some(message) if leave::is_told(name) => {
                self.left_out.add(value, &format!("`{name}`"), message);
                Ok(())
            }
            _ => self.form(value, form),
        }
    }

    /// Examples or links by their names, of which those are left out that lead nowhere.
    fn told(&mut self, holder: &'a Value, key: &str) {
        let Some(value) = holder.get(key) else {
            return;
        };
        if let Some(message) = Form::Mapping.mismatch(value) {
            self.left_out.add(value, &format!("`{key}`"), message);
        }
        for (_, one) in members(Some(value)) {
            if let Err(reason) = self.resolved(one) {
                self.left_out.add(one, &format!("one of `{key}`"), reason);
            }
        }
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
        self.told(value, "examples");
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
        let nothing = format!("the reference `{text}` points to nothing");
        let target = self.reader.target(text);
        target.ok_or_else(|| self.error(reference, nothing + ": add what it names or correct it"))
    }

    /// The component that a discriminator names, or refers to.
    fn named(&mut self, value: &'a Value) -> Result<()> {
        self.form(value, Form::Text)?;
        let text = value.as_str().unwrap_or_default();
        let components = self.document.root.pointer("/components/schemas");
        let named = match text.starts_with("#/") {
            true => self.reader.target(text),
            false => components.and_then(|schemas| schemas.get(text)),
        };
        let Some(schema) = named else {
            let expected = "expected the name of a component or a reference to one";
            return Err(self.error(value, format!("`{text}` points to nothing: {expected}")));
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
        if !self.seen.insert(Raw(schema)) || schema.is_boolean() {
            return Ok(());
        }
        if !schema.is_object() {
            let message = format!("found {}, expected a schema", name(schema));
            return Err(self.error(schema, message));
        }
        if self.depth == MAX_DEPTH {
            let found = format!("the schemas are nested more than {MAX_DEPTH} deep");
            return Err(self.error(schema, found + ": make one of them a component"));
        }
        self.depth += 1;
        self.open.insert(Raw(schema));
        for (keyword, value) in members(Some(schema)) {
            let known = KEYWORDS.iter().find(|(known, _)| known == keyword);
            if let Some((_, form)) = known {
                self.form_of(keyword, value, *form)?;
            }
            if let Some(reason) = leave::reason(keyword, schema) {
                self.left_out
                    .add(value, &format!("the keyword `{keyword}`"), reason);
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
        match form.mismatch(value) {
            Some(message) => Err(self.error(value, message)),
            None => Ok(()),
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
    fn mapping(&self, value: Option<&'a Value>) -> Result<&'a Object> {
        if let Some(value) = value {
            self.form(value, Form::Mapping)?;
        }
        Ok(value.map_or(nothing(), object))
    }

    /// An error that names where `value` is.
    fn error(&self, value: &Value, message: impl std::fmt::Display) -> anyhow::Error {
        let at = self.document.place_of(value).unwrap_or_default();
        self.document.error(&at, message)
    }
}
