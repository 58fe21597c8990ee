//! Lowers the answers of an operation: which statuses it has, and the body of each.
//!
//! A method returns one type and fails with one. So all successes that have a body have the same one,
//! and so have the errors; a status without a body is told apart by having none.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    describe::sentence,
    example,
    operation::{JSON, Reader},
};
use crate::{
    document::pointer::Pointer,
    generate::{
        names::type_name,
        plan::{ResponsePlan, Role},
    },
};

/// The answers of an operation.
#[derive(Default)]
pub(super) struct Responses {
    /// Those that progenitor is given: of each role those with a body, or one if none has.
    pub(super) lowered: Map<String, Value>,
    /// The statuses.
    pub(super) plans: BTreeMap<u16, ResponsePlan>,
    /// The answer with any other status, which is an error.
    pub(super) default: Option<ResponsePlan>,
    /// The body of each role.
    bodies: BTreeMap<Role, Value>,
}

impl Reader<'_, '_> {
    pub(super) fn responses(
        &mut self,
        operation: &Map<String, Value>,
        name: &str,
        roots: &mut BTreeSet<(Role, String)>,
    ) -> Result<Responses> {
        let at_all = self.at.child("responses");
        let responses = operation
            .get("responses")
            .and_then(Value::as_object)
            .filter(|responses| !responses.is_empty())
            .ok_or_else(|| self.error(&at_all, "expected a mapping of statuses to responses"))?;
        let mut found = Responses::default();
        for (status, response) in responses {
            let (number, role) = match (status.len(), status.parse()) {
                (3, Ok(number @ 200..=299)) => (Some(number), Role::Success),
                (3, Ok(number @ 400..=599)) => (Some(number), Role::Error),
                _ if status == "default" => (None, Role::Error),
                _ => {
                    return Err(self.error(
                        &at_all.child(status),
                        format!(
                            "found `{status}`, expected a status from 200 to 299 or 400 to 599"
                        ),
                    ));
                }
            };
            let at = at_all.child(status);
            let plan = self.response(&at, response, (number, role), name, roots, &mut found)?;
            match number {
                Some(number) => drop(found.plans.insert(number, plan)),
                None => found.default = Some(plan),
            }
        }
        // Without one of them, progenitor takes the body for a stream of bytes.
        let lacks = |role| !found.bodies.contains_key(&role);
        for (role, status) in [(Role::Success, "204"), (Role::Error, "500")] {
            if lacks(role) {
                found
                    .lowered
                    .insert(status.to_owned(), json!({ "description": "" }));
            }
        }
        if !found.plans.keys().any(|status| *status < 300) {
            return Err(self.error(
                &at_all,
                "found no success, expected a status from 200 to 299",
            ));
        }
        Ok(found)
    }

    fn response(
        &mut self,
        at: &Pointer,
        response: &Value,
        (number, role): (Option<u16>, Role),
        name: &str,
        roots: &mut BTreeSet<(Role, String)>,
        found: &mut Responses,
    ) -> Result<ResponsePlan> {
        let (at, response) = self.follow(at.clone(), response)?;
        let description = response.get("description").and_then(Value::as_str);
        let mut plan = ResponsePlan {
            description: sentence(description.unwrap_or_default()),
            example: None,
        };
        // HTTP sends no body with these, whatever a document says.
        if matches!(number, Some(204 | 205)) {
            return Ok(plan);
        }
        let content = response.get("content").and_then(Value::as_object);
        if content.is_none_or(Map::is_empty) {
            return Ok(plan);
        }
        let (at_media, media) = self.json_media(&at, response)?;
        let (at, schema) = self.schema_of(&at_media, media)?;
        if role == Role::Error && says_nothing(schema) {
            return Ok(plan);
        }
        let suffix = match role {
            Role::Success => "Response",
            _ => "Error",
        };
        let fallback = format!("{}{suffix}", type_name(name));
        let inner = self.schemas.lower(&at, schema, &fallback)?;
        let first = found.bodies.entry(role);
        if *first.or_insert_with(|| inner.schema.clone()) != inner.schema {
            return Err(self.error(
                &at,
                "expected the same body as that of the other successes, or of the other errors",
            ));
        }
        roots.extend(inner.refers_to.into_iter().map(|name| (role, name)));
        let example = example::example(self.document, &at_media, media, schema)?;
        plan.example = Some(example);
        // Progenitor takes the default for a success as well.
        let status = number.unwrap_or(599).to_string();
        let entry = json!({
            "description": "",
            "content": { JSON: { "schema": inner.schema } },
        });
        found.lowered.insert(status, entry);
        Ok(plan)
    }
}

/// Whether the schema is of any object, which is all that some documents say of an error.
fn says_nothing(schema: &Value) -> bool {
    let Some(schema) = schema.as_object() else {
        return false;
    };
    let nothing = |key: &str, value: &Value| match key {
        "type" => value == "object",
        "properties" => value.as_object().is_some_and(Map::is_empty),
        _ => matches!(key, "description" | "title"),
    };
    schema.iter().all(|(key, value)| nothing(key, value))
}
