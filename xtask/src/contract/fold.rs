//! The members of unions, and the one schema that a union can be folded into.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    node::{Additional, Node, canonical},
    reader::{Reader, items, members},
    schema::{PROSE, Schema, is_nullable_alone},
    types::Types,
};

/// A member of a union.
pub(crate) struct Member<'n, 'a> {
    /// The schema.
    pub(crate) schema: &'n Schema<'a>,
    /// The component that it refers to.
    pub(crate) reference: Option<&'a str>,
    /// What it demands.
    pub(crate) node: Node<'a>,
    /// A short name.
    pub(crate) label: String,
    /// The properties that have one value only, which often tell members apart.
    tags: BTreeMap<&'a str, String>,
}

impl<'n, 'a> Member<'n, 'a> {
    /// The members of a union.
    pub(crate) fn all(reader: Reader<'a>, schemas: &'n [Schema<'a>]) -> Vec<Self> {
        let schemas = schemas.iter();
        schemas.map(|schema| Self::new(reader, schema)).collect()
    }

    /// A schema, as a member.
    pub(crate) fn new(reader: Reader<'a>, schema: &'n Schema<'a>) -> Self {
        let node = reader.node(schema);
        let reference = reader.pure_reference(schema);
        let label = match reference.and_then(|reference| reference.rsplit('/').next()) {
            Some(name) => name.to_owned(),
            None => node.to_string(),
        };
        let tags = node.properties.iter().filter_map(|(name, property)| {
            let property = property.single()?;
            let value = match (property.get("const"), items(property.get("enum"))) {
                (Some(value), _) => value,
                (None, [value]) => value,
                _ => return None,
            };
            Some((*name, canonical(value)))
        });
        let tags = tags.collect();
        Self {
            schema,
            reference,
            node,
            label,
            tags,
        }
    }

    /// What members have in common that are likely the same one.
    pub(crate) fn signature(&self) -> impl PartialEq + use<'_, 'n, 'a> {
        let names: Vec<&str> = self.node.properties.keys().copied().collect();
        let (format, values) = (&self.node.format, &self.node.values);
        let types = self.node.types.without_null();
        (types, names, format, values, &self.tags)
    }

    /// How much two members have in common, if they can be the same at all.
    pub(crate) fn likeness(&self, other: &Self) -> Option<usize> {
        let (one, two) = (&self.node, &other.node);
        let types = (one.types.without_null(), two.types.without_null());
        if one.only_union().is_some() != two.only_union().is_some()
            || !(types.0.contains(types.1) || types.1.contains(types.0))
        {
            return None;
        }
        let names = |node: &Node<'a>| node.properties.keys().copied().collect::<BTreeSet<_>>();
        let (one, two) = (names(one), names(two));
        let common = one.intersection(&two).count();
        let is_common = |(name, tag): &(&&str, &String)| other.tags.get(*name) == Some(*tag);
        let tags = self.tags.iter().filter(is_common).count();
        match (one.is_empty() || two.is_empty(), common) {
            (true, _) => Some(0),
            (false, 0) => None,
            // Of those with as many in common, the one with the fewest others.
            _ => Some((tags * 1_000 + common) * 1_000 / (one.len() + two.len())),
        }
    }
}

/// The schema that allows what any of the members does, of which none says more than which types and
/// values it allows.
pub(crate) fn plain<'a>(members: &[Member<'_, 'a>]) -> Node<'a> {
    let mut plain = Node::anything();
    plain.types = Types::NONE;
    let mut values = Some(BTreeSet::new());
    for member in members {
        plain.types = plain.types.or(member.node.types);
        values = match (values, &member.node.values) {
            (Some(all), Some(values)) => Some(all.union(values).cloned().collect()),
            _ => None,
        };
    }
    plain.values = values;
    plain
}

/// The object that allows what any of the members does: it has all properties, and those that every
/// member requires are required.
pub(crate) fn objects<'a>(members: &[Member<'_, 'a>]) -> Node<'a> {
    let mut properties: BTreeMap<&'a str, Vec<Schema<'a>>> = BTreeMap::new();
    let mut folded = Node::anything();
    folded.types = Types::OBJECT;
    for member in members {
        let types = member.node.types;
        if types != Types::ALL && types.contains(Types::NULL) {
            folded.types = Types::OBJECT.or(Types::NULL);
        }
        for (name, schema) in &member.node.properties {
            let known = properties.entry(name).or_default();
            if !known.iter().any(|known| alike(known, schema)) {
                known.push(schema.clone());
            }
        }
        for (keyword, values) in &member.node.other {
            let known = folded.other.entry(keyword).or_default();
            let new = values.iter().filter(|value| !known.contains(value));
            known.extend(new.collect::<Vec<_>>());
        }
    }
    folded.properties = properties
        .into_iter()
        .map(|(name, mut schemas)| match schemas.len() {
            1 => (name, schemas.remove(0)),
            _ => (name, Schema::Any(schemas)),
        })
        .collect();
    let mut nodes = members.iter().map(|member| &member.node);
    if let Some(first) = nodes.next() {
        folded.required = nodes.fold(first.required.clone(), |required, node| {
            required.intersection(&node.required).copied().collect()
        });
        folded.additional = further(members, &first.additional);
        folded.says_open = members
            .iter()
            .any(|member| member.node.says_open || is_anything(&member.node.additional));
    }
    folded
}

/// What further properties may be where any of the members may apply, of which `first` is the first's.
fn further<'a>(members: &[Member<'_, 'a>], first: &Additional<'a>) -> Additional<'a> {
    let all = members.iter().map(|member| &member.node.additional);
    if *first == Additional::Closed && all.clone().all(|additional| additional == first) {
        return Additional::Closed;
    }
    let mut schemas: Vec<Schema<'a>> = Vec::new();
    for additional in all {
        match additional {
            Additional::Typed(schema) if !is_anything(additional) => {
                if !schemas.iter().any(|known| alike(known, schema)) {
                    schemas.push(schema.clone());
                }
            }
            _ => return Additional::Open,
        }
    }
    match schemas.len() {
        1 => Additional::Typed(schemas.remove(0)),
        _ => Additional::Typed(Schema::Any(schemas)),
    }
}

/// Whether further properties may be anything, which a schema that is nullable and nothing else says.
fn is_anything(additional: &Additional<'_>) -> bool {
    matches!(additional, Additional::Typed(schema) if schema.single().is_some_and(is_nullable_alone))
}

/// Whether two schemas are the same, apart from what they say in words.
fn alike(one: &Schema<'_>, two: &Schema<'_>) -> bool {
    match (one.single(), two.single()) {
        (Some(one), Some(two)) => without_prose(one) == without_prose(two),
        _ => one == two,
    }
}

/// A schema without its own words.
fn without_prose(schema: &Value) -> Vec<(&String, &Value)> {
    members(Some(schema))
        .filter(|(keyword, _)| !PROSE.contains(&keyword.as_str()))
        .collect()
}
