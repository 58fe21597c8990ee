//! Compares the keywords of schemas that speak of a value alone, and those that are not understood.

use std::{cmp::Ordering, collections::BTreeSet};

use serde_json::{Value, json};

use super::{
    extension::is_extension,
    rules::{self, Rule},
    walk::Walk,
};
use crate::contract::{
    bound::{Bound, Limit},
    node::{Node, canonical},
    reader::{Reader, items, members},
    schema::Schema,
    types::Types,
};

impl<'a> Walk<'a> {
    pub(super) fn types(&mut self, one: &Node<'a>, two: &Node<'a>, ignores_null: bool) {
        let (mut before, mut after) = (one.types.without_null(), two.types.without_null());
        let null_alone = before.is_empty() || after.is_empty();
        if null_alone && !ignores_null {
            (before, after) = (one.types, two.types);
        }
        if before != after {
            let rule = match (after.contains(before), before.contains(after)) {
                (true, _) => &rules::TYPE_WIDENED,
                (_, true) => &rules::TYPE_NARROWED,
                _ => &rules::TYPE_REPLACED,
            };
            let (before, after) = (one.types.to_string(), two.types.to_string());
            self.note(rule, json!(before), json!(after));
            // All types, or null alone, have null among what is said of them.
            if null_alone || one.types == Types::ALL || two.types == Types::ALL {
                return;
            }
        }
        if !ignores_null {
            self.nulls(one, two);
        }
    }

    /// Whether null is allowed by what two schemas demand.
    pub(super) fn nulls(&mut self, one: &Node<'a>, two: &Node<'a>) {
        let base = self.nulls.allowed(self.base, one);
        self.null(base, self.nulls.allowed(self.revision, two));
    }

    /// Whether null is allowed.
    pub(super) fn null(&mut self, base: bool, revision: bool) {
        let rules = [&rules::BECAME_NULLABLE, &rules::STOPPED_BEING_NULLABLE];
        self.flag(rules, base, revision);
    }

    pub(super) fn format(&mut self, one: &Node<'a>, two: &Node<'a>) {
        let (before, after) = (one.format.as_deref(), two.format.as_deref());
        let rule = match (before, after) {
            (one, two) if one == two => return,
            (None, _) => &rules::FORMAT_ADDED,
            (_, None) => &rules::FORMAT_REMOVED,
            (Some("int32"), Some("int64")) => &rules::FORMAT_WIDENED,
            (Some("int64"), Some("int32")) => &rules::FORMAT_NARROWED,
            _ => &rules::FORMAT_CHANGED,
        };
        self.note(rule, json!(before), json!(after));
    }

    pub(super) fn values(&mut self, one: &Node<'a>, two: &Node<'a>) {
        let list = |values: &BTreeSet<String>| -> Value {
            let parsed =
                |value: &String| serde_json::from_str(value).unwrap_or_else(|_| json!(value));
            values.iter().map(parsed).collect()
        };
        match (&one.values, &two.values) {
            (None, None) => {}
            (None, Some(values)) => self.added(&rules::BECAME_ENUM, list(values)),
            (Some(values), None) => self.removed(&rules::STOPPED_BEING_ENUM, list(values)),
            (Some(before), Some(after)) => {
                let added: BTreeSet<String> = after.difference(before).cloned().collect();
                let removed: BTreeSet<String> = before.difference(after).cloned().collect();
                if !added.is_empty() {
                    self.added(&rules::ENUM_VALUE_ADDED, list(&added));
                }
                if !removed.is_empty() {
                    self.removed(&rules::ENUM_VALUE_REMOVED, list(&removed));
                }
            }
        }
    }

    pub(super) fn bound(&mut self, bound: Bound, one: &Node<'a>, two: &Node<'a>) {
        let (tightened, loosened): (&Rule, &Rule) = match bound {
            Bound::MaxLength => (&rules::MAX_LENGTH_TIGHTENED, &rules::MAX_LENGTH_LOOSENED),
            Bound::MinLength => (&rules::MIN_LENGTH_TIGHTENED, &rules::MIN_LENGTH_LOOSENED),
            Bound::MaxItems => (&rules::MAX_ITEMS_TIGHTENED, &rules::MAX_ITEMS_LOOSENED),
            Bound::MinItems => (&rules::MIN_ITEMS_TIGHTENED, &rules::MIN_ITEMS_LOOSENED),
            Bound::Maximum => (&rules::MAXIMUM_TIGHTENED, &rules::MAXIMUM_LOOSENED),
            Bound::Minimum => (&rules::MINIMUM_TIGHTENED, &rules::MINIMUM_LOOSENED),
        };
        let (before, after) = (one.bounds.get(bound), two.bounds.get(bound));
        let rule = match bound.compare(after, before) {
            Ordering::Equal => return,
            Ordering::Less => tightened,
            Ordering::Greater => loosened,
        };
        let value = |limit: Option<&Limit>| json!(limit.map(Limit::json));
        self.note(rule, value(before), value(after));
    }

