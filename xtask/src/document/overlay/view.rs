//! What a decision's target sees of a document: each reference is what it leads to, so that a target
//! reads the same wherever upstream defines a thing.

use serde_json::{Map, Value};

/// How many values a view may hold beyond those of the document. Components that name each other often
/// would fill the memory; beyond this, a reference stays one.
const MOST: usize = 200_000;

/// The document with what its local references lead to in their stead. What leads to itself is seen
/// twice, so that each of its properties is seen by name.
pub(super) fn of(root: &Value) -> Value {
    let mut reader = Reader {
        root,
        open: Vec::new(),
        left: MOST,
    };
    reader.value(root)
}

struct Reader<'a> {
    root: &'a Value,
    /// The references around the value that is read.
    open: Vec<&'a str>,
    left: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, value: &'a Value) -> Value {
        if !self.open.is_empty() {
            self.left = self.left.saturating_sub(1);
        }
        match value {
            Value::Object(members) => self.object(members),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            other => other.clone(),
        }
    }

    fn object(&mut self, members: &'a Map<String, Value>) -> Value {
        if let Some((reference, target)) = led_to(self.root, members)
            && self.left > 0
            && self.open.iter().filter(|open| **open == reference).count() < 2
        {
            self.open.push(reference);
            let seen = self.value(target);
            self.open.pop();
            return seen;
        }
        members
            .iter()
            .map(|(key, member)| (key.clone(), self.value(member)))
            .collect::<Map<_, _>>()
            .into()
    }
}

/// The reference that an object is, and what it leads to.
fn led_to<'a>(root: &'a Value, members: &'a Map<String, Value>) -> Option<(&'a str, &'a Value)> {
    let reference = members.get("$ref")?.as_str()?;
    let target = root.pointer(reference.strip_prefix('#')?)?;
    Some((reference, target))
}

/// Where in the document itself the value is that a view has at `pointer`. A schema that only wraps
/// another, as one does that can be null as well, is the other.
pub(super) fn place(root: &Value, pointer: &str) -> Option<String> {
    let mut at = followed(root, String::new())?;
    for key in pointer.split('/').skip(1) {
        at = followed(root, format!("{at}/{key}"))?;
    }
    let wrapped = format!("{at}/allOf/0");
    let is_wrapper =
        root.pointer(&wrapped).is_some() && root.pointer(&format!("{at}/allOf/1")).is_none();
    match is_wrapper {
        true => followed(root, wrapped),
        false => Some(at),
    }
}

/// Where the references end that begin at `at`.
fn followed(root: &Value, mut at: String) -> Option<String> {
    let mut seen = Vec::new();
    loop {
        let value = root.pointer(&at)?;
        let Some((reference, _)) = value.as_object().and_then(|members| led_to(root, members))
        else {
            return Some(at);
        };
        // One that leads back to itself is what lowering complains of.
        if seen.contains(&reference) {
            return Some(at);
        }
        seen.push(reference);
        at = reference.trim_start_matches('#').to_owned();
    }
}

/// Whether what a pointer leads to lies within a value that is data, such as an example: nothing is
/// decided of that.
pub(super) fn is_within_data(pointer: &str) -> bool {
    let keys: Vec<&str> = pointer.split('/').skip(1).collect();
    let Some((_, outer)) = keys.split_last() else {
        return false;
    };
    outer.iter().enumerate().any(|(index, key)| {
        // What lies in these has names of its own, and `example` can be one.
        let holds_names =
            |name: &&str| matches!(*name, "properties" | "patternProperties" | "schemas");
        let is_name = index > 0 && outer.get(index - 1).is_some_and(holds_names);
        !is_name && matches!(*key, "const" | "default" | "example" | "examples")
    })
}
