//! Compares unions: which member became which, and what a union means that became one object.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{extension::is_extension, rules, walk::Walk};
use crate::contract::{
    fold::{self, Member},
    node::{Node, Union},
    schema::Schema,
    types::Types,
};

impl<'a> Walk<'a> {
    /// Compares the unions of two schemas. Says whether there is nothing else to compare.
    pub(super) fn unions(
        &mut self,
        one: &Node<'a>,
        two: &Node<'a>,
        schemas: (&Schema<'a>, &Schema<'a>),
        ignores_null: bool,
    ) -> bool {
        match (only_union(one), only_union(two)) {
            (Some(base), Some(revision)) => {
                if !ignores_null {
                    let nulls = (
                        self.nulls.allowed(self.base, one),
                        self.nulls.allowed(self.revision, two),
                    );
                    self.null(nulls.0, nulls.1);
                }
                self.members(base, revision);
                self.default(one.default, two.default);
                true
            }
            (Some(base), None) if two.unions.is_empty() && two.types != Types::ALL => {
                self.union_and_one(base, one, two, schemas.1, true, ignores_null);
                true
            }
            (None, Some(revision)) if one.unions.is_empty() && one.types != Types::ALL => {
                self.union_and_one(revision, two, one, schemas.0, false, ignores_null);
                true
            }
            _ => {
                let (base, revision) = (&one.unions, &two.unions);
                for (base, revision) in base.iter().zip(revision) {
                    self.members(base, revision);
                }
                let size = |union: &Union<'a>| json!(format!("{} schemas", union.members.len()));
                for union in base.iter().skip(revision.len()) {
                    self.note(&rules::UNION_REMOVED, size(union), Value::Null);
                }
                for union in revision.iter().skip(base.len()) {
                    self.note(&rules::UNION_ADDED, Value::Null, size(union));
                }
                false
            }
        }
    }

    /// Compares the members of two unions.
    fn members(&mut self, base: &Union<'a>, revision: &Union<'a>) {
        self.members_within(base, revision, MOST_NESTED);
    }

    fn members_within(&mut self, base: &Union<'a>, revision: &Union<'a>, nested: usize) {
        let found = self.found();
        let before = Member::all(self.base, &base.members);
        let after = Member::all(self.revision, &revision.members);
        let pairs = self.pair(&before, &after);
        // A member that is a union itself may be written without it in the other document.
        let is_old = |index| pairs.iter().any(|(old, _)| *old == index);
        let is_new = |index| pairs.iter().any(|(_, new)| *new == index);
        let flat = (flat(base, &before, is_old), flat(revision, &after, is_new));
        if nested > 0 && (flat.0.is_some() || flat.1.is_some()) {
            let base = flat.0.as_ref().unwrap_or(base);
            let revision = flat.1.as_ref().unwrap_or(revision);
            return self.members_within(base, revision, nested - 1);
        }
        for (old, new) in &pairs {
            self.member(&before[*old], &after[*new]);
        }
        for (index, member) in before.iter().enumerate() {
            if !pairs.iter().any(|(old, _)| *old == index) {
                self.note(
                    &rules::UNION_MEMBER_REMOVED,
                    json!(member.label),
                    Value::Null,
                );
            }
        }
        for (index, member) in after.iter().enumerate() {
            if !pairs.iter().any(|(_, new)| *new == index) {
                self.note(&rules::UNION_MEMBER_ADDED, Value::Null, json!(member.label));
            }
        }
        if base.keyword != revision.keyword {
            let rule = match base.keyword {
                _ if disjoint(&before) && disjoint(&after) => &rules::RESPELLED,
                "oneOf" => &rules::ONE_OF_BECAME_ANY_OF,
                _ => &rules::ANY_OF_BECAME_ONE_OF,
            };
            self.note(rule, json!(base.keyword), json!(revision.keyword));
        } else if found == self.found() && !pairs.iter().all(|(old, new)| old == new) {
            let order = |members: &[Member<'_, 'a>]| -> Value {
                members.iter().map(|member| member.label.clone()).collect()
            };
            self.note(&rules::RESPELLED, order(&before), order(&after));
        }
    }