    pub(super) fn patterns(&mut self, one: &Node<'a>, two: &Node<'a>) {
        let (before, after) = (&one.patterns, &two.patterns);
        let rule = match (before.is_subset(after), after.is_subset(before)) {
            (true, true) => return,
            (true, false) => &rules::PATTERN_ADDED,
            (false, true) => &rules::PATTERN_REMOVED,
            (false, false) => &rules::PATTERN_CHANGED,
        };
        let text = |patterns: &BTreeSet<&str>| {
            let patterns: Vec<&str> = patterns.iter().copied().collect();
            json!((!patterns.is_empty()).then(|| patterns.join(" and ")))
        };
        self.note(rule, text(before), text(after));
    }

    pub(super) fn default(&mut self, base: Option<&Value>, revision: Option<&Value>) {
        let rule = match (base, revision) {
            (one, two) if one.map(canonical) == two.map(canonical) => return,
            (None, _) => &rules::DEFAULT_ADDED,
            (_, None) => &rules::DEFAULT_REMOVED,
            _ => &rules::DEFAULT_CHANGED,
        };
        self.note(rule, json!(base), json!(revision));
    }

    /// The keywords that no rule knows. Those that hold schemas are looked into, as these can refer to
    /// something that changed.
    pub(super) fn others(&mut self, one: &Node<'a>, two: &Node<'a>) {
        let keywords: BTreeSet<&'a str> =
            one.other.keys().chain(two.other.keys()).copied().collect();
        for keyword in keywords
            .into_iter()
            .filter(|keyword| !is_extension(keyword))
        {
            let (before, after) = (one.other.get(keyword), two.other.get(keyword));
            let noted = self.noted();
            if let (Some([before]), Some([after])) =
                (before.map(Vec::as_slice), after.map(Vec::as_slice))
            {
                if keyword == "discriminator" && self.maps_to_the_same(before, after) {
                    continue;
                }
                self.held(keyword, before, after);
            }
            if noted == self.noted() {
                let said = |values| match keyword {
                    // What the properties may be is compared with them.
                    "additionalProperties" => several(values).map(names),
                    _ => several(values),
                };
                let (before, after) = (said(before), said(after));
                let rule = &rules::UNRECOGNISED;
                self.keyword(rule, keyword, before.as_ref(), after.as_ref());
            }
        }
    }

    /// Compares the schemas that a keyword holds.
    fn held(&mut self, keyword: &str, base: &'a Value, revision: &'a Value) {
        const ONE: &[&str] = &[
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
        ];
        const MAP: &[&str] = &["patternProperties", "dependentSchemas"];
        let known = |list: &[&'static str]| list.iter().copied().find(|known| *known == keyword);
        if let Some(keyword) = known(ONE)
            && base.is_object()
            && revision.is_object()
        {
            self.held_pair(keyword, base, revision);
        } else if keyword == "prefixItems" {
            let (base, revision) = (items(Some(base)), items(Some(revision)));
            if base.len() == revision.len() {
                for (base, revision) in base.iter().zip(revision) {
                    self.held_pair("prefixItems", base, revision);
                }
            }
        } else if let (Some(keyword), Some(base), Some(revision)) =
            (known(MAP), base.as_object(), revision.as_object())
            && base.keys().eq(revision.keys())
        {
            for (base, revision) in base.values().zip(revision.values()) {
                self.held_pair(keyword, base, revision);
            }
        }
    }

    /// Whether discriminators differ in nothing but the names of components that are compared as members.
    fn maps_to_the_same(&self, base: &'a Value, revision: &'a Value) -> bool {
        let mapping = |discriminator: &'a Value| members(discriminator.get("mapping"));
        let without_targets = |discriminator: &Value| {
            let mut discriminator = discriminator.clone();
            if let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") {
                mapping
                    .values_mut()
                    .for_each(|target| *target = Value::Null);
            }
            discriminator
        };
        let mut targets = mapping(base).zip(mapping(revision));
        without_targets(base) == without_targets(revision)
            && targets.all(|((_, one), (_, two))| {
                let component = |reader: Reader<'a>, name: &Value| reader.target(name.as_str()?);
                let components = (component(self.base, one), component(self.revision, two));
                match components {
                    (Some(base), Some(revision)) => one == two || self.is_walked(base, revision),
                    _ => one == two,
                }
            })
    }

    fn held_pair(&mut self, keyword: &'static str, base: &'a Value, revision: &'a Value) {
        self.unknown(keyword, |this| {
            this.schema(&Schema::of(base), &Schema::of(revision));
        });
    }
}

/// What several schemas say that apply together.
pub(super) fn several(values: Option<&Vec<&Value>>) -> Option<Value> {
    match values?.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        many => Some(json!(many)),
    }
}

/// The names of properties beside which no others may be.
fn names(properties: Value) -> Value {
    match properties {
        Value::Object(properties) => properties.keys().cloned().collect(),
        Value::Array(several) => several.into_iter().map(names).collect(),
        other => other,
    }
}
