//! Where a schema can stand: in which part of an operation, how deep, and behind a `$ref` or not.

use serde_json::{Value, json};

/// What lies around a schema in the body that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nest {
    /// It is the body.
    Root,
    Property,
    Items,
    AdditionalProperties,
    Union,
    AllOf,
}

pub(crate) const NESTS: [Nest; 6] = [
    Nest::Root,
    Nest::Property,
    Nest::Items,
    Nest::AdditionalProperties,
    Nest::Union,
    Nest::AllOf,
];

impl Nest {
    /// The name in `skip`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Property => "property",
            Self::Items => "items",
            Self::AdditionalProperties => "additional-properties",
            Self::Union => "union",
            Self::AllOf => "all-of",
        }
    }

    /// The body around a schema.
    pub(crate) fn wrap(self, schema: Value) -> Value {
        let property = match self {
            Self::Root => return schema,
            Self::Property => schema,
            Self::Items => json!({ "type": "array", "items": schema }),
            Self::AdditionalProperties => {
                json!({ "type": "object", "additionalProperties": schema })
            }
            Self::Union => json!({ "anyOf": [{ "type": "boolean" }, schema] }),
            Self::AllOf => json!({ "allOf": [{ "description": "Beside." }, schema] }),
        };
        json!({ "type": "object", "properties": { "p": property } })
    }

    /// The path in the body of what has a path in the schema.
    pub(crate) fn path(self, path: &str) -> String {
        match self {
            Self::Root => path.to_owned(),
            Self::Property | Self::Union | Self::AllOf => join("p", path),
            Self::Items => join("p[]", path),
            Self::AdditionalProperties => join("p.*", path),
        }
    }
}

/// The path below another one.
pub(crate) fn join(one: &str, two: &str) -> String {
    match (one, two) {
        ("", path) | (path, "") => path.to_owned(),
        _ if two.starts_with('[') => format!("{one}{two}"),
        _ => format!("{one}.{two}"),
    }
}

/// The part of an operation that holds a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Request,
    Success,
    Error,
    Parameter,
    Header,
    /// A component that the request and the success refer to.
    Shared,
}

pub(crate) const PARTS: [Part; 6] = [
    Part::Request,
    Part::Success,
    Part::Error,
    Part::Parameter,
    Part::Header,
    Part::Shared,
];

/// The component of [`document`].
pub(crate) const COMPONENT: &str = "#/components/schemas/Pair";

impl Part {
    /// The place in a finding.
    pub(crate) fn place(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Success => "success",
            Self::Error => "error",
            Self::Parameter => "parameter",
            Self::Header => "header",
            Self::Shared => "request, success",
        }
    }

    /// The path of what has a path in the schema.
    pub(crate) fn path(self, path: &str) -> String {
        match self {
            Self::Parameter => join("limit", path),
            Self::Header => join("X-Request-Id", path),
            _ => path.to_owned(),
        }
    }

    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::Shared => COMPONENT,
            _ => "POST /things",
        }
    }

    pub(crate) fn statuses(self) -> &'static [&'static str] {
        match self {
            Self::Success | Self::Header => &["201"],
            Self::Error => &["400"],
            _ => &[],
        }
    }
}

/// A document with one operation, a part of which holds the schema in its nest.
pub(crate) fn document(
    openapi: &str,
    part: Part,
    nest: Nest,
    component: bool,
    schema: &Value,
) -> Value {
    let body = |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let mut document = json!({
        "openapi": openapi,
        "info": { "title": "Things", "version": "v1" },
        "paths": { "/api/v1/things": { "post": {
            "responses": {
                "201": { "description": "It is there." },
                "400": { "description": "It was refused." },
            },
        } } },
    });
    let operation = &mut document["paths"]["/api/v1/things"]["post"];
    let reference = json!({ "$ref": COMPONENT });
    let held = match component || part == Part::Shared {
        true => nest.wrap(reference),
        false => nest.wrap(schema.clone()),
    };
    match part {
        Part::Request => operation["requestBody"] = body(held),
        Part::Success => operation["responses"]["201"]["content"] = body(held)["content"].take(),
        Part::Error => operation["responses"]["400"]["content"] = body(held)["content"].take(),
        Part::Parameter => {
            operation["parameters"] = json!([{ "name": "limit", "in": "query", "schema": held }]);
        }
        Part::Header => {
            operation["responses"]["201"]["headers"] =
                json!({ "X-Request-Id": { "schema": held } });
        }
        Part::Shared => {
            operation["requestBody"] = body(held.clone());
            operation["responses"]["201"]["content"] = body(held)["content"].take();
        }
    }
    if component || part == Part::Shared {
        document["components"] = json!({ "schemas": { "Pair": schema } });
    }
    document
}

/// The 3.1 spelling of a schema of 3.0. `nullable` adds null, whether or not there is a type, and
/// whether or not an `enum` lists it: that is how most programs read it.
pub(crate) fn to_3_1(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else {
        return schema.clone();
    };
    let mut result = serde_json::Map::new();
    let is_set = |key: &str| members.get(key) == Some(&Value::Bool(true));
    for (key, value) in members {
        let value = match key.as_str() {
            "nullable" | "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => continue,
            "type" if is_set("nullable") => json!([value, "null"]),
            "enum"
                if is_set("nullable")
                    && !value.as_array().is_some_and(|v| v.contains(&Value::Null)) =>
            {
                let values = value.as_array().into_iter().flatten().cloned();
                values.chain([Value::Null]).collect()
            }
            "minimum" if is_set("exclusiveMinimum") => {
                result.insert("exclusiveMinimum".to_owned(), value.clone());
                continue;
            }
            "maximum" if is_set("exclusiveMaximum") => {
                result.insert("exclusiveMaximum".to_owned(), value.clone());
                continue;
            }
            "properties" => value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, schema)| (name.clone(), to_3_1(schema)))
                .collect(),
            "items" | "additionalProperties" | "not" => to_3_1(value),
            "anyOf" | "oneOf" | "allOf" => {
                let schemas = value.as_array().into_iter().flatten();
                schemas.map(to_3_1).collect()
            }
            _ => value.clone(),
        };
        result.insert(key.clone(), value);
    }
    // What has no type of its own takes null beside what it takes otherwise.
    match is_set("nullable") && !members.contains_key("type") {
        true => json!({ "anyOf": [result, { "type": "null" }] }),
        false => result.into(),
    }
}