    fn member(&mut self, old: &Member<'_, 'a>, new: &Member<'_, 'a>) {
        let detail = format!("in the member `{}`", old.label);
        self.with_detail(detail, |this| {
            this.ignores_null = true;
            this.schema(old.schema, new.schema);
            this.ignores_null = false;
        });
    }

    /// Which member of the base is which of the revision.
    fn pair(&self, before: &[Member<'_, 'a>], after: &[Member<'_, 'a>]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut olds: BTreeSet<usize> = (0..before.len()).collect();
        let mut news: BTreeSet<usize> = (0..after.len()).collect();
        // The clearest first: the same schema, the same component, the same properties.
        let tests: [Likely<'_, 'a>; 3] = [
            &|old, new| match (old.schema.single(), new.schema.single()) {
                (Some(old), Some(new)) => self.same.same(old, new),
                _ => false,
            },
            &|old, new| old.reference.is_some() && old.reference == new.reference,
            &|old, new| old.signature() == new.signature(),
        ];
        for test in tests {
            for old in olds.clone() {
                if let Some(new) = news
                    .iter()
                    .copied()
                    .find(|new| test(&before[old], &after[*new]))
                {
                    pairs.push((old, new));
                    olds.remove(&old);
                    news.remove(&new);
                }
            }
        }
        // Then those that have the most in common.
        let mut likely: Vec<(usize, usize, usize)> = Vec::new();
        for old in &olds {
            for new in &news {
                if let Some(score) = before[*old].likeness(&after[*new]) {
                    likely.push((score, *old, *new));
                }
            }
        }
        likely.sort_by_key(|(score, old, new)| (std::cmp::Reverse(*score), *old, *new));
        for (_, old, new) in likely {
            if olds.contains(&old) && news.contains(&new) {
                pairs.push((old, new));
                olds.remove(&old);
                news.remove(&new);
            }
        }
        // One that is left on each side is the same one if both are objects.
        if let ([old], [new]) = (&Vec::from_iter(olds)[..], &Vec::from_iter(news)[..])
            && before[*old].node.is_object()
            && after[*new].node.is_object()
        {
            pairs.push((*old, *new));
        }
        pairs.sort_unstable();
        pairs
    }

    /// Compares a union with a schema that is none.
    fn union_and_one(
        &mut self,
        union: &Union<'a>,
        union_node: &Node<'a>,
        one_node: &Node<'a>,
        one: &Schema<'a>,
        union_is_base: bool,
        ignores_null: bool,
    ) {
        let (union_reader, one_reader) = match union_is_base {
            true => (self.base, self.revision),
            false => (self.revision, self.base),
        };
        let members = Member::all(union_reader, &union.members);
        if let Some(values) = plain(&members, union_node, one_node) {
            self.ignores_null = ignores_null;
            match union_is_base {
                true => self.node_pair(&values, one_node, (&Schema::anything(), one)),
                false => self.node_pair(one_node, &values, (one, &Schema::anything())),
            }
            return;
        }
        let single = [Member::new(one_reader, one)];
        let is_member = match union_is_base {
            true => members
                .iter()
                .any(|member| self.is_the_same(member, &single[0])),
            false => members
                .iter()
                .any(|member| self.is_the_same(&single[0], member)),
        };
        if !is_member && one_node.is_object() && members.iter().all(|m| m.node.is_object()) {
            let folded = fold::objects(&members);
            let objects = json!(format!("one of {} objects", members.len()));
            let object = json!(format!(
                "object of {} properties",
                one_node.properties.len()
            ));
            // The words are compared already, and the extensions.
            let extensions = one_node.other.iter().filter(|(key, _)| is_extension(key));
            let mut other = folded.other.clone();
            other.retain(|key, _| !is_extension(key));
            other.extend(extensions.map(|(key, values)| (*key, values.clone())));
            let folded = Node {
                prose: one_node.prose.clone(),
                other,
                deprecated: one_node.deprecated,
                default: union_node.default,
                ..folded
            };
            if !ignores_null {
                let nulls = (
                    self.nulls.allowed(union_reader, union_node),
                    self.nulls.allowed(one_reader, one_node),
                );
                if union_is_base {
                    self.null(nulls.0, nulls.1);
                } else {
                    self.null(nulls.1, nulls.0);
                }
            }
            self.ignores_null = true;
            let nothing = Schema::anything();
            if union_is_base {
                self.note(&rules::UNION_BECAME_OBJECT, objects, object);
                self.node_pair(&folded, one_node, (&nothing, one));
            } else {
                self.note(&rules::OBJECT_BECAME_UNION, object, objects);
                self.node_pair(one_node, &folded, (one, &nothing));
            }
            self.ignores_null = false;
            return;
        }
        let as_union = Union {
            keyword: union.keyword,
            members: vec![one.clone()],
            nullable: self.nulls.allowed(one_reader, one_node),
        };
        let nulls = (
            self.nulls.allowed(union_reader, union_node),
            as_union.nullable,
        );
        if union_is_base {
            if !ignores_null {
                self.null(nulls.0, nulls.1);
            }
            self.members(union, &as_union);
        } else {
            if !ignores_null {
                self.null(nulls.1, nulls.0);
            }
            self.members(&as_union, union);
        }
    }

