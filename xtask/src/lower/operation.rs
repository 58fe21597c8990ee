//! Lowers the operations: parameters, bodies, statuses and security.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    LoweredOperation,
    describe::{describe, sentence},
    example,
    names::{is_method_name, is_parameter_name, method_name, type_name},
    schema::{NAME, Schemas},
    security,
};
use crate::{
    document::Document,
    plan::{OperationPlan, ResponsePlan, Role},
    pointer::Pointer,
};

const METHODS: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];
const JSON: &str = "application/json";

/// Lowers every operation of the document, in the order of their paths.
pub(crate) fn lower_operations<'d>(
    document: &'d Document,
    schemas: &mut Schemas<'d>,
) -> Result<Vec<LoweredOperation>> {
    let at_paths = Pointer::root().child("paths");
    let paths = document
        .get(&at_paths)
        .and_then(Value::as_object)
        .filter(|paths| !paths.is_empty())
        .ok_or_else(|| document.error(&at_paths, "expected a mapping of paths to operations"))?;
    let mut operations: Vec<LoweredOperation> = Vec::new();
    for (path, item) in paths {
        let at_path = at_paths.child(path);
        let item = mapping(document, &at_path, item)?;
        if let Some(keyword) = item.keys().find(|key| {
            !METHODS.contains(&key.as_str()) && !key.starts_with("x-") && !is_prose(key)
        }) {
            return Err(document.error(
                &at_path.child(keyword),
                "expected only operations: write what they share into each of them",
            ));
        }
        for (method, operation) in item
            .iter()
            .filter(|(key, _)| METHODS.contains(&key.as_str()))
        {
            let at = at_path.child(method);
            let lowered = Reader {
                document,
                schemas,
                at: &at,
            }
            .lower(path, method, operation)?;
            if operations.iter().any(|other| other.name == lowered.name) {
                return Err(document.error(
                    &at,
                    format!("another operation is also called `{}`: give one of them an `{NAME}` in the overlay", lowered.name),
                ));
            }
            operations.push(lowered);
        }
    }
    Ok(operations)
}

fn is_prose(key: &str) -> bool {
    matches!(key, "summary" | "description")
}

fn mapping<'v>(
    document: &Document,
    at: &Pointer,
    value: &'v Value,
) -> Result<&'v Map<String, Value>> {
    value
        .as_object()
        .ok_or_else(|| document.error(at, "expected a mapping"))
}

/// Reads the operation at `at`.
struct Reader<'r, 'd> {
    document: &'d Document,
    schemas: &'r mut Schemas<'d>,
    at: &'r Pointer,
}

impl Reader<'_, '_> {
    fn lower(&mut self, path: &str, method: &str, operation: &Value) -> Result<LoweredOperation> {
        let operation = mapping(self.document, self.at, operation)?;
        let name = self.name(operation)?;
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let mut roots = BTreeSet::new();
        let mut lowered = json!({ "operationId": name });

        let mut parameters = Vec::new();
        lowered["parameters"] = self.parameters(path, operation, &mut roots, &mut parameters)?;
        if let Some(body) = operation.get("requestBody") {
            lowered["requestBody"] = self.request_body(body, &name, &mut roots)?;
        }
        let mut responses = BTreeMap::new();
        lowered["responses"] = self.responses(operation, &name, &mut roots, &mut responses)?;

        let schemes = security::schemes(self.document, self.at, operation)?;
        let keys = schemes.values().map(|scheme| scheme.header.clone());
        Ok(LoweredOperation {
            plan: OperationPlan {
                lowered,
                http_method: method.to_uppercase(),
                path: path.to_owned(),
                summary: sentence(text("summary")),
                description: sentence(text("description")),
                parameters,
                responses,
                keys: keys.collect(),
                roots,
            },
            schemes,
            name,
        })
    }

