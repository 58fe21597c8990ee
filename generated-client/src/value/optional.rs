//! Builders of objects in which every property is optional.
//!
//! Such a builder has nothing to check, so it does without the types with which bon counts the
//! fields that were set: their number grows with the square of the fields, and `connection_data`
//! alone took a third of the time that checking this crate took.

#![allow(
    unused_macros,
    unused_imports,
    reason = "not used where the API's documents have no such object"
)]

/// Gives `$object` a function `builder`, and makes the builder's type.
macro_rules! optional_builder {
    ($object:ident, $builder:ident) => {
        impl $object {
            /// Starts to build the object. Nothing in it is required.
            pub fn builder() -> $builder {
                $builder($object::default())
            }
        }

        #[doc = concat!("Builds [`", stringify!($object), "`].")]
        #[derive(Clone, Debug)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct $builder($object);

        impl $builder {
            /// Sets the properties that the API's documents do not name.
            pub fn additional_properties(
                mut self,
                properties: impl Into<$crate::AdditionalProperties>,
            ) -> Self {
                self.0.additional_properties = properties.into();
                self
            }

            /// The object with what was set.
            pub fn build(self) -> $object {
                self.0
            }
        }
    };
}

/// The two setters of a field, named as bon names them.
macro_rules! optional_setter {
    ($field:ident, $maybe:ident, $ty:ty) => {
        #[doc = concat!("Sets `", stringify!($field), "`.")]
        pub fn $field(self, value: impl Into<$ty>) -> Self {
            self.$maybe(Some(value))
        }

        #[doc = concat!("Sets `", stringify!($field), "` if there is a value, and unsets it if not.")]
        pub fn $maybe(mut self, value: Option<impl Into<$ty>>) -> Self {
            self.0.$field = value.map(Into::into);
            self
        }
    };
}

/// The two setters of a field that is a list of `$ty`.
macro_rules! optional_list_setter {
    ($field:ident, $maybe:ident, $ty:ty) => {
        #[doc = concat!("Sets `", stringify!($field), "`.")]
        pub fn $field(self, items: impl IntoIterator<Item = impl Into<$ty>>) -> Self {
            self.$maybe(Some(items))
        }

        #[doc = concat!("Sets `", stringify!($field), "` if there is a value, and unsets it if not.")]
        pub fn $maybe(mut self, items: Option<impl IntoIterator<Item = impl Into<$ty>>>) -> Self {
            self.0.$field = items.map(|items| items.into_iter().map(Into::into).collect());
            self
        }
    };
}

pub(crate) use {optional_builder, optional_list_setter, optional_setter};
