//! Reads the parts of a document, through its references.

use std::{
    borrow::Cow,
    collections::HashSet,
    hash::{Hash, Hasher},
    ptr,
    sync::LazyLock,
};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::document::pointer::Pointer;

/// A value of a document, equal to none but itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a>(pub &'a Value);

impl PartialEq for Raw<'_> {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl Eq for Raw<'_> {}

impl Hash for Raw<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(self.0, state);
    }
}

/// A document that is read by its references.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    /// The whole document.
    pub(crate) root: &'a Value,
}

impl<'a> Reader<'a> {
    /// What a reference into the document points to. None if it points to nothing or elsewhere.
    pub(crate) fn target(&self, reference: &str) -> Option<&'a Value> {
        let pointer = Pointer::from_reference(reference)?;
        let target = self.root.pointer(pointer.as_str());
        // A reference is a URI, which can be written with percent signs.
        target.or_else(|| self.root.pointer(&decoded(pointer.as_str())))
    }

    /// What a value is, after all references from one to the next; the value itself if they lead
    /// nowhere or in a circle.
    pub(crate) fn resolve(&self, value: &'a Value) -> &'a Value {
        let mut seen = HashSet::new();
        let mut current = value;
        while let Some(reference) = reference(current) {
            match self.target(reference) {
                Some(target) if seen.insert(Raw(target)) => current = target,
                _ => return value,
            }
        }
        current
    }
}

/// A reference without its percent signs.
pub(crate) fn decoded(reference: &str) -> Cow<'_, str> {
    percent_decode_str(reference).decode_utf8_lossy()
}

/// The reference that a value is.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// An object of a document.
pub(crate) type Object = Map<String, Value>;

/// The object that a value is, and one without members if it is something else.
pub(crate) fn object(value: &Value) -> &Object {
    value.as_object().unwrap_or(nothing())
}

/// Whether an object sets a flag.
pub(crate) fn is_set(object: &Object, flag: &str) -> bool {
    object.get(flag) == Some(&Value::Bool(true))
}

/// The members of an object, none if it is something else.
pub(crate) fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The items of a list, none if it is something else.
pub(crate) fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// An object without members, to stand for one that is not there.
pub(crate) fn nothing() -> &'static Object {
    static NOTHING: LazyLock<Object> = LazyLock::new(Object::new);
    &NOTHING
}

/// Calls `f` with each reference in `value`.
pub(crate) fn each_reference<'a>(value: &'a Value, f: &mut impl FnMut(&'a str)) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = reference(value) {
                f(reference);
            }
            members
                .values()
                .for_each(|member| each_reference(member, f));
        }
        Value::Array(items) => items.iter().for_each(|item| each_reference(item, f)),
        _ => {}
    }
}
