//! The forms that the values of keywords have.

use serde_json::Value;

use crate::contract::reader::items;

/// What the value of a keyword can be.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    Flag,
    Count,
    Number,
    NumberOrFlag,
    List,
    Names,
    NameOrNames,
    Schema,
    Schemas,
    NamedSchemas,
    Mapping,
}

/// The keywords of schemas that have one form only.
pub(super) const KEYWORDS: &[(&str, Form)] = &[
    ("$ref", Form::Text),
    ("additionalProperties", Form::Schema),
    ("allOf", Form::Schemas),
    ("anyOf", Form::Schemas),
    ("deprecated", Form::Flag),
    ("description", Form::Text),
    ("discriminator", Form::Mapping),
    ("enum", Form::List),
    ("examples", Form::List),
    ("exclusiveMaximum", Form::NumberOrFlag),
    ("exclusiveMinimum", Form::NumberOrFlag),
    ("format", Form::Text),
    ("items", Form::Schema),
    ("maxItems", Form::Count),
    ("maxLength", Form::Count),
    ("maxProperties", Form::Count),
    ("maximum", Form::Number),
    ("minItems", Form::Count),
    ("minLength", Form::Count),
    ("minProperties", Form::Count),
    ("minimum", Form::Number),
    ("multipleOf", Form::Number),
    ("not", Form::Schema),
    ("nullable", Form::Flag),
    ("oneOf", Form::Schemas),
    ("pattern", Form::Text),
    ("prefixItems", Form::Schemas),
    ("properties", Form::NamedSchemas),
    ("readOnly", Form::Flag),
    ("required", Form::Names),
    ("title", Form::Text),
    ("type", Form::NameOrNames),
    ("uniqueItems", Form::Flag),
    ("writeOnly", Form::Flag),
];

/// The members of operations, parameters, headers, bodies and responses that have one form only.
pub(super) const MEMBERS: &[(&str, Form)] = &[
    ("deprecated", Form::Flag),
    ("description", Form::Text),
    ("in", Form::Text),
    ("name", Form::Text),
    ("operationId", Form::Text),
    ("required", Form::Flag),
    ("servers", Form::List),
    ("summary", Form::Text),
    ("tags", Form::Names),
];

impl Form {
    /// What was found, and what was expected, where a value does not have the form.
    pub(super) fn mismatch(self, value: &Value) -> Option<String> {
        let is_names = || items(Some(value)).iter().all(Value::is_string);
        let (fits, expected) = match self {
            Self::Text => (value.is_string(), "text"),
            Self::Flag => (value.is_boolean(), "true or false"),
            Self::Count => (is_count(value), "a whole number that is not negative"),
            Self::Number => (value.is_number(), "a number"),
            Self::NumberOrFlag => (
                value.is_number() || value.is_boolean(),
                "a number, or true or false",
            ),
            Self::List => (value.is_array(), "a list"),
            Self::Names => (value.is_array() && is_names(), "a list of names"),
            Self::NameOrNames => (
                value.is_string() || (!items(Some(value)).is_empty() && is_names()),
                "a name or a list of names",
            ),
            Self::Schema => (value.is_object() || value.is_boolean(), "a schema"),
            Self::Schemas => (
                value.as_array().is_some_and(|list| !list.is_empty()),
                "a list of schemas",
            ),
            Self::NamedSchemas => (value.is_object(), "a mapping of names to schemas"),
            Self::Mapping => (value.is_object(), "a mapping"),
        };
        (!fits).then(|| format!("found {}, expected {expected}", name(value)))
    }
}

fn is_count(value: &Value) -> bool {
    let is_count = |count: f64| count >= 0.0 && count.fract() == 0.0;
    value.as_f64().is_some_and(is_count)
}

/// The kind of a value, for people.
pub(super) fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(items) if items.is_empty() => "an empty list",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
