//! The contract as sorted facts, one a line, which snapshots hold and reviewers read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    groups::{Groups, Kind, Place},
    line::Line,
    node::Additional,
    operation::{Operation, is_method, names, operations},
    path,
    reader::{Object, Reader, is_set, items, members, object},
    schema::Schema,
};
use crate::document::Document;

/// More facts than this are not for people to read.
const MOST: usize = 200_000;

/// The facts of a document, sorted, each below the names of the places that it holds for.
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
        groups: Groups::default(),
        found: 0,
        open: Vec::new(),
    };
    facts.document();
    if facts.found > MOST {
        anyhow::bail!(
            "{}: found more than {MOST} facts, as schemas that are used in many places are listed in each: compare such documents with `cargo xtask drift`",
            document.file.display()
        );
    }
    Ok(facts.groups.lines())
}

struct Facts<'a> {
    reader: Reader<'a>,
    groups: Groups,
    /// How many facts were found, those that are listed together counted each time.
    found: usize,
    /// The schemas around the one that is listed, which would be listed again without end.
    open: Vec<Schema<'a>>,
}

impl<'a> Facts<'a> {
    fn add(&mut self, place: Place<'_>, subject: &str, fact: &str) {
        self.found += 1;
        let fact = (subject.to_owned(), fact.to_owned());
        self.groups.add(place, vec![fact]);
    }