    /// Whether a member is a schema, with nothing changed but what is inside its properties.
    fn is_the_same(&self, old: &Member<'_, 'a>, new: &Member<'_, 'a>) -> bool {
        match (old.schema.single(), new.schema.single()) {
            (Some(old), Some(new)) if self.same.same(old, new) => true,
            _ => {
                (old.reference.is_some() && old.reference == new.reference)
                    || old.signature() == new.signature()
            }
        }
    }
}

/// The union that a schema is, if it demands nothing else.
fn only_union<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Union<'a>> {
    node.only_union.then(|| node.unions.first()).flatten()
}

/// How many unions within unions are looked into, as one can be within itself.
const MOST_NESTED: usize = 16;

/// The union with the members of unpaired members that are such a union themselves, if there is one.
fn flat<'a>(
    union: &Union<'a>,
    members: &[Member<'_, 'a>],
    is_paired: impl Fn(usize) -> bool,
) -> Option<Union<'a>> {
    let mut flat = Union {
        members: Vec::new(),
        ..union.clone()
    };
    for (index, member) in members.iter().enumerate() {
        match only_union(&member.node) {
            Some(inner) if inner.keyword == union.keyword && !is_paired(index) => {
                flat.members.extend(inner.members.iter().cloned());
            }
            _ => flat.members.push(member.schema.clone()),
        }
    }
    (flat.members.len() > members.len()).then_some(flat)
}

/// Whether two members are likely the same one.
type Likely<'t, 'a> = &'t dyn Fn(&Member<'_, 'a>, &Member<'_, 'a>) -> bool;

/// The schema that a union of values or of types is, where the schema that it is compared with lists
/// them as well: a list of values in `enum`, or of types in `type`.
fn plain<'a>(members: &[Member<'_, 'a>], union: &Node<'a>, one: &Node<'a>) -> Option<Node<'a>> {
    let lists = one.values.is_some() || one.types.without_null().names() > 1;
    if !lists || !members.iter().all(|member| member.node.is_plain()) {
        return None;
    }
    let mut plain = fold::plain(members);
    if union.unions.iter().any(|union| union.nullable) {
        plain.types = plain.types.or(Types::NULL);
    }
    if one.values.is_none() {
        plain.values = None;
    }
    Some(Node {
        types: plain.types,
        values: plain.values,
        unions: Vec::new(),
        only_union: false,
        ..union.clone()
    })
}

/// Whether no value is of more than one member.
fn disjoint(members: &[Member<'_, '_>]) -> bool {
    let mut seen = Types::NONE;
    members.iter().all(|member| {
        let types = member.node.types.without_null();
        let new = seen.and(types).is_empty() && !member.node.only_union;
        seen = seen.or(types);
        new
    })
}
