//! What a schema demands, whichever way it is written: through references, `allOf`, or the spellings
//! of OpenAPI 3.0 and 3.1.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{
    node::{Additional, Node, Union},
    reader::{Raw, Reader, items, members, reference},
    types::Types,
};

/// A schema as a document states it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Schema<'a> {
    /// All of these apply. Without any of them every value is allowed.
    All(Vec<Raw<'a>>),
    /// One of these applies.
    Any(Vec<Schema<'a>>),
}

/// The keywords of a schema that say something to people only.
pub(crate) const PROSE: &[&str] = &[
    "$comment",
    "description",
    "example",
    "examples",
    "externalDocs",
    "title",
];

/// A schema of a chain of references and `allOf`.
struct Leaf<'a> {
    keywords: &'a Map<String, Value>,
    /// Whether something around it adds null to what it allows.
    null: bool,
}

impl<'a> Schema<'a> {
    /// The schema that a value of a document is.
    pub(crate) fn of(value: &'a Value) -> Self {
        Self::All(vec![Raw(value)])
    }

    /// The schema that allows everything.
    pub(crate) fn anything() -> Self {
        Self::All(Vec::new())
    }

    /// The value of the document that the schema is, if it is a single one.
    pub(crate) fn single(&self) -> Option<&'a Value> {
        match self {
            Self::All(parts) => match parts.as_slice() {
                [Raw(value)] => Some(value),
                _ => None,
            },
            Self::Any(_) => None,
        }
    }
}

