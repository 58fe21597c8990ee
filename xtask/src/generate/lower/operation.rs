//! Lowers the operations: parameters, bodies, statuses and security.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    LoweredOperation,
    describe::sentence,
    security, tool,
    types::{NAME, Schemas},
};
use crate::{
    document::{Document, pointer::Pointer},
    generate::{
        names::{is_method_name, method_name, type_name},
        plan::{LeftOut, OperationPlan, Role},
    },
};

const METHODS: &[&str] = &[
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];
pub(super) const JSON: &str = "application/json";

/// Lowers every operation of the document, in the order of their paths.
///
/// What cannot be lowered is an error, or with `left_out` is noted there and left out.
pub(crate) fn lower_operations<'d>(
    document: &'d Document,
    schemas: &mut Schemas<'d>,
    mut left_out: Option<&mut Vec<LeftOut>>,
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
            let before = left_out.as_ref().map(|_| schemas.state());
            let lowered = Reader {
                document,
                schemas,
                at: &at,
            }
            .lower(path, method, operation)
            .and_then(|lowered| match operations.iter().any(|other| other.name == lowered.name) {
                true => Err(document.error(
                    &at,
                    format!("another operation is also called `{}`: give one of them an `{NAME}` in the overlay", lowered.name),
                )),
                false => Ok(lowered),
            });
            match (lowered, &mut left_out, before) {
                (Ok(lowered), ..) => operations.push(lowered),
                (Err(error), Some(left_out), Some(before)) => {
                    schemas.restore(before);
                    left_out.push(LeftOut {
                        operation: format!("{} {path}", method.to_uppercase()),
                        reason: format!("{error:#}"),
                    });
                }
                (Err(error), ..) => return Err(error),
            }
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
pub(super) struct Reader<'r, 'd> {
    pub(super) document: &'d Document,
    pub(super) schemas: &'r mut Schemas<'d>,
    pub(super) at: &'r Pointer,
}

impl Reader<'_, '_> {
    fn lower(&mut self, path: &str, method: &str, operation: &Value) -> Result<LoweredOperation> {
        let operation = mapping(self.document, self.at, operation)?;
        if operation.contains_key("servers") {
            return Err(self.error(
                &self.at.child("servers"),
                "expected none, as a client has one base URL for all operations",
            ));
        }
        let name = self.name(operation)?;
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let mut roots = BTreeSet::new();
        let mut lowered = json!({ "operationId": name });

        let mut parameters = self.parameters(path, operation, &name, &mut roots)?;
        lowered["parameters"] = std::mem::take(&mut parameters.lowered).into();
        let mut optional_body = false;
        if let Some(body) = operation.get("requestBody") {
            lowered["requestBody"] =
                self.request_body(body, &name, &mut roots, &mut optional_body)?;
        }
        let responses = self.responses(operation, &name, &mut roots)?;
        lowered["responses"] = responses.lowered.into();

        let tool = tool::tool(self.document, self.at, path, method, operation, &parameters)?;
        let schemes = security::schemes(self.document, self.at, operation)?;
        let keys = schemes.values().map(|scheme| scheme.header.clone());
        Ok(LoweredOperation {
            plan: OperationPlan {
                lowered,
                http_method: method.to_uppercase(),
                path: path.to_owned(),
                summary: sentence(text("summary")),
                description: sentence(text("description")),
                parameters: parameters.in_path,
                headers: parameters.in_header,
                query: parameters.query,
                optional_body,
                responses: responses.plans,
                default: responses.default,
                keys: keys.collect(),
                roots,
                tool,
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

    fn request_body(
        &mut self,
        body: &Value,
        name: &str,
        roots: &mut BTreeSet<(Role, String)>,
        optional: &mut bool,
    ) -> Result<Value> {
        let (at, body) = self.follow(self.at.child("requestBody"), body)?;
        *optional = body.get("required") != Some(&Value::Bool(true));
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

    pub(super) fn json_media<'v>(
        &self,
        at: &Pointer,
        body: &'v Map<String, Value>,
    ) -> Result<(Pointer, &'v Map<String, Value>)> {
        let at = at.child("content");
        let content = body.get("content").and_then(Value::as_object);
        let media = content.and_then(|content| content.get(JSON));
        let media = media.ok_or_else(|| {
            let found: Vec<&str> = content
                .into_iter()
                .flat_map(Map::keys)
                .map(String::as_str)
                .collect();
            let found = match found.is_empty() {
                true => "none".to_owned(),
                false => format!("`{}`", found.join("`, `")),
            };
            self.error(
                &at,
                format!("found the media type {found}, expected {JSON}"),
            )
        })?;
        let at = at.child(JSON);
        let media = mapping(self.document, &at, media)?;
        Ok((at, media))
    }

    pub(super) fn schema_of<'v>(
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
    pub(super) fn follow<'v>(
        &self,
        at: Pointer,
        value: &'v Value,
    ) -> Result<(Pointer, &'v Map<String, Value>)>
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

    pub(super) fn error(&self, at: &Pointer, message: impl std::fmt::Display) -> anyhow::Error {
        self.document.error(at, message)
    }
}
