//! The contract as sorted facts, one a line, which snapshots hold and reviewers read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    bound::Bound,
    node::{Additional, Node},
    operation::{Operation, is_method, names, operations},
    path,
    reader::{Reader, items, members, nothing},
    schema::Schema,
};
use crate::document::Document;

/// More facts than this are not for people to read.
const MOST: usize = 200_000;

/// The facts of a document, sorted.
///
/// # Errors
///
/// If it is not an OpenAPI document of 3.0 or 3.1, or if it has more facts than anybody reads.
pub fn facts(document: &Document) -> anyhow::Result<Vec<String>> {
    document.check_any_openapi()?;
    let mut facts = Facts {
        reader: Reader {
            root: &document.root,
        },
        lines: BTreeSet::new(),
        open: Vec::new(),
    };
    facts.document();
    if facts.lines.len() > MOST {
        anyhow::bail!(
            "{}: found more than {MOST} facts, as schemas that are used in many places are listed in each: compare such documents with `cargo xtask drift`",
            document.file.display()
        );
    }
    let text = |(place, path, fact): (String, String, String)| match path.as_str() {
        "" => format!("{place}: {fact}"),
        path => format!("{place} {path}: {fact}"),
    };
    Ok(facts.lines.into_iter().map(text).collect())
}

struct Facts<'a> {
    reader: Reader<'a>,
    /// Place, path and fact.
    lines: BTreeSet<(String, String, String)>,
    /// The schemas around the one that is listed, which would be listed again without end.
    open: Vec<Schema<'a>>,
}

impl<'a> Facts<'a> {
    fn line(&mut self, place: &str, path: &str, fact: &str) {
        let line = (place.to_owned(), path.to_owned(), fact.to_owned());
        self.lines.insert(line);
    }

    /// A line for each member of an object that is not `known`.
    fn others(&mut self, place: &str, object: &Map<String, Value>, known: &[&str]) {
        for (key, value) in object {
            if !known.contains(&key.as_str()) {
                self.line(place, key, &value.to_string());
            }
        }
    }

    fn document(&mut self) {
        let root = self.reader.root;
        let known = [
            "components",
            "info",
            "paths",
            "security",
            "servers",
            "tags",
            "webhooks",
        ];
        self.others("document", object(root), &known);
        for server in items(root.get("servers")) {
            let mut server = object(server).clone();
            server.remove("description");
            self.line("document", "server", &Value::from(server).to_string());
        }
        for tag in items(root.get("tags")) {
            self.others("document tag", object(tag), &["description"]);
        }
        for (key, value) in members(root.get("info")) {
            if key != "description" {
                self.line("document info", key, &value.to_string());
            }
        }
        let operations = operations(self.reader);
        let names = names(&operations);
        for (operation, name) in operations.iter().zip(names) {
            self.operation(operation, &name);
        }
    }

