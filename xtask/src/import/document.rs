//! Writes the selected operations as a document that holds nothing else.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    check::Check,
    schema::Writer,
    select::{Wanted, scheme_names, select},
    union::MAX_UNIONS,
};
use crate::{
    contract::{
        operation::Operation,
        reader::{each_reference, items, members},
        schema::Schema,
    },
    document::Document,
};

/// What is written of a document.
pub(super) struct Written {
    /// The document that holds nothing else.
    pub(super) root: Value,
    /// The link operations that are not known.
    pub(super) unknown: Vec<String>,
    /// What is left out, for people.
    pub(super) left_out: Vec<String>,
}

/// A document of the operations of `version` that are wanted, with what they refer to.
pub(super) fn write(document: &Document, version: &str, wanted: Wanted) -> Result<Written> {
    let selected = select(document, version, wanted)?;
    let mut check = Check::new(document);
    for operation in &selected.operations {
        check.operation(operation)?;
    }
    let (root, left_out) = match check.left_out.apply(document) {
        None => (
            write_all(document, version, &selected.operations)?,
            Vec::new(),
        ),
        Some((document, notes)) => {
            let operations = select(&document, version, wanted)?.operations;
            (write_all(&document, version, &operations)?, notes)
        }
    };
    Ok(Written {
        root,
        unknown: selected.unknown,
        left_out,
    })
}

fn write_all(document: &Document, version: &str, operations: &[Operation<'_>]) -> Result<Value> {
    let mut writer = Writer::new(document);
    let mut paths: Map<String, Value> = Map::new();
    let (mut tags, mut schemes) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations {
        let written = writer.operation(operation)?;
        let names = items(written.get("tags")).iter().filter_map(Value::as_str);
        tags.extend(names.map(str::to_owned));
        schemes.extend(scheme_names(written.get("security")).map(str::to_owned));
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method] = written;
    }
    let root = &document.root;
    let mut written = json!({
        "openapi": "3.0.3",
        "info": { "title": "Composio link sessions", "version": version },
        "servers": root.get("servers").cloned().unwrap_or(json!([])),
        "paths": paths,
    });
    let is_used = |tag: &&Value| tag["name"].as_str().is_some_and(|name| tags.contains(name));
    let tags: Vec<Value> = items(root.get("tags"))
        .iter()
        .filter(is_used)
        .cloned()
        .collect();
    if !tags.is_empty() {
        written["tags"] = json!(tags);
    }
    let schemas = writer.components(&written["paths"])?;
    if !schemas.is_empty() {
        written["components"]["schemas"] = Value::Object(schemas);
    }
    let defined: Map<String, Value> = members(root.pointer("/components/securitySchemes"))
        .filter(|(name, _)| schemes.contains(*name))
        .map(|(name, scheme)| (name.clone(), writer.reader.resolve(scheme).clone()))
        .collect();
    if !defined.is_empty() {
        written["components"]["securitySchemes"] = Value::Object(defined);
    }
    Ok(written)
}

impl<'a> Writer<'a> {
    fn operation(&mut self, operation: &Operation<'a>) -> Result<Value> {
        let mut written = Map::new();
        // Callbacks are calls that the API makes; a client has nothing to do with them.
        let own = operation.value.iter().filter(|(key, _)| {
            ![
                "callbacks",
                "externalDocs",
                "parameters",
                "requestBody",
                "responses",
                "security",
                "servers",
            ]
            .contains(&key.as_str())
        });
        written.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        if let Some(security) = operation.security(self.reader) {
            written.insert("security".to_owned(), security.clone());
        }
        let servers = operation.value.get("servers");
        if let Some(servers) = servers.or(operation.item.get("servers")) {
            written.insert("servers".to_owned(), servers.clone());
        }
        let parameters = self.parameters(operation)?;
        if !parameters.is_empty() {
            written.insert("parameters".to_owned(), Value::Array(parameters));
        }
        if let Some(body) = operation.value.get("requestBody") {
            written.insert("requestBody".to_owned(), self.request_body(body)?);
        }
        let mut responses = Map::new();
        for (status, response) in members(operation.value.get("responses")) {
            responses.insert(status.clone(), self.response(response)?);
        }
        written.insert("responses".to_owned(), Value::Object(responses));
        Ok(Value::Object(written))
    }