impl<'a> Reader<'a> {
    /// The reference that a schema is, with nothing around it but words, and the values passed on the
    /// way to it.
    pub(crate) fn pure_reference(&self, schema: &Schema<'a>) -> Option<&'a str> {
        self.reference_beside(schema, |keyword| PROSE.contains(&keyword))
    }

    /// The same, with nothing around it but the keywords that `is_aside` names.
    pub(crate) fn reference_beside(
        &self,
        schema: &Schema<'a>,
        is_aside: impl Fn(&str) -> bool,
    ) -> Option<&'a str> {
        let mut value = schema.single()?;
        loop {
            let object = value.as_object()?;
            let mut telling = object.keys().filter(|key| !is_aside(key));
            match (telling.next()?.as_str(), telling.next()) {
                ("$ref", None) => {
                    return reference(value).filter(|text| self.target(text).is_some());
                }
                (keyword @ ("allOf" | "anyOf" | "oneOf"), None) => {
                    match items(object.get(keyword)) {
                        [only] => value = only,
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
    }

    /// The reference of a schema that says no more than that null is allowed as well.
    pub(crate) fn nullable_reference(&self, schema: &Schema<'a>) -> Option<&'a str> {
        let object = schema.single()?.as_object()?;
        let is_nullable = object.get("nullable") == Some(&Value::Bool(true));
        let mut telling = object
            .iter()
            .filter(|(key, _)| !PROSE.contains(&key.as_str()) && *key != "nullable");
        let (Some((keyword, value)), None) = (telling.next(), telling.next()) else {
            return None;
        };
        let only = match (keyword.as_str(), items(Some(value))) {
            ("$ref", _) if is_nullable => {
                return reference(schema.single()?).filter(|text| self.target(text).is_some());
            }
            ("allOf" | "anyOf" | "oneOf", [only]) if is_nullable => only,
            ("anyOf" | "oneOf", [null, only] | [only, null]) if is_null(null) => only,
            _ => return None,
        };
        self.pure_reference(&Schema::of(only))
    }

    /// What a schema demands.
    pub(crate) fn node(&self, schema: &Schema<'a>) -> Node<'a> {
        let mut node = Node::anything();
        match schema {
            Schema::All(parts) => {
                let mut leaves = Vec::new();
                let mut seen = HashSet::new();
                for Raw(part) in parts {
                    self.leaves(part, false, &mut seen, &mut leaves, &mut node);
                }
                let objects = leaves
                    .iter()
                    .filter(|leaf| leaf.keywords.contains_key("properties"));
                let among_others = objects.count() > 1;
                for leaf in &leaves {
                    merge(leaf, among_others, &mut node);
                }
            }
            Schema::Any(members) => node.unions.push(Union {
                keyword: "anyOf",
                members: members.clone(),
                nullable: false,
            }),
        }
        node.settle();
        node
    }

    /// Follows references and `allOf` from `value` to the schemas that state something themselves.
    fn leaves(
        &self,
        value: &'a Value,
        null: bool,
        seen: &mut HashSet<Raw<'a>>,
        leaves: &mut Vec<Leaf<'a>>,
        node: &mut Node<'a>,
    ) {
        // A schema that holds itself demands nothing more than it does already.
        if !seen.insert(Raw(value)) {
            return;
        }
        let keywords = match value {
            Value::Object(keywords) => keywords,
            Value::Bool(true) => return,
            Value::Bool(false) => {
                node.types = Types::NONE;
                return;
            }
            _ => {
                node.other.entry("schema").or_default().push(value);
                return;
            }
        };
        let own_null = keywords.get("nullable") == Some(&Value::Bool(true));
        // Beside a type, `nullable` is about that type; alone, it is meant for all the rest.
        let null_for_parts = null || (own_null && !keywords.contains_key("type"));
        if let Some(reference) = keywords.get("$ref") {
            match reference.as_str().and_then(|text| self.target(text)) {
                Some(target) => self.leaves(target, null_for_parts, seen, leaves, node),
                None => node.other.entry("$ref").or_default().push(reference),
            }
        }
        for part in items(keywords.get("allOf")) {
            self.leaves(part, null_for_parts, seen, leaves, node);
        }
        // A union of one member besides null is that member.
        for keyword in ["anyOf", "oneOf"] {
            let (members, nullable) = union_members(keywords, keyword);
            if let [only] = members.as_slice() {
                self.leaves(only, null_for_parts || nullable, seen, leaves, node);
            }
        }
        leaves.push(Leaf {
            keywords,
            null: null || own_null,
        });
    }
}

/// Adds what a schema states to what the others did.
fn merge<'a>(leaf: &Leaf<'a>, among_others: bool, node: &mut Node<'a>) {
    let keywords = leaf.keywords;
    let mut types = Types::NONE;
    let mut format = None;
    for (keyword, value) in keywords {
        let keyword = keyword.as_str();
        let understood = match (keyword, value) {
            ("$ref" | "allOf" | "$defs" | "definitions", _) => true,
            ("nullable", Value::Bool(_)) => true,
            // What holds without them too.
            ("readOnly" | "writeOnly" | "uniqueItems", Value::Bool(false)) => true,
            ("deprecated", Value::Bool(deprecated)) => {
                node.deprecated |= deprecated;
                true
            }
            ("type", Value::String(name)) => match Types::named(name) {
                Some(named) => {
                    types = named;
                    true
                }
                None => false,
            },
            ("type", Value::Array(names)) => {
                let named: Option<Vec<_>> = names
                    .iter()
                    .map(|name| name.as_str().and_then(Types::named))
                    .collect();
                match named {
                    Some(named) => {
                        types = named.into_iter().fold(Types::NONE, Types::or);
                        true
                    }
                    None => false,
                }
            }
            ("format", Value::String(text)) => {
                format = Some(text.clone());
                true
            }
            ("enum", Value::Array(values)) => {
                node.allow_only(values.iter(), leaf.null);
                true
            }
            ("const", value) => {
                node.allow_only([value].into_iter(), leaf.null);
                true
            }
            ("pattern", Value::String(pattern)) => {
                node.patterns.insert(pattern);
                true
            }
            ("properties", Value::Object(properties)) => {
                for (name, property) in properties {
                    let entry = node.properties.entry(name);
                    let schema = entry.or_insert_with(Schema::anything);
                    push(schema, property);
                }
                true
            }
            ("required", Value::Array(names)) if names.iter().all(Value::is_string) => {
                node.required.extend(names.iter().filter_map(Value::as_str));
                true
            }
            ("additionalProperties", Value::Bool(_) | Value::Object(_)) => {
                let additional = Additional::of(value);
                if additional == Additional::Open {
                    node.says_open = true;
                } else {
                    // It speaks of the properties beside it, not of those of the others.
                    if among_others && let Some(beside) = keywords.get("properties") {
                        node.other
                            .entry("additionalProperties")
                            .or_default()
                            .push(beside);
                    }
                    node.additional = match (&node.additional, additional) {
                        (Additional::Typed(Schema::All(parts)), Additional::Typed(_)) => {
                            let mut both = Schema::All(parts.clone());
                            push(&mut both, value);
                            Additional::Typed(both)
                        }
                        (Additional::Closed, _) => Additional::Closed,
                        (_, additional) => additional,
                    };
                }
                true
            }
            ("items", Value::Object(_) | Value::Bool(_)) => {
                push(node.items.get_or_insert_with(Schema::anything), value);
                true
            }
            ("anyOf" | "oneOf", Value::Array(_)) => {
                let keyword = if keyword == "anyOf" { "anyOf" } else { "oneOf" };
                let (members, nullable) = union_members(keywords, keyword);
                match members.as_slice() {
                    [] if nullable => node.types = node.types.and(Types::NULL),
                    [] => not_understood(node, keyword, value),
                    [_] => {}
                    members => node.unions.push(Union {
                        keyword,
                        members: members.iter().copied().map(Schema::of).collect(),
                        nullable: nullable || leaf.null,
                    }),
                }
                true
            }
            ("default", value) if node.default.is_none_or(|default| default == value) => {
                node.default = Some(value);
                true
            }
            _ if PROSE.contains(&keyword) => {
                node.prose.entry(keyword).or_default().push(value);
                true
            }
            _ => node.bounds.tighten(keyword, value, keywords),
        };
        if !understood {
            not_understood(node, keyword, value);
        }
    }
    if keywords.contains_key("type") && !types.is_empty() {
        let null = if leaf.null { Types::NULL } else { Types::NONE };
        node.types = node.types.and(types.or(null));
    }
    node.format = match (node.format.take(), format) {
        (Some(one), Some(two)) if one != two => Some(format!("{one} and {two}")),
        (one, two) => one.or(two),
    };
}

fn not_understood<'a>(node: &mut Node<'a>, keyword: &'a str, value: &'a Value) {
    node.other.entry(keyword).or_default().push(value);
}

/// Adds a part that applies as well, unless it states nothing new.
fn push<'a>(schema: &mut Schema<'a>, part: &'a Value) {
    match schema {
        Schema::All(parts) if parts.iter().any(|Raw(known)| *known == part) => {}
        Schema::All(parts) => parts.push(Raw(part)),
        Schema::Any(_) => {}
    }
}

/// The members of a union without null, and whether null is one of them.
fn union_members<'a>(keywords: &'a Map<String, Value>, keyword: &str) -> (Vec<&'a Value>, bool) {
    let all = items(keywords.get(keyword)).iter();
    let (nulls, others): (Vec<_>, Vec<_>) = all.partition(|member| is_null(member));
    (others, !nulls.is_empty())
}

/// Whether a schema allows null only.
fn is_null(schema: &Value) -> bool {
    let only_null = |list: &Value| matches!(list.as_array().map(Vec::as_slice), Some([one]) if one.is_null() || one == "null");
    schema
        .get("type")
        .is_some_and(|t| t == "null" || only_null(t))
        || schema.get("const").is_some_and(Value::is_null)
        || schema.get("enum").is_some_and(only_null)
        || is_nullable_alone(schema)
}

/// Whether a schema says that it is nullable and nothing else, with which generators of OpenAPI 3.0
/// write null as a member of a union.
pub(crate) fn is_nullable_alone(schema: &Value) -> bool {
    let mut telling =
        members(Some(schema)).filter(|(keyword, _)| !PROSE.contains(&keyword.as_str()));
    let first = telling.next();
    first.is_some_and(|(keyword, value)| keyword == "nullable" && value == &Value::Bool(true))
        && telling.next().is_none()
}
