//! How objects in which every property is optional are read, and shown. What serde derives for it is longer
//! than all other code of this crate, and takes as much of the time to check it.

#![allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "not used where the API's documents have no such object"
)]

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
};

use crate::{AdditionalProperties, wire};

/// An object of which nothing is required.
pub(crate) trait Object: Default {
    /// Reads the value of the property `name`, if it has a field.
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error>;

    /// The properties that have no field.
    fn further(&mut self) -> &mut AdditionalProperties;
}

/// Reads an object.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Object>(deserializer: D) -> Result<T, D::Error> {
    struct Read<T>(PhantomData<T>);

    impl<'de, T: Object> Visitor<'de> for Read<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut object = T::default();
            while let Some(name) = map.next_key::<String>()? {
                if !object.read(&name, &mut map)? {
                    let value: serde_json::Value = map.next_value()?;
                    object.further().insert(name, value);
                }
            }
            Ok(object)
        }
    }

    deserializer.deserialize_map(Read(PhantomData))
}

/// Reads a property of which null means that it is absent.
pub(crate) fn optional<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    field: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<bool, A::Error> {
    let value = map.next_value()?;
    set(field, name, value)
}

/// Reads a property of which null is a value.
pub(crate) fn present<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    field: &mut Option<T>,
    name: &'static str,
    map: &mut A,
) -> Result<bool, A::Error> {
    let value = map.next_value()?;
    set(field, name, Some(value))
}

/// Reads a whole number, as [`wire::optional_integer`] does.
pub(crate) fn whole<'de, A: MapAccess<'de>>(
    field: &mut Option<i64>,
    name: &'static str,
    map: &mut A,
) -> Result<bool, A::Error> {
    struct Whole;

    impl<'de> DeserializeSeed<'de> for Whole {
        type Value = Option<i64>;

        fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Option<i64>, D::Error> {
            wire::optional_integer(value)
        }
    }

    let value = map.next_value_seed(Whole)?;
    set(field, name, value)
}

fn set<T, E: Error>(
    field: &mut Option<T>,
    name: &'static str,
    value: Option<T>,
) -> Result<bool, E> {
    if field.is_some() {
        return Err(E::duplicate_field(name));
    }
    *field = value;
    Ok(true)
}

/// A property that can be absent.
pub(crate) trait Property {
    /// The value, if it is set.
    fn value(&self) -> Option<&dyn fmt::Debug>;
}

impl<T: fmt::Debug> Property for Option<T> {
    fn value(&self) -> Option<&dyn fmt::Debug> {
        self.as_ref().map(|value| value as _)
    }
}

/// Shows an object of many properties by those that are set.
pub(crate) fn show_what_is_set(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    properties: &[(&str, &dyn Property)],
    further: &AdditionalProperties,
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (name, property) in properties {
        if let Some(value) = property.value() {
            shown.field(name.trim_start_matches("r#"), value);
        }
    }
    if !further.is_empty() {
        shown.field("additional_properties", further);
    }
    shown.finish()
}

/// Lets `$object` be read and shown. Each of its properties is read as `$read` says.
macro_rules! optional_object {
    ($object:ident $(, $read:ident<$field:ident, $name:literal>)* $(,)?) => {
        impl ::std::fmt::Debug for $object {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::value::object::show_what_is_set(
                    f,
                    stringify!($object),
                    &[$((stringify!($field), &self.$field)),*],
                    &self.additional_properties,
                )
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $object {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::value::object::read(deserializer)
            }
        }

        impl $crate::value::object::Object for $object {
            fn read<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                name: &str,
                map: &mut A,
            ) -> ::std::result::Result<bool, A::Error> {
                match name {
                    $($name => $crate::value::object::$read(&mut self.$field, $name, map),)*
                    _ => Ok(false),
                }
            }

            fn further(&mut self) -> &mut $crate::AdditionalProperties {
                &mut self.additional_properties
            }
        }
    };
}

pub(crate) use optional_object;