    /// The parameters of an operation: those of the path, and its own in their stead.
    fn parameters(&mut self, operation: &Operation<'a>) -> Result<Vec<Value>> {
        let mut all: Vec<&'a Value> = Vec::new();
        for parameter in operation.parameters() {
            let parameter = self.reader.resolve(parameter);
            let key = |value: &'a Value| (value.get("in"), value.get("name"));
            all.retain(|known| key(known) != key(parameter));
            all.push(parameter);
        }
        let all = all.into_iter();
        all.map(|parameter| self.with_schemas(parameter)).collect()
    }

    fn request_body(&mut self, body: &'a Value) -> Result<Value> {
        let body = self.reader.resolve(body);
        let mut written = self.with_schemas(body)?;
        // A body with fields that have to be there has to be there itself, unless it says otherwise.
        let mut schemas = members(body.get("content")).filter_map(|(_, media)| media.get("schema"));
        let demands =
            schemas.any(|schema| self.has_to_hold_fields(&Schema::of(schema), &mut { MAX_UNIONS }));
        if demands {
            let required = body.get("required").cloned();
            written["required"] = required.unwrap_or(json!(true));
        }
        Ok(written)
    }

    /// Whether a schema asks for fields, or each member of a union of its does.
    fn has_to_hold_fields(&self, schema: &Schema<'a>, left: &mut usize) -> bool {
        let node = self.reader.node(schema);
        let mut unions = node.unions.iter();
        !node.required.is_empty()
            || unions.any(|union| {
                let mut members = union.members.iter();
                !union.nullable
                    && members.all(|member| {
                        let is_left = *left > 0;
                        *left = left.saturating_sub(1);
                        is_left && self.has_to_hold_fields(member, left)
                    })
            })
    }

    fn response(&mut self, response: &'a Value) -> Result<Value> {
        self.with_schemas(self.reader.resolve(response))
    }

    /// A parameter, a header, a body, a response or a media type, with its schemas written in one way.
    fn with_schemas(&mut self, value: &'a Value) -> Result<Value> {
        let mut written = Map::new();
        for (key, value) in members(Some(value)) {
            let value = match key.as_str() {
                "schema" => self.schema(&Schema::of(value))?,
                "content" | "encoding" | "headers" => {
                    let mut holders = Map::new();
                    for (name, holder) in members(Some(value)) {
                        let holder = self.reader.resolve(holder);
                        holders.insert(name.clone(), self.with_schemas(holder)?);
                    }
                    Value::Object(holders)
                }
                "examples" | "links" => {
                    let resolved = members(Some(value))
                        .map(|(name, value)| (name.clone(), self.reader.resolve(value).clone()));
                    Value::Object(resolved.collect())
                }
                _ => value.clone(),
            };
            written.insert(key.clone(), value);
        }
        // What is required unless it says so is optional.
        if written.get("required") == Some(&json!(false)) {
            written.remove("required");
        }
        Ok(Value::Object(written))
    }

    /// The components that `operations` refer to as they were written, and those that these refer to.
    fn components(&mut self, operations: &Value) -> Result<Map<String, Value>> {
        let mut written: Map<String, Value> = Map::new();
        let schemas = self.document.root.pointer("/components/schemas");
        let mut next = component_names(operations);
        while let Some(name) = next.pop() {
            if written.contains_key(&name) {
                continue;
            }
            // The name comes from a reference that leads there.
            if let Some(schema) = schemas.and_then(|schemas| schemas.get(&name)) {
                let component = self.written(&Schema::of(schema))?;
                next.extend(component_names(&component));
                written.insert(name, component);
            }
        }
        Ok(written)
    }
}

/// The names of the components that a written part refers to.
fn component_names(written: &Value) -> Vec<String> {
    let mut names = Vec::new();
    each_reference(written, &mut |reference| {
        let name = reference.strip_prefix("#/components/schemas/");
        names.extend(name.map(str::to_owned));
    });
    named_by_discriminators(written, &mut names);
    names
}

/// Adds the names of the components that discriminators lead to.
fn named_by_discriminators(written: &Value, names: &mut Vec<String>) {
    for (_, target) in members(written.pointer("/discriminator/mapping")) {
        let name = target.as_str().map(|target| {
            let name = target.strip_prefix("#/components/schemas/");
            name.unwrap_or(target).to_owned()
        });
        names.extend(name);
    }
    let (items, members) = (items(Some(written)).iter(), members(Some(written)));
    for part in items.chain(members.map(|(_, member)| member)) {
        named_by_discriminators(part, names);
    }
}
