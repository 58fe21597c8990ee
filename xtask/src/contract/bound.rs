//! The bounds that a schema sets.

use std::{cmp::Ordering, fmt};

use serde_json::{Number, Value};

use super::{
    reader::{Object, is_set},
    types::Types,
};

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
    /// All of them, in the order of their variants.
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

    /// The keyword that says that the number itself is out of bounds.
    fn exclusive(self) -> Option<&'static str> {
        match self {
            Self::Maximum => Some("exclusiveMaximum"),
            Self::Minimum => Some("exclusiveMinimum"),
            _ => None,
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
        let (Some(one), Some(two)) = (one, two) else {
            return one.is_none().cmp(&two.is_none());
        };
        let by_number = match self.is_upper() {
            true => compare(&one.number, &two.number),
            false => compare(&two.number, &one.number),
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
    pub(crate) fn write(&self, bound: Bound, schema: &mut Object) {
        let number = Value::Number(self.number.clone());
        schema.insert(bound.keyword().to_owned(), number);
        if self.exclusive {
            let flag = bound.exclusive().map(str::to_owned);
            schema.extend(flag.map(|flag| (flag, Value::Bool(true))));
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
    pub(crate) fn tighten(&mut self, keyword: &str, value: &Value, beside: &Object) -> bool {
        let named = |bound: &Bound| bound.keyword() == keyword;
        let exclusive = |bound: &Bound| bound.exclusive() == Some(keyword);
        let (bound, number) = match (Bound::ALL.into_iter().find(named), value) {
            (Some(bound), Value::Number(number)) => (bound, number),
            (Some(_), _) => return false,
            (None, value) => {
                // OpenAPI 3.1 has a number of its own.
                let bound = Bound::ALL.into_iter().find(exclusive);
                if let (Some(bound), Value::Number(number)) = (bound, value) {
                    self.set(bound, number, true);
                }
                return bound.is_some() && (value.is_number() || value.is_boolean());
            }
        };
        let is_count = bound.exclusive().is_none();
        if is_count && (number.is_i64() && number.as_i64() < Some(0)) {
            return false;
        }
        // Nothing is shorter than that.
        if is_count && !bound.is_upper() && number.as_f64() == Some(0.0) {
            return true;
        }
        // OpenAPI 3.0 has a flag beside the bound.
        let exclusive = bound.exclusive().is_some_and(|flag| is_set(beside, flag));
        self.set(bound, number, exclusive);
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