    fn name(&self, operation: &Map<String, Value>) -> Result<String> {
        let at = self.at.child("operationId");
        let Some(id) = operation.get("operationId") else {
            return Err(self.error(
                self.at,
                "expected an `operationId`, which names the operation",
            ));
        };
        let id = id
            .as_str()
            .ok_or_else(|| self.error(&at, "expected text"))?;
        let (at, name) = match operation.get(NAME) {
            Some(name) => (
                self.at.child(NAME),
                name.as_str().unwrap_or_default().to_owned(),
            ),
            None => (at, method_name(id)),
        };
        if is_method_name(&name) {
            return Ok(name);
        }
        Err(self.error(
            &at,
            format!("`{name}` cannot be the name of a method: give the operation an `{NAME}` in the overlay, in snake_case"),
        ))
    }

    fn parameters(
        &mut self,
        path: &str,
        operation: &Map<String, Value>,
        roots: &mut BTreeSet<(Role, String)>,
        docs: &mut Vec<(String, String)>,
    ) -> Result<Value> {
        let at_all = self.at.child("parameters");
        let empty = Vec::new();
        let parameters = match operation.get("parameters") {
            Some(parameters) => parameters
                .as_array()
                .ok_or_else(|| self.error(&at_all, "expected a list"))?,
            None => &empty,
        };
        let mut lowered = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let (at, parameter) = self.follow(at_all.child(index), parameter)?;
            let text = |key: &str| parameter.get(key).and_then(Value::as_str);
            let (Some(name), Some(place)) = (text("name"), text("in")) else {
                return Err(self.error(&at, "expected a parameter with `name` and `in`"));
            };
            if place != "path" {
                return Err(self.error(&at.child("in"), format!("found `{place}`, expected path")));
            }
            if !is_parameter_name(name) {
                return Err(self.error(
                    &at.child("name"),
                    format!("`{name}` cannot be the name of an argument"),
                ));
            }
            if !path.contains(&format!("{{{name}}}")) {
                return Err(self.error(
                    &at.child("name"),
                    format!("expected `{{{name}}}` in the path {path}"),
                ));
            }
            if parameter.get("required") != Some(&Value::Bool(true)) {
                return Err(self.error(
                    &at.child("required"),
                    "expected `required: true`, as the parameter is part of the path",
                ));
            }
            let at_schema = at.child("schema");
            let schema = parameter
                .get("schema")
                .ok_or_else(|| self.error(&at_schema, "expected the schema of the parameter"))?;
            let inner = self.schemas.lower(&at_schema, schema, &type_name(name))?;
            roots.extend(
                inner
                    .refers_to
                    .into_iter()
                    .map(|name| (Role::Parameter, name)),
            );
            docs.push((name.to_owned(), self.parameter_doc(parameter, schema)));
            let entry = json!({
                "name": name,
                "in": place,
                "required": true,
                "schema": inner.schema,
            });
            lowered.push(entry);
        }
        for name in path.split(['{', '}']).skip(1).step_by(2) {
            if !docs.iter().any(|(known, _)| known == name) {
                return Err(self.error(
                    &at_all,
                    format!("expected a parameter `{name}`, which the path {path} has"),
                ));
            }
        }
        Ok(Value::Array(lowered))
    }

    /// The parameter's own description, then what its schema demands.
    fn parameter_doc(&self, parameter: &Map<String, Value>, schema: &Value) -> String {
        let mut schema = schema.as_object().cloned().unwrap_or_default();
        if let Some(description) = parameter.get("description") {
            schema.insert("description".to_owned(), description.clone());
        }
        describe(&schema, None).text()
    }

    fn request_body(
        &mut self,
        body: &Value,
        name: &str,
        roots: &mut BTreeSet<(Role, String)>,
    ) -> Result<Value> {
        let (at, body) = self.follow(self.at.child("requestBody"), body)?;
        if body.get("required") != Some(&Value::Bool(true)) {
            return Err(self.error(
                &at,
                "expected `required: true`: an optional body cannot be generated",
            ));
        }
        let (at, media) = self.json_media(&at, body)?;
        let (at, schema) = self.schema_of(&at, media)?;
        let inner = self
            .schemas
            .lower(&at, schema, &format!("{}Request", type_name(name)))?;
        roots.extend(
            inner
                .refers_to
                .into_iter()
                .map(|name| (Role::Request, name)),
        );
        Ok(json!({ "required": true, "content": { JSON: { "schema": inner.schema } } }))
    }

    fn responses(
        &mut self,
        operation: &Map<String, Value>,
        name: &str,
        roots: &mut BTreeSet<(Role, String)>,
        plans: &mut BTreeMap<u16, ResponsePlan>,
    ) -> Result<Value> {
        let at_all = self.at.child("responses");
        let responses = operation
            .get("responses")
            .and_then(Value::as_object)
            .filter(|responses| !responses.is_empty())
            .ok_or_else(|| self.error(&at_all, "expected a mapping of statuses to responses"))?;
        let mut lowered = Map::new();
        let mut bodies: BTreeMap<Role, Value> = BTreeMap::new();
        for (status, response) in responses {
            let (number, role) = match (status.len(), status.parse()) {
                (3, Ok(number @ 200..=299)) => (number, Role::Success),
                (3, Ok(number @ 400..=599)) => (number, Role::Error),
                _ => {
                    return Err(self.error(
                        &at_all.child(status),
                        format!(
                            "found `{status}`, expected a status from 200 to 299 or 400 to 599"
                        ),
                    ));
                }
            };
            let (at, response) = self.follow(at_all.child(status), response)?;
            let description = response.get("description").and_then(Value::as_str);
            let description = sentence(description.unwrap_or_default());
            let (at_media, media) = self.json_media(&at, response)?;
            let (at, schema) = self.schema_of(&at_media, media)?;
            let suffix = match role {
                Role::Success => "Response",
                _ => "Error",
            };
            let fallback = format!("{}{suffix}", type_name(name));
            let inner = self.schemas.lower(&at, schema, &fallback)?;
            let first = bodies.entry(role).or_insert_with(|| inner.schema.clone());
            if *first != inner.schema {
                return Err(self.error(
                    &at,
                    "expected the same body as that of the other successes, or of the other errors",
                ));
            }
            roots.extend(inner.refers_to.into_iter().map(|name| (role, name)));
            let mut example = example::example(self.document, &at_media, media, schema)?;
            if role == Role::Error {
                example::set_status(&mut example, number);
            }
            let plan = ResponsePlan {
                description,
                example,
            };
            plans.insert(number, plan);
            let entry = json!({
                "description": "",
                "content": { JSON: { "schema": inner.schema } },
            });
            lowered.insert(status.clone(), entry);
        }
        Ok(Value::Object(lowered))
    }

    fn json_media<'v>(
        &self,
        at: &Pointer,
        body: &'v Map<String, Value>,
    ) -> Result<(Pointer, &'v Map<String, Value>)> {
        let at = at.child("content");
        let content = body.get("content").and_then(Value::as_object);
        let media = content.filter(|content| content.len() == 1);
        let media = media
            .and_then(|content| content.get(JSON))
            .ok_or_else(|| self.error(&at, format!("expected exactly one media type, {JSON}")))?;
        let at = at.child(JSON);
        let media = mapping(self.document, &at, media)?;
        Ok((at, media))
    }

    fn schema_of<'v>(
        &self,
        at_media: &Pointer,
        media: &'v Map<String, Value>,
    ) -> Result<(Pointer, &'v Value)> {
        let at = at_media.child("schema");
        match media.get("schema") {
            Some(schema) => Ok((at, schema)),
            None => Err(self.error(&at, "expected the schema of the body")),
        }
    }

    /// The mapping at `at`, or the one that it refers to.
    fn follow<'v>(&self, at: Pointer, value: &'v Value) -> Result<(Pointer, &'v Map<String, Value>)>
    where
        Self: 'v,
    {
        let value = mapping(self.document, &at, value)?;
        match value.get("$ref").and_then(Value::as_str) {
            None => Ok((at, value)),
            Some(reference) => {
                let (target_at, target) = self.document.resolve(&at, reference)?;
                let target = mapping(self.document, &target_at, target)?;
                if target.contains_key("$ref") {
                    return Err(self.error(
                        &target_at,
                        "expected no second reference behind a reference",
                    ));
                }
                Ok((target_at, target))
            }
        }
    }

    fn error(&self, at: &Pointer, message: impl std::fmt::Display) -> anyhow::Error {
        self.document.error(at, message)
    }
}
