//! Lowers the parameters of an operation: those of the path are arguments, as are those of headers,
//! and those of the query are the fields of one type.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::{
    describe::describe, operation::Reader, security::is_header_name, types::Lowered,
    value::whole_number,
};
use crate::{
    document::pointer::Pointer,
    generate::{
        names::{field_names, is_parameter_name, type_name},
        plan::{Doc, FieldPlan, HeaderPlan, Kind, QueryPlan, Role, TypePlan},
    },
};

/// The parameters of an operation.
#[derive(Default)]
pub(super) struct Parameters {
    /// Those that progenitor is given, which are those of the path.
    pub(super) lowered: Vec<Value>,
    /// Those of the path with their descriptions.
    pub(super) in_path: Vec<(String, String)>,
    /// Those of headers.
    pub(super) in_header: Vec<HeaderPlan>,
    /// Those of the query.
    pub(super) query: Option<QueryPlan>,
}

/// A parameter of the query.
struct InQuery<'v> {
    at: Pointer,
    parameter: &'v Map<String, Value>,
    schema: &'v Value,
}

/// How a value is written into a query.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Text,
    Json,
    List,
    Object,
}

impl Reader<'_, '_> {
    pub(super) fn parameters(
        &mut self,
        path: &str,
        operation: &Map<String, Value>,
        operation_name: &str,
        roots: &mut BTreeSet<(Role, String)>,
    ) -> Result<Parameters> {
        let at_all = self.at.child("parameters");
        let empty = Vec::new();
        let parameters = match operation.get("parameters") {
            Some(parameters) => parameters
                .as_array()
                .ok_or_else(|| self.error(&at_all, "expected a list"))?,
            None => &empty,
        };
        let mut found = Parameters::default();
        let mut in_query = BTreeMap::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let (at, parameter) = self.follow(at_all.child(index), parameter)?;
            let text = |key: &str| parameter.get(key).and_then(Value::as_str);
            let (Some(name), Some(place)) = (text("name"), text("in")) else {
                return Err(self.error(&at, "expected a parameter with `name` and `in`"));
            };
            if place == "header" && self.is_sent_anyway(name) {
                continue;
            }
            let at_schema = at.child("schema");
            let schema = parameter
                .get("schema")
                .ok_or_else(|| self.error(&at_schema, "expected the schema of the parameter"))?;
            match place {
                "path" => {
                    self.in_path(path, &at, (name, parameter, schema), roots, &mut found)?;
                }
                "header" => {
                    let header = self.in_header(&at, (name, parameter, schema))?;
                    found.in_header.push(header);
                }
                "query" => {
                    let value = InQuery {
                        at: at.clone(),
                        parameter,
                        schema,
                    };
                    if in_query.insert(name, value).is_some() {
                        let message = format!("`{name}` is another parameter of the query as well");
                        return Err(self.error(&at.child("name"), message));
                    }
                }
                _ => {
                    let message = format!("found `{place}`, expected path, query or header");
                    return Err(self.error(&at.child("in"), message));
                }
            }
        }
        for name in path.split(['{', '}']).skip(1).step_by(2) {
            if !found.in_path.iter().any(|(known, _)| known == name) {
                return Err(self.error(
                    &at_all,
                    format!("expected a parameter `{name}`, which the path {path} has"),
                ));
            }
        }
        let mut arguments: Vec<String> = Vec::new();
        arguments.extend(found.in_path.iter().map(|(name, _)| name.to_snake_case()));
        arguments.extend(found.in_header.iter().map(|header| header.argument.clone()));
        for (index, name) in arguments.iter().enumerate() {
            if arguments[..index].contains(name) || (name == "query" && !in_query.is_empty()) {
                let message = format!("two of the parameters would be the argument `{name}`");
                return Err(self.error(&at_all, message));
            }
        }
        if !in_query.is_empty() {
            let query = self.query(&at_all, in_query, operation_name)?;
            roots.insert((Role::Parameter, query.type_name.clone()));
            found.query = Some(query);
        }
        Ok(found)
    }

    fn in_path(
        &mut self,
        path: &str,
        at: &Pointer,
        (name, parameter, schema): (&str, &Map<String, Value>, &Value),
        roots: &mut BTreeSet<(Role, String)>,
        found: &mut Parameters,
    ) -> Result<()> {
        self.check_argument(at, name)?;
        if !path.contains(&format!("{{{name}}}")) {
            return Err(self.error(
                &at.child("name"),
                format!("expected `{{{name}}}` in the path {path}"),
            ));
        }
        // A path has all of its parameters, whatever a document says; but one that is to be read
        // closely should say so.
        if !is_required(parameter) && !self.schemas.keep_going {
            return Err(self.error(
                &at.child("required"),
                "expected `required: true`, as the parameter is part of the path",
            ));
        }
        let inner = self
            .schemas
            .lower(&at.child("schema"), schema, &type_name(name))?;
        if !matches!(self.shape(&inner.schema), Some(Shape::Text | Shape::Json)) {
            return Err(self.error(
                &at.child("schema"),
                "expected text, a number or a boolean, as the parameter is part of the path",
            ));
        }
        let refers_to = inner.refers_to.into_iter();
        roots.extend(refers_to.map(|name| (Role::Parameter, name)));
        let doc = parameter_doc(parameter, schema, None).text();
        found.in_path.push((name.to_owned(), doc));
        found.lowered.push(json!({
            "name": name,
            "in": "path",
            "required": true,
            "schema": inner.schema,
        }));
        Ok(())
    }

    fn in_header(
        &mut self,
        at: &Pointer,
        (name, parameter, schema): (&str, &Map<String, Value>, &Value),
    ) -> Result<HeaderPlan> {
        self.check_argument(at, name)?;
        if !is_header_name(name) {
            let message = format!("found `{name}`, expected the name of a header");
            return Err(self.error(&at.child("name"), message));
        }
        let inner = self.schemas.lower(&at.child("schema"), schema, "")?;
        if inner.schema != json!({ "type": "string" }) {
            return Err(self.error(
                &at.child("schema"),
                "expected text without a list of values, as the parameter is a header",
            ));
        }
        Ok(HeaderPlan {
            name: name.to_lowercase(),
            argument: name.to_snake_case(),
            doc: parameter_doc(parameter, schema, None).text(),
            required: is_required(parameter),
        })
    }

    fn check_argument(&self, at: &Pointer, name: &str) -> Result<()> {
        match is_parameter_name(name) {
            true => Ok(()),
            false => Err(self.error(
                &at.child("name"),
                format!("`{name}` cannot be the name of an argument"),
            )),
        }
    }

    /// Whether the client sends the header of itself: OpenAPI leaves some of them to it, and the keys
    /// are the credential's.
    fn is_sent_anyway(&self, name: &str) -> bool {
        let own = ["accept", "authorization", "content-type"];
        let at = Pointer::root().descend(["components", "securitySchemes"]);
        let schemes = self.document.get(&at).and_then(Value::as_object);
        let is_key = |scheme: &Value| {
            let header = scheme.get("name").and_then(Value::as_str);
            scheme.get("in").is_some_and(|place| place == "header")
                && header.is_some_and(|header| header.eq_ignore_ascii_case(name))
        };
        own.contains(&name.to_lowercase().as_str())
            || schemes.is_some_and(|schemes| schemes.values().any(is_key))
    }

    /// The type of which each field is a parameter of the query.
    fn query(
        &mut self,
        at: &Pointer,
        parameters: BTreeMap<&str, InQuery<'_>>,
        operation_name: &str,
    ) -> Result<QueryPlan> {
        let fallback = format!("{}Query", type_name(operation_name));
        let names = field_names(parameters.keys().copied(), &BTreeMap::new());
        let mut query = QueryPlan::default();
        let mut lowered = Map::new();
        let mut fields = BTreeMap::new();
        let mut refers_to = BTreeSet::new();
        let mut required = Vec::new();
        for (field, name) in names {
            let InQuery {
                at,
                parameter,
                schema,
            } = &parameters[name.as_str()];
            let fallback = format!("{fallback}{}", type_name(&name));
            let inner = self.schemas.lower(&at.child("schema"), schema, &fallback)?;
            self.note_shape(at, &name, parameter, &inner, &mut query)?;
            if is_required(parameter) {
                required.push(field.clone());
            }
            let plan = FieldPlan {
                wire_name: name.clone(),
                doc: parameter_doc(parameter, schema, Some(&name)),
                schema: inner.schema.clone(),
                required: is_required(parameter),
                // There is no way to write null in a query.
                nullable: false,
                null_inside: false,
            };
            fields.insert(field.clone(), plan);
            refers_to.extend(inner.refers_to);
            lowered.insert(field, inner.schema);
            query.names.push(name);
        }
        let plan = TypePlan::new(
            json!({ "type": "object", "properties": lowered, "required": required, "additionalProperties": false }),
            Doc {
                prose: format!("The query of `{operation_name}`."),
                limits: String::new(),
            },
            Kind::Struct { fields },
            refers_to,
        );
        let defined = self.schemas.define_fallback(at, &fallback, plan)?;
        query.type_name = defined;
        Ok(query)
    }

    /// Checks that a value can be written into a query, and notes how.
    fn note_shape(
        &self,
        at: &Pointer,
        name: &str,
        parameter: &Map<String, Value>,
        inner: &Lowered,
        query: &mut QueryPlan,
    ) -> Result<()> {
        let shapes: Vec<Option<Shape>> = self
            .schemas
            .members(&inner.schema)
            .map(|member| self.shape(member))
            .collect();
        let has = |shape| shapes.contains(&Some(shape));
        if shapes.contains(&None) {
            return Err(self.error(
                &at.child("schema"),
                "found a value that has no form in a query, expected text, a number, a boolean, or a list or a map of these",
            ));
        }
        let style = parameter.get("style").and_then(Value::as_str);
        let explode = parameter.get("explode").and_then(Value::as_bool);
        let bracketed = match (style.unwrap_or("form"), explode.unwrap_or(true)) {
            ("form", true) => false,
            ("deepObject", true) => true,
            ("form", false) if !has(Shape::List) && !has(Shape::Object) => false,
            (style, explode) => {
                return Err(self.error(
                    &at.child("style"),
                    format!("found the style `{style}` with explode {explode}, expected form or deepObject, exploded"),
                ));
            }
        };
        if bracketed {
            query.bracketed.push(name.to_owned());
        }
        if has(Shape::List) {
            query.lists.push(name.to_owned());
        }
        if self.holds_json(&inner.schema) {
            query.json.push(name.to_owned());
        }
        Ok(())
    }

    /// How a lowered schema is written, unless it has no form in a query.
    fn shape(&self, lowered: &Value) -> Option<Shape> {
        let schema = self.schemas.resolved(lowered);
        let is_scalar =
            |inner: &Value| matches!(self.shape(inner), Some(Shape::Text | Shape::Json));
        match schema.get("type").and_then(Value::as_str)? {
            "string" => Some(Shape::Text),
            // It can be any JSON.
            "number" if *schema == whole_number() => None,
            "integer" | "number" | "boolean" => Some(Shape::Json),
            "array" => is_scalar(&schema["items"]).then_some(Shape::List),
            "object" if schema.get("properties").is_none() => {
                is_scalar(schema.get("additionalProperties")?).then_some(Shape::Object)
            }
            _ => None,
        }
    }

    /// Whether the values, or the items, are something else than text.
    fn holds_json(&self, lowered: &Value) -> bool {
        let mut members = self.schemas.members(lowered);
        members.any(|member| {
            let schema = self.schemas.resolved(member);
            let items = schema.get("items").or(schema.get("additionalProperties"));
            self.shape(items.unwrap_or(schema)) == Some(Shape::Json)
        })
    }
}

fn is_required(parameter: &Map<String, Value>) -> bool {
    parameter.get("required") == Some(&Value::Bool(true))
}

/// The parameter's own description, then what its schema demands.
fn parameter_doc(parameter: &Map<String, Value>, schema: &Value, name: Option<&str>) -> Doc {
    let mut schema = schema.as_object().cloned().unwrap_or_default();
    if let Some(description) = parameter.get("description") {
        schema.insert("description".to_owned(), description.clone());
    }
    describe(&schema, name)
}
