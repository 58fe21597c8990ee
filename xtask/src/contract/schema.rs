//! What a schema demands, whichever way it is written: through references, `allOf`, or the spellings
//! of OpenAPI 3.0 and 3.1.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    node::{Additional, Node, Union},
    reader::{Object, Raw, Reader, is_set, items, members, reference},
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
    keywords: &'a Object,
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
        let is_nullable = is_set(object, "nullable");
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
            Value::Bool(false) => return node.types = Types::NONE,
            _ => return not_understood(node, "schema", value),
        };
        let own_null = is_set(keywords, "nullable");
        // Beside a type, `nullable` is about that type; alone, it is meant for all the rest.
        let null_for_parts = null || (own_null && !keywords.contains_key("type"));
        if let Some(reference) = keywords.get("$ref") {
            match reference.as_str().and_then(|text| self.target(text)) {
                Some(target) => self.leaves(target, null_for_parts, seen, leaves, node),
                None => not_understood(node, "$ref", reference),
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
    let types = keywords.get("type").and_then(Types::stated);
    for (keyword, value) in keywords {
        let keyword = keyword.as_str();
        match (keyword, value) {
            ("$ref" | "allOf" | "$defs" | "definitions", _) => {}
            ("nullable", Value::Bool(_)) | ("format", Value::String(_)) => {}
            // What holds without them too.
            ("readOnly" | "writeOnly" | "uniqueItems", Value::Bool(false)) => {}
            ("type", _) if types.is_some() => {}
            ("deprecated", Value::Bool(deprecated)) => node.deprecated |= deprecated,
            ("enum", Value::Array(values)) => node.allow_only(values.iter(), leaf.null),
            ("const", value) => node.allow_only([value].into_iter(), leaf.null),
            ("pattern", Value::String(pattern)) => {
                node.patterns.insert(pattern);
            }
            ("properties", Value::Object(properties)) => {
                for (name, property) in properties {
                    let entry = node.properties.entry(name);
                    push(entry.or_insert_with(Schema::anything), property);
                }
            }
            ("required", Value::Array(names)) if names.iter().all(Value::is_string) => {
                node.required.extend(names.iter().filter_map(Value::as_str));
            }
            ("additionalProperties", Value::Bool(_) | Value::Object(_)) => {
                let additional = Additional::of(value);
                if additional == Additional::Open {
                    node.says_open = true;
                    continue;
                }
                // It speaks of the properties beside it, not of those of the others.
                if among_others && let Some(beside) = keywords.get("properties") {
                    not_understood(node, keyword, beside);
                }
                match (&mut node.additional, additional) {
                    (Additional::Typed(known), Additional::Typed(_)) => push(known, value),
                    (Additional::Closed, _) => {}
                    (known, additional) => *known = additional,
                }
            }
            ("items", Value::Object(_) | Value::Bool(_)) => {
                push(node.items.get_or_insert_with(Schema::anything), value);
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
            }
            ("default", value) if node.default.is_none_or(|default| default == value) => {
                node.default = Some(value);
            }
            _ if PROSE.contains(&keyword) => node.prose.entry(keyword).or_default().push(value),
            _ if node.bounds.tighten(keyword, value, keywords) => {}
            _ => not_understood(node, keyword, value),
        }
    }
    if let Some(types) = types.filter(|types| !types.is_empty()) {
        let null = if leaf.null { Types::NULL } else { Types::NONE };
        node.types = node.types.and(types.or(null));
    }
    let format = keywords.get("format").and_then(Value::as_str);
    node.format = match (node.format.take(), format) {
        (Some(one), Some(two)) if one != two => Some(format!("{one} and {two}")),
        (one, two) => one.or(two.map(str::to_owned)),
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
fn union_members<'a>(keywords: &'a Object, keyword: &str) -> (Vec<&'a Value>, bool) {
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