    fn operation(&mut self, operation: &Operation<'a>, name: &str) {
        self.line(name, "path", operation.path);
        let known = [
            "description",
            "summary",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "callbacks",
            "tags",
        ];
        self.others(name, operation.value, &known);
        for tag in items(operation.value.get("tags")) {
            self.line(name, "tag", &tag.to_string());
        }
        let of_item: Map<String, Value> = operation
            .item
            .iter()
            .filter(|(key, _)| !is_method(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        self.others(name, &of_item, &known);
        self.parameters(operation, name);
        if let Some(body) = operation.value.get("requestBody") {
            let body = object(self.reader.resolve(body));
            let place = format!("{name} request");
            let required = body.get("required") == Some(&Value::Bool(true));
            let required = if required { "required" } else { "optional" };
            self.line(&place, "", required);
            self.others(&place, body, &["content", "description", "required"]);
            self.content(&place, body);
        }
        for (status, response) in members(operation.value.get("responses")) {
            let kind = match status.as_bytes().first() {
                Some(b'1'..=b'3') => "success",
                _ => "error",
            };
            let place = format!("{name} {kind} {status}");
            let response = object(self.reader.resolve(response));
            self.line(&place, "", "documented");
            self.others(&place, response, &["content", "description", "headers"]);
            self.content(&place, response);
            for (header, value) in members(response.get("headers")) {
                let place = format!("{place} header {header}");
                self.like_a_parameter(&place, object(self.reader.resolve(value)));
            }
        }
        self.security(operation, name);
    }

    fn parameters(&mut self, operation: &Operation<'a>, name: &str) {
        let mut all = BTreeMap::new();
        let of_path = items(operation.item.get("parameters"));
        for parameter in of_path
            .iter()
            .chain(items(operation.value.get("parameters")))
        {
            let parameter = object(self.reader.resolve(parameter));
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or("?");
            all.insert((text("in"), text("name")), parameter);
        }
        for ((location, parameter), value) in all {
            let place = format!("{name} parameter {parameter} in {location}");
            self.like_a_parameter(&place, value);
        }
    }

    /// What parameters and headers have in common.
    fn like_a_parameter(&mut self, place: &str, value: &'a Map<String, Value>) {
        let known = ["content", "description", "in", "name", "required", "schema"];
        self.others(place, value, &known);
        let required = value.get("required") == Some(&Value::Bool(true));
        match value.get("schema") {
            Some(schema) => self.schema(place, "", &Schema::of(schema), required),
            None => self.line(place, "", if required { "required" } else { "optional" }),
        }
        self.content(place, value);
    }

    fn content(&mut self, place: &str, body: &'a Map<String, Value>) {
        for (media_type, media) in members(body.get("content")) {
            let place = format!("{place} {media_type}");
            let media = object(media);
            self.others(&place, media, &["schema"]);
            match media.get("schema") {
                Some(schema) => self.schema(&place, "", &Schema::of(schema), false),
                None => self.line(&place, "", "any"),
            }
        }
    }

    fn schema(&mut self, place: &str, at: &str, schema: &Schema<'a>, required: bool) {
        if self.lines.len() > MOST {
            return;
        }
        let schema = match self.reader.pure_reference(schema) {
            Some(reference) => {
                let target = self.reader.target(reference);
                target.map_or_else(Schema::anything, Schema::of)
            }
            None => schema.clone(),
        };
        if schema != Schema::anything() && self.open.contains(&schema) {
            return self.line(place, at, "as the schema around it");
        }
        let node = self.reader.node(&schema);
        self.line(place, at, &fact(&node, required));
        self.open.push(schema);
        for (name, property) in &node.properties {
            let path = path::join(at, &path::property(name));
            self.schema(place, &path, property, node.required.contains(name));
        }
        for name in &node.required {
            if !node.properties.contains_key(name) {
                let path = path::join(at, &path::property(name));
                self.line(place, &path, "any, required");
            }
        }
        if let Some(items) = &node.items {
            self.schema(place, &path::join(at, "[]"), items, false);
        }
        if let Additional::Typed(schema) = &node.additional {
            self.schema(place, &path::join(at, "*"), schema, false);
        }
        for union in &node.unions {
            for (index, member) in union.members.iter().enumerate() {
                let path = format!("{at}({} {})", union.keyword, index + 1);
                self.schema(place, &path, member, false);
            }
        }
        self.open.pop();
    }

    fn security(&mut self, operation: &Operation<'a>, name: &str) {
        let of_all = self.reader.root.get("security");
        let schemes = self.reader.root.pointer("/components/securitySchemes");
        for alternative in items(operation.value.get("security").or(of_all)) {
            let keys = members(Some(alternative)).map(|(scheme, scopes)| {
                let definition = schemes.and_then(|schemes| schemes.get(scheme));
                let mut definition = definition
                    .map(|definition| object(self.reader.resolve(definition)).clone())
                    .unwrap_or_default();
                definition.remove("description");
                let scopes = match items(Some(scopes)) {
                    [] => String::new(),
                    scopes => format!(" with {}", Value::from(scopes)),
                };
                format!("{scheme}{scopes} = {}", Value::from(definition))
            });
            let keys: Vec<String> = keys.collect();
            let keys = match keys.as_slice() {
                [] => "none".to_owned(),
                keys => keys.join(" and "),
            };
            self.line(name, "security", &keys);
        }
    }
}

/// What a schema demands, in a line.
fn fact(node: &Node<'_>, required: bool) -> String {
    let mut parts = vec![match (&node.unions.as_slice(), node.only_union) {
        ([union], true) => {
            let null = if union.nullable { " or null" } else { "" };
            format!("{} of {}{null}", union.keyword, union.members.len())
        }
        _ => node.types.to_string(),
    }];
    if let Some(format) = &node.format {
        parts.push(format!("format {format}"));
    }
    if let Some(values) = &node.values {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        parts.push(format!("enum {}", values.join(" ")));
    }
    for bound in Bound::ALL {
        if let Some(limit) = node.bounds.get(bound) {
            parts.push(format!("{} {limit}", bound.keyword()));
        }
    }
    parts.extend(
        node.patterns
            .iter()
            .map(|pattern| format!("pattern {pattern}")),
    );
    if required {
        parts.push("required".to_owned());
    }
    let describes_objects = !node.properties.is_empty() || node.is_object();
    match &node.additional {
        Additional::Closed => parts.push("closed".to_owned()),
        Additional::Open if describes_objects => parts.push("open".to_owned()),
        _ => {}
    }
    if let Some(default) = node.default {
        parts.push(format!("default {default}"));
    }
    if node.deprecated {
        parts.push("deprecated".to_owned());
    }
    let said = node.prose.iter().filter(|(keyword, _)| {
        // Sentences are no facts.
        !["$comment", "description", "title"].contains(keyword)
    });
    for (keyword, values) in said.chain(&node.other) {
        parts.extend(values.iter().map(|value| format!("{keyword} {value}")));
    }
    parts.join(", ")
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or(nothing())
}
