//! The JSON types that a schema allows.

use std::fmt;

use serde_json::Value;

/// A set of JSON types. A number is a whole one or another one, as `integer` is part of `number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Types(u8);

impl Types {
    /// No value at all.
    pub(crate) const NONE: Self = Self(0);
    /// Every value.
    pub(crate) const ALL: Self = Self(0b111_1111);
    /// Null.
    pub(crate) const NULL: Self = Self(1);
    const BOOLEAN: Self = Self(1 << 1);
    const INTEGER: Self = Self(1 << 2);
    const FRACTION: Self = Self(1 << 3);
    /// Strings.
    pub(crate) const STRING: Self = Self(1 << 4);
    /// Lists.
    pub(crate) const ARRAY: Self = Self(1 << 5);
    /// Objects.
    pub(crate) const OBJECT: Self = Self(1 << 6);
    /// Numbers, whole ones and others.
    pub(crate) const NUMBER: Self = Self(Self::INTEGER.0 | Self::FRACTION.0);

    /// The types that a `type` keyword names, or nothing if it is not one that there is.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// The types that the value of a `type` keyword names, if it is a name or a list of names.
    pub(super) fn stated(value: &Value) -> Option<Self> {
        let named = |name: &Value| Self::named(name.as_str()?);
        match value {
            Value::Array(names) => names
                .iter()
                .try_fold(Self::NONE, |types, name| Some(types.or(named(name)?))),
            name => named(name),
        }
    }

    /// The type of a value.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if is_whole(number) => Self::INTEGER,
            Value::Number(_) => Self::FRACTION,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// What either allows.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both allow.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// All but null.
    pub(crate) fn without_null(self) -> Self {
        Self(self.0 & !Self::NULL.0)
    }

    /// Whether it allows all that `other` allows.
    pub(crate) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names of the types but null, as a schema states them.
    pub(crate) fn list(self) -> Vec<&'static str> {
        let all = ["string", "number", "integer", "boolean", "array", "object"];
        let is_there = |name: &&&str| {
            let types = Self::named(name).unwrap_or(Self::NONE);
            // A whole number is a number as well.
            self.contains(types) && !(**name == "integer" && self.contains(Self::FRACTION))
        };
        all.iter().filter(is_there).copied().collect()
    }

    /// How many types it allows, the two kinds of numbers being one.
    pub(crate) fn names(self) -> usize {
        let whole_too = Self(self.0 & !Self::FRACTION.0);
        let only_fraction = self.contains(Self::FRACTION) && !self.contains(Self::INTEGER);
        whole_too.0.count_ones() as usize + usize::from(only_fraction)
    }

    /// Whether it allows nothing.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Whether a number is a whole one, however it is written.
pub(crate) fn is_whole(number: &serde_json::Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|n| n.fract() == 0.0)
}

/// The names of the types, such as `string or null`.
impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.contains(Self::ALL.without_null()) {
            return f.write_str(match self.contains(Self::NULL) {
                true => "any",
                false => "any but null",
            });
        }
        let mut names = self.list();
        if names.is_empty() && self.contains(Self::FRACTION) {
            names.push("number that is not whole");
        }
        if self.contains(Self::NULL) {
            names.push("null");
        }
        match names.as_slice() {
            [] => f.write_str("nothing"),
            names => f.write_str(&names.join(" or ")),
        }
    }
}
