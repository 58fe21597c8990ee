//! The bounds that a schema sets.

use std::{cmp::Ordering, fmt};

use serde_json::{Map, Number, Value};

use super::types::Types;

/// The kinds of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// `maxLength`
    MaxLength,
    /// `minLength`
    MinLength,
    /// `maxItems`
    MaxItems,
    /// `minItems`
    MinItems,
    /// `maximum` and `exclusiveMaximum`
    Maximum,
    /// `minimum` and `exclusiveMinimum`
    Minimum,
}

impl Bound {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self::MaxLength,
        Self::MinLength,
        Self::MaxItems,
        Self::MinItems,
        Self::Maximum,
        Self::Minimum,
    ];

    /// The keyword.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::MaxLength => "maxLength",
            Self::MinLength => "minLength",
            Self::MaxItems => "maxItems",
            Self::MinItems => "minItems",
            Self::Maximum => "maximum",
            Self::Minimum => "minimum",
        }
    }

    /// The types of the values that it speaks of.
    pub(crate) fn types(self) -> Types {
        match self {
            Self::MaxLength | Self::MinLength => Types::STRING,
            Self::MaxItems | Self::MinItems => Types::ARRAY,
            Self::Maximum | Self::Minimum => Types::NUMBER,
        }
    }

    /// Whether it limits from above.
    fn is_upper(self) -> bool {
        matches!(self, Self::MaxLength | Self::MaxItems | Self::Maximum)
    }

    /// Compares two values of the bound: less is tighter, and none is the loosest.
    pub(crate) fn compare(self, one: Option<&Limit>, two: Option<&Limit>) -> Ordering {
        let (one, two) = match (one, two) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (Some(one), Some(two)) => (one, two),
        };
        let by_number = compare(&one.number, &two.number);
        let by_number = if self.is_upper() {
            by_number
        } else {
            by_number.reverse()
        };
        by_number.then(two.exclusive.cmp(&one.exclusive))
    }
}

/// The value of a bound.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Limit {
    number: Number,
    /// Whether the number itself is out of bounds.
    exclusive: bool,
}

impl Limit {
    /// Adds the bound to a schema, as OpenAPI 3.0 states it.
    pub(crate) fn write(&self, bound: Bound, schema: &mut Map<String, Value>) {
        schema.insert(
            bound.keyword().to_owned(),
            Value::Number(self.number.clone()),
        );
        if self.exclusive {
            let keyword = match bound {
                Bound::Maximum => "exclusiveMaximum",
                _ => "exclusiveMinimum",
            };
            schema.insert(keyword.to_owned(), Value::Bool(true));
        }
    }

    /// The bound in reports.
    pub(crate) fn json(&self) -> Value {
        match self.exclusive {
            false => Value::Number(self.number.clone()),
            true => Value::String(self.to_string()),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exclusive = if self.exclusive { " (exclusive)" } else { "" };
        write!(f, "{}{exclusive}", self.number)
    }
}

/// The bounds of a schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bounds([Option<Limit>; 6]);

impl Bounds {
    /// The value of a bound, if it is set.
    pub(crate) fn get(&self, bound: Bound) -> Option<&Limit> {
        self.0[bound as usize].as_ref()
    }

    /// Adds what a keyword sets, unless it is looser than what is set. Says whether it understood.
    pub(crate) fn tighten(
        &mut self,
        keyword: &str,
        value: &Value,
        beside: &Map<String, Value>,
    ) -> bool {
        let (bound, exclusive_keyword) = match keyword {
            "maxLength" => (Bound::MaxLength, None),
            "minLength" => (Bound::MinLength, None),
            "maxItems" => (Bound::MaxItems, None),
            "minItems" => (Bound::MinItems, None),
            "maximum" => (Bound::Maximum, Some("exclusiveMaximum")),
            "minimum" => (Bound::Minimum, Some("exclusiveMinimum")),
            "exclusiveMaximum" | "exclusiveMinimum" => {
                return self.tighten_exclusive(keyword, value);
            }
            _ => return false,
        };
        let Value::Number(number) = value else {
            return false;
        };
        let is_count = exclusive_keyword.is_none();
        if is_count && (number.is_i64() && number.as_i64() < Some(0)) {
            return false;
        }
        // Nothing is shorter than that.
        if is_count && !bound.is_upper() && number.as_f64() == Some(0.0) {
            return true;
        }
        let exclusive = exclusive_keyword.is_some_and(|keyword| {
            // OpenAPI 3.0 has a flag beside the bound.
            beside.get(keyword) == Some(&Value::Bool(true))
        });
        self.set(bound, number, exclusive);
        true
    }

    /// OpenAPI 3.1 has a number of its own.
    fn tighten_exclusive(&mut self, keyword: &str, value: &Value) -> bool {
        let bound = match keyword {
            "exclusiveMaximum" => Bound::Maximum,
            _ => Bound::Minimum,
        };
        match value {
            Value::Number(number) => self.set(bound, number, true),
            Value::Bool(_) => {}
            _ => return false,
        }
        true
    }

    /// Keeps those that speak of values of a type.
    pub(crate) fn keep_for(&mut self, name: &str) {
        let types = Types::named(name).unwrap_or(Types::NONE);
        for bound in Bound::ALL {
            if bound.types().and(types).is_empty() {
                self.0[bound as usize] = None;
            }
        }
    }

    fn set(&mut self, bound: Bound, number: &Number, exclusive: bool) {
        let limit = Limit {
            number: number.clone(),
            exclusive,
        };
        let slot = &mut self.0[bound as usize];
        if bound.compare(Some(&limit), slot.as_ref()) == Ordering::Less {
            *slot = Some(limit);
        }
    }
}

/// Compares two numbers exactly where both are whole.
fn compare(one: &Number, two: &Number) -> Ordering {
    let whole = |number: &Number| number.as_i128();
    match (whole(one), whole(two)) {
        (Some(one), Some(two)) => one.cmp(&two),
        _ => {
            let float = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
            float(one).total_cmp(&float(two))
        }
    }
}