    /// A fact for each member of an object that is not `known`.
    fn others(&mut self, place: Place<'_>, of: &str, object: &Object, known: &[&str]) {
        for (subject, fact) in of_members(of, object, known) {
            self.add(place, &subject, &fact);
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
        let place = Place {
            kind: Kind::Document,
            operation: "document",
            status: None,
        };
        self.others(place, "", object(root), &known);
        for (kind, key) in [("server", "servers"), ("tag", "tags")] {
            for value in items(root.get(key)) {
                let mut value = object(value).clone();
                value.remove("description");
                self.add(place, kind, &Value::from(value).to_string());
            }
        }
        let info = object(root.get("info").unwrap_or(&Value::Null));
        self.others(place, "info", info, &["description"]);
        let operations = operations(self.reader);
        let names = names(&operations);
        for (operation, name) in operations.iter().zip(names) {
            self.operation(operation, &name);
        }
    }

    fn operation(&mut self, operation: &Operation<'a>, name: &str) {
        let place = Place {
            kind: Kind::Operation,
            operation: name,
            status: None,
        };
        self.add(place, "path", operation.path);
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
        self.others(place, "", operation.value, &known);
        for tag in items(operation.value.get("tags")) {
            self.add(place, "tag", &tag.to_string());
        }
        let mut of_item = operation.item.clone();
        of_item.retain(|key, _| !is_method(key));
        let known = ["description", "summary", "parameters"];
        self.others(place, "path item", &of_item, &known);
        self.parameters(operation, place);
        if let Some(body) = operation.value.get("requestBody") {
            let body = object(self.reader.resolve(body));
            self.add(place, "request", required(body));
            let known = ["content", "description", "required"];
            self.others(place, "request", body, &known);
            let kind = Kind::Request;
            self.bodies(Place { kind, ..place }, body);
        }
        for (status, response) in members(operation.value.get("responses")) {
            let response = object(self.reader.resolve(response));
            let kind = match status.as_bytes().first() {
                Some(b'1'..=b'3') => Kind::Success,
                _ => Kind::Error,
            };
            let place = Place {
                kind,
                operation: name,
                status: Some(status),
            };
            self.response(place, response);
        }
        self.security(operation, place);
    }

    fn response(&mut self, place: Place<'_>, response: &'a Object) {
        let known = ["content", "description", "headers"];
        self.others(place, "", response, &known);
        for (header, value) in members(response.get("headers")) {
            let value = object(self.reader.resolve(value));
            self.like_a_parameter(place, &format!("header {header}"), value);
        }
        if members(response.get("content")).next().is_none() {
            // With a body, the status stands above what the body demands.
            self.add(place, "body", "none");
        }
        self.bodies(place, response);
    }

    fn parameters(&mut self, operation: &Operation<'a>, place: Place<'_>) {
        let mut all = BTreeMap::new();
        for parameter in operation.parameters() {
            let parameter = object(self.reader.resolve(parameter));
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or("?");
            all.insert((text("in"), text("name")), parameter);
        }
        for ((location, parameter), value) in all {
            let name = format!("parameter {parameter} in {location}");
            self.like_a_parameter(place, &name, value);
        }
    }

    /// What parameters and headers have in common.
    fn like_a_parameter(&mut self, place: Place<'_>, name: &str, value: &'a Object) {
        let known = ["content", "description", "in", "name", "required", "schema"];
        let mut facts = of_members(name, value, &known);
        match value.get("schema") {
            Some(schema) => {
                let is_required = is_set(value, "required");
                facts.extend(self.named_schema(name, Some(schema), is_required));
            }
            None => facts.push((name.to_owned(), required(value).to_owned())),
        }
        for (media_type, media) in members(value.get("content")) {
            let name = format!("{name} {media_type}");
            let media = object(media);
            facts.extend(of_members(&name, media, &["schema"]));
            facts.extend(self.named_schema(&name, media.get("schema"), false));
        }
        // Those of the schema were counted as they were found.
        self.groups.add(place, facts);
    }

    /// The facts of a schema with a name before their paths.
    fn named_schema(
        &mut self,
        name: &str,
        schema: Option<&'a Value>,
        required: bool,
    ) -> Vec<(String, String)> {
        let lines = self.whole_schema(schema, required).into_iter();
        lines
            .map(|line| (subject(name, &line.path), line.fact_with_examples()))
            .collect()
    }

    /// The bodies of a request or of an answer, which are listed as a whole, apart from their examples:
    /// a body is the same in two places where only these differ.
    fn bodies(&mut self, place: Place<'_>, value: &'a Object) {
        for (media_type, media) in members(value.get("content")) {
            let media = object(media);
            let mut lines = self.whole_schema(media.get("schema"), false);
            let beside = media.iter().filter(|(key, _)| *key != "schema");
            let beside = beside.map(|(key, value)| (path::property(key), value.to_string()));
            let mut beside: Vec<(String, String)> = beside.collect();
            for line in lines.iter_mut().filter(|line| line.path.is_empty()) {
                let examples = std::mem::take(&mut line.examples).into_iter();
                beside
                    .extend(examples.map(|(keyword, value)| (format!("schema {keyword}"), value)));
            }
            self.found += beside.len();
            self.groups.add_body(place, media_type, lines, beside);
        }
    }

    fn whole_schema(&mut self, schema: Option<&'a Value>, required: bool) -> Vec<Line> {
        let schema = schema.map_or_else(Schema::anything, Schema::of);
        let mut lines = Vec::new();
        self.schema(&mut lines, "", &schema, required);
        lines
    }

    fn schema(&mut self, lines: &mut Vec<Line>, at: &str, schema: &Schema<'a>, required: bool) {
        if self.found > MOST {
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
            return self.line(lines, Line::plain(at, "as the schema around it"));
        }
        let node = self.reader.node(&schema);
        self.line(lines, Line::of(at, &node, required));
        self.open.push(schema);
        for (name, property) in &node.properties {
            let path = path::join(at, &path::property(name));
            self.schema(lines, &path, property, node.required.contains(name));
        }
        for name in &node.required {
            if !node.properties.contains_key(name) {
                let path = path::join(at, &path::property(name));
                self.line(lines, Line::plain(&path, "any, required"));
            }
        }
        if let Some(items) = &node.items {
            self.schema(lines, &path::join(at, "[]"), items, false);
        }
        if let Additional::Typed(schema) = &node.additional {
            self.schema(lines, &path::join(at, "*"), schema, false);
        }
        for union in &node.unions {
            for (index, member) in union.members.iter().enumerate() {
                let path = format!("{at}({} {})", union.keyword, index + 1);
                self.schema(lines, &path, member, false);
            }
        }
        self.open.pop();
    }

    fn line(&mut self, lines: &mut Vec<Line>, line: Line) {
        self.found += 1;
        lines.push(line);
    }

    fn security(&mut self, operation: &Operation<'a>, place: Place<'_>) {
        let schemes = self.reader.root.pointer("/components/securitySchemes");
        for alternative in items(operation.security(self.reader)) {
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
            self.add(place, "security", &keys);
        }
    }
}

/// Whether something has to be sent.
fn required(value: &Object) -> &'static str {
    match is_set(value, "required") {
        true => "required",
        false => "optional",
    }
}

/// A fact for each member of an object that is not `known`, with a name before it.
fn of_members(name: &str, object: &Object, known: &[&str]) -> Vec<(String, String)> {
    let unknown = object.iter();
    let unknown = unknown.filter(|(key, _)| !known.contains(&key.as_str()));
    unknown
        .map(|(key, value)| (subject(name, key), value.to_string()))
        .collect()
}

/// What a fact is about: something of that name, or what is in it.
fn subject(name: &str, within: &str) -> String {
    match (name, within) {
        ("", only) | (only, "") => only.to_owned(),
        (name, within) => format!("{name} {within}"),
    }
}
