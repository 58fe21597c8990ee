//! A value that can be null.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Secret;

/// A property that is there, with a value or with null.
///
/// In an `Option`, it tells the three states of a property apart: `None` is absent,
/// `Some(Nullable::Null)` is null.
///
/// It converts from and into an `Option`, where `None` is null, and has what `Option` has.
///
/// ```
/// use composio_link_client::Nullable;
///
/// let name: Nullable<&str> = None.into();
/// assert!(name.is_null());
/// assert_eq!(name.map(str::len).unwrap_or(0), 0);
/// assert_eq!(Nullable::from("ada").as_ref().into_value(), Some(&"ada"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// JSON's null.
    #[default]
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        self.as_ref().into_value()
    }

    /// The value alone, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The same with a reference to the value.
    pub fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// The same with what `f` makes of the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Nullable<U> {
        self.into_value().map(f).into()
    }

    /// The value, or `default` for null.
    pub fn unwrap_or(self, default: T) -> T {
        self.into_value().unwrap_or(default)
    }

    /// The value, or what `f` returns for null.
    pub fn unwrap_or_else(self, f: impl FnOnce() -> T) -> T {
        self.into_value().unwrap_or_else(f)
    }

    /// The value, or the default of its type for null.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_value().unwrap_or_default()
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T> From<Nullable<T>> for Option<T> {
    fn from(value: Nullable<T>) -> Self {
        value.into_value()
    }
}

impl From<&str> for Nullable<Secret> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<String> for Nullable<Secret> {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl From<&str> for Nullable<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}
