//! One public item, and the line that shows it.

use std::{collections::BTreeSet, fmt};

/// A public item: a type, a member of one, an implementation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    /// The public modules that it is in, such as `v3`. The root's name is empty.
    pub(super) modules: BTreeSet<String>,
    /// The type that it is, or is a member of.
    pub(super) owner: String,
    /// What tells it apart in its module, such as `Client::builder`.
    pub(super) key: String,
    pub(super) kind: Kind,
    /// The rest of what the compiler sees, such as `() -> Self`.
    pub(super) text: String,
    /// `text` without what callers do not depend on, where there is such: the arguments' names.
    pub(super) positional: Option<String>,
    /// The value that it stands for.
    pub(super) value: Option<String>,
    pub(super) notes: Vec<Note>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Module,
    Type,
    Alias,
    Field,
    Variant,
    Function,
    Constant,
    Implementation,
    Reexport,
    /// What only the compiler could expand.
    Macro,
}

/// What stands in brackets behind an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Note {
    /// What sort of type it is.
    Shape(String),
    NonExhaustive,
    PrivateFields,
    /// The builder does not build without the field.
    Required,
    /// The builder cannot set the field.
    NoSetter,
    Async,
    Const,
    Deprecated,
    /// It is there under a condition only.
    Condition(String),
    /// How it is read from JSON, and written.
    Wire(String),
    Other(String),
}

impl Item {
    /// The line without the module.
    pub(super) fn body(&self) -> String {
        let Self { key, text, .. } = self;
        let value = self.value.as_ref().map(|value| format!(" = {value}"));
        let notes: Vec<String> = self.notes.iter().map(Note::to_string).collect();
        let notes = match notes.is_empty() {
            true => String::new(),
            false => format!(" ({})", notes.join(", ")),
        };
        format!("{key}{text}{}{notes}", value.unwrap_or_default())
    }

    pub(super) fn has(&self, note: &Note) -> bool {
        self.notes.contains(note)
    }
}

/// Something that is in several modules, as one `use` would name it.
pub(super) fn in_modules(modules: &BTreeSet<String>, body: &str) -> String {
    let mut names: Vec<&str> = modules.iter().map(String::as_str).collect();
    match names[..] {
        [] | [""] => body.to_owned(),
        [name] => format!("{name}::{body}"),
        _ => {
            for root in names.iter_mut().filter(|name| name.is_empty()) {
                *root = "self";
            }
            format!("{{{}}}::{body}", names.join(", "))
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_modules(&self.modules, &self.body()))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NonExhaustive => "non_exhaustive",
            Self::PrivateFields => "private fields",
            Self::Required => "required",
            Self::NoSetter => "no setter",
            Self::Async => "async",
            Self::Const => "const",
            Self::Deprecated => "deprecated",
            Self::Shape(text) | Self::Condition(text) | Self::Wire(text) | Self::Other(text) => {
                text
            }
        })
    }
}
