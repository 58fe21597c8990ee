//! What a schema demands, whichever way it is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Value;

use super::{bound::Bounds, schema::Schema, types::Types};

/// What a schema demands.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    /// The JSON types that it allows.
    pub(crate) types: Types,
    /// The format.
    pub(crate) format: Option<String>,
    /// The values that it allows, as JSON text, without null.
    pub(crate) values: Option<BTreeSet<String>>,
    /// The bounds.
    pub(crate) bounds: Bounds,
    /// The patterns, all of which apply.
    pub(crate) patterns: BTreeSet<&'a str>,
    /// The properties.
    pub(crate) properties: BTreeMap<&'a str, Schema<'a>>,
    /// The names of the properties that have to be there.
    pub(crate) required: BTreeSet<&'a str>,
    /// What further properties may be.
    pub(crate) additional: Additional<'a>,
    /// Whether it says so if further properties may be anything, which they may be anyway.
    pub(crate) says_open: bool,
    /// What the items may be.
    pub(crate) items: Option<Schema<'a>>,
    /// The unions, all of which apply.
    pub(crate) unions: Vec<Union<'a>>,
    /// The default value.
    pub(crate) default: Option<&'a Value>,
    /// Whether it is deprecated.
    pub(crate) deprecated: bool,
    /// What is said of it in words: the keywords and their values.
    pub(crate) prose: BTreeMap<&'a str, Vec<&'a Value>>,
    /// The keywords that are not understood.
    pub(crate) other: BTreeMap<&'a str, Vec<&'a Value>>,
}

/// What properties may be that a schema does not name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Additional<'a> {
    /// Anything.
    Open,
    /// They must not be there.
    Closed,
    /// What the schema says.
    Typed(Schema<'a>),
}

/// An `anyOf` or `oneOf`.
#[derive(Clone, Debug)]
pub(crate) struct Union<'a> {
    /// The keyword.
    pub(crate) keyword: &'static str,
    /// The members but null.
    pub(crate) members: Vec<Schema<'a>>,
    /// Whether null is one of the members.
    pub(crate) nullable: bool,
}

impl<'a> Additional<'a> {
    pub(super) fn of(value: &'a Value) -> Self {
        match value {
            Value::Bool(false) => Self::Closed,
            Value::Object(keywords) if !keywords.is_empty() => Self::Typed(Schema::of(value)),
            _ => Self::Open,
        }
    }
}

impl<'a> Node<'a> {
    /// What a schema demands that demands nothing.
    pub(crate) fn anything() -> Self {
        Self {
            types: Types::ALL,
            format: None,
            values: None,
            bounds: Bounds::default(),
            patterns: BTreeSet::new(),
            properties: BTreeMap::new(),
            required: BTreeSet::new(),
            additional: Additional::Open,
            says_open: false,
            items: None,
            unions: Vec::new(),
            default: None,
            deprecated: false,
            prose: BTreeMap::new(),
            other: BTreeMap::new(),
        }
    }

    /// Whether it describes objects and nothing else, apart from null.
    pub(crate) fn is_object(&self) -> bool {
        self.unions.is_empty()
            && match self.types.without_null() {
                Types::OBJECT => true,
                types => types.contains(Types::OBJECT) && !self.properties.is_empty(),
            }
    }

    pub(super) fn allow_only(&mut self, values: impl Iterator<Item = &'a Value>, null: bool) {
        let (nulls, values): (Vec<_>, Vec<_>) = values.partition(|value| value.is_null());
        let types = values.iter().map(|value| Types::of(value));
        let types = types.fold(Types::NONE, Types::or);
        let null = null || !nulls.is_empty();
        self.types = self
            .types
            .and(if null { types.or(Types::NULL) } else { types });
        let values: BTreeSet<String> = values.into_iter().map(canonical).collect();
        self.values = Some(match self.values.take() {
            Some(known) => known.intersection(&values).cloned().collect(),
            None => values,
        });
    }

    /// Keeps what speaks of values of a type, which is the only one that is left.
    pub(crate) fn keep_for(&mut self, name: &str) {
        self.bounds.keep_for(name);
        if name != "string" {
            self.patterns.clear();
        }
        if name != "array" {
            self.items = None;
        }
        if name != "object" {
            self.properties.clear();
            self.required.clear();
            self.additional = Additional::Open;
            self.says_open = false;
        }
        let is_of_type = |value: &str| {
            let value: Value = serde_json::from_str(value).unwrap_or_default();
            self.types.contains(Types::of(&value))
        };
        if let Some(values) = &mut self.values {
            values.retain(|value| is_of_type(value));
        }
    }

    /// Whether it says no more than which types and values it allows.
    pub(crate) fn is_plain(&self) -> bool {
        self.types != Types::ALL && self.says_no_more() && self.unions.is_empty()
    }

    /// Whether it demands nothing but types, its unions aside.
    pub(crate) fn is_type_and_union(&self) -> bool {
        self.values.is_none() && self.says_no_more() && self.unions.len() == 1
    }

    /// The union of which a member applies, if it demands nothing else.
    pub(crate) fn only_union(&self) -> Option<&Union<'a>> {
        let is_alone = self.types == Types::ALL && self.is_type_and_union();
        self.unions.first().filter(|_| is_alone)
    }

    /// Whether it demands nothing but types and values, its unions aside.
    fn says_no_more(&self) -> bool {
        self.format.is_none()
            && self.bounds == Bounds::default()
            && self.patterns.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional == Additional::Open
            && self.items.is_none()
            && self.other.is_empty()
    }
}

/// A short name of what is allowed, such as `string (uuid)` or `object {a, b}`.
impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(union) = self.only_union() {
            let null = if union.nullable { " or null" } else { "" };
            return write!(f, "one of {} schemas{null}", union.members.len());
        }
        write!(f, "{}", self.types)?;
        if let Some(format) = &self.format {
            write!(f, " ({format})")?;
        }
        if let Some(values) = &self.values {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            write!(f, " [{}]", values.join(", "))?;
        }
        let names: Vec<&str> = self.properties.keys().copied().collect();
        match names.as_slice() {
            [] => Ok(()),
            few if few.len() <= 4 => write!(f, " {{{}}}", few.join(", ")),
            many => write!(f, " of {} properties", many.len()),
        }
    }
}

/// The JSON text of a value, the same for numbers that are equal.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                format!("{float:.0}")
            }
            _ => number.to_string(),
        },
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let member = |(name, member): (&String, &Value)| {
                format!("{}:{}", Value::from(name.as_str()), canonical(member))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}
