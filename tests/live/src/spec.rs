//! The documents in `spec/`, and their operations.

use std::{fs, path::Path};

use serde_json::{Map, Value};

use crate::{
    client::{VERSIONS, tools},
    schema::resolved,
};

/// One operation of a version.
pub(crate) struct Operation {
    pub(crate) version: &'static str,
    pub(crate) method: String,
    /// The path with its parameters in braces.
    pub(crate) path: String,
    pub(crate) document: Value,
    pub(crate) value: Value,
    /// The name of the tool that it is.
    pub(crate) tool: &'static str,
}

/// All operations of all versions.
pub(crate) fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for &version in VERSIONS {
        let document = document(version);
        let paths = object(&document["paths"]).clone();
        for (path, item) in &paths {
            for (method, value) in object(item) {
                operations.push(Operation {
                    version,
                    method: method.to_uppercase(),
                    path: path.clone(),
                    document: document.clone(),
                    value: value.clone(),
                    tool: tool(version, &document, value),
                });
            }
        }
    }
    assert!(!operations.is_empty(), "the documents have operations");
    operations
}

/// The document of a version.
fn document(version: &str) -> Value {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let file = spec.join(format!("{version}.yaml"));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{file:?}: {error}"))
}

/// The tool that takes what an operation takes: its parameters and the properties of its body.
fn tool(version: &str, document: &Value, operation: &Value) -> &'static str {
    let body = body(document, operation).map(|body| object(&body["properties"]).clone());
    let mut taken: Vec<String> = body
        .unwrap_or_default()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    taken.extend(parameters(operation, "path"));
    let takes = |name: &String, schema: &Value| {
        let hidden = format!("^{name}$");
        schema["properties"].get(name).is_some()
            || schema["patternProperties"].get(hidden).is_some()
    };
    let mut found = tools(version).iter().filter(|tool| {
        let schema = tool.input_schema();
        let shown = object(&schema["properties"]).keys();
        taken.iter().all(|name| takes(name, schema))
            && shown.into_iter().all(|name| taken.contains(name))
    });
    match (found.next(), found.next()) {
        (Some(tool), None) => tool.name(),
        _ => panic!("{version}: expected one tool that takes {taken:?}"),
    }
}

/// The names of an operation's parameters in a place such as `path`.
pub(crate) fn parameters(operation: &Value, place: &str) -> Vec<String> {
    let parameters = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let of_place = parameters
        .iter()
        .filter(|parameter| parameter["in"] == place);
    of_place
        .map(|parameter| {
            parameter["name"]
                .as_str()
                .expect("a parameter has a name")
                .to_owned()
        })
        .collect()
}

/// The schema of an operation's body.
pub(crate) fn body(document: &Value, operation: &Value) -> Option<Value> {
    let schema = operation["requestBody"]["content"]["application/json"].get("schema")?;
    Some(resolved(document, schema).clone())
}

/// The members of an object, of which there are none where it is none.
pub(crate) fn object(value: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE)
}

impl Operation {
    /// What an error says it is about.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The arguments of the tool for a body: beside it, each parameter of the path.
    pub(crate) fn arguments(&self, body: &Value) -> Value {
        let mut arguments = body.clone();
        for name in parameters(&self.value, "path") {
            arguments[name] = "a/b ü".into();
        }
        arguments
    }

    /// The path as it is sent with those arguments.
    pub(crate) fn sent_path(&self) -> String {
        parameters(&self.value, "path")
            .iter()
            .fold(self.path.clone(), |path, name| {
                path.replace(&format!("{{{name}}}"), "a%2Fb%20%C3%BC")
            })
    }

    /// Bodies that the document allows: with each property, and with each form that one can have.
    pub(crate) fn bodies(&self) -> Vec<Value> {
        let schema = body(&self.document, &self.value);
        schema.map_or(vec![Value::Object(Map::new())], |schema| {
            crate::schema::values(&self.document, &schema)
        })
    }

    /// The body with all that the document names.
    pub(crate) fn full_body(&self) -> Value {
        self.bodies().pop().expect("a schema has values")
    }

    /// The documented statuses, each with the schema of its body.
    pub(crate) fn answers(&self) -> Vec<(u16, Value)> {
        let answers = object(&self.value["responses"])
            .iter()
            .filter_map(|(status, answer)| {
                let answer = resolved(&self.document, answer);
                let schema = answer["content"]["application/json"].get("schema")?;
                Some((status.parse().ok()?, schema.clone()))
            });
        answers.collect()
    }
}
