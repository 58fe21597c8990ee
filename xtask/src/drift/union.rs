//! Compares unions: which member became which, and what a union means that became one object.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use super::{extension::is_extension, rules, walk::Walk};
use crate::contract::{
    fold::{self, Member},
    node::{Node, Union},
    reader::Reader,
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
        match (one.only_union(), two.only_union()) {
            (Some(base), Some(revision)) => {
                if !ignores_null {
                    self.nulls(one, two);
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
                    self.removed(&rules::UNION_REMOVED, size(union));
                }
                for union in revision.iter().skip(base.len()) {
                    self.added(&rules::UNION_ADDED, size(union));
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
        let flat = (
            flat(self.base, base, &before, is_old),
            flat(self.revision, revision, &after, is_new),
        );
        if nested > 0 && (flat.0.is_some() || flat.1.is_some()) {
            let base = flat.0.as_ref().unwrap_or(base);
            let revision = flat.1.as_ref().unwrap_or(revision);
            return self.members_within(base, revision, nested - 1);
        }
        for (old, new) in &pairs {
            self.member(&before[*old], &after[*new]);
        }
        for (_, member) in before
            .iter()
            .enumerate()
            .filter(|(index, _)| !is_old(*index))
        {
            self.removed(&rules::UNION_MEMBER_REMOVED, member.label.as_str());
        }
        for (_, member) in after
            .iter()
            .enumerate()
            .filter(|(index, _)| !is_new(*index))
        {
            self.added(&rules::UNION_MEMBER_ADDED, member.label.as_str());
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
            this.schema_but_null(old.schema, new.schema, true)
        });
    }

    /// What tells that two members are the same one, the clearest first: the same schema, the same
    /// component, the same properties.
    const CLUES: [Clue<'a>; 3] = [
        |this, old, new| match (old.schema.single(), new.schema.single()) {
            (Some(old), Some(new)) => this.same.same(old, new),
            _ => false,
        },
        |_, old, new| old.reference.is_some() && old.reference == new.reference,
        |_, old, new| old.signature() == new.signature(),
    ];

    /// Which member of the base is which of the revision.
    fn pair(&self, before: &[Member<'_, 'a>], after: &[Member<'_, 'a>]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut olds: BTreeSet<usize> = (0..before.len()).collect();
        let mut news: BTreeSet<usize> = (0..after.len()).collect();
        for is_clue in Self::CLUES {
            for old in olds.clone() {
                let mut news_left = news.iter().copied();
                let is_new = |new: &usize| is_clue(self, &before[old], &after[*new]);
                if let Some(new) = news_left.find(is_new) {
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
        let (union_reader, one_reader) = ordered(union_is_base, self.base, self.revision);
        let nothing = Schema::anything();
        let schemas = ordered(union_is_base, &nothing, one);
        let members = Member::all(union_reader, &union.members);
        if let Some(values) = plain(&members, union_node, one_node) {
            let (before, after) = ordered(union_is_base, &values, one_node);
            return self.node_pair(before, after, schemas, ignores_null);
        }
        let single = Member::new(one_reader, one);
        let is_single = |member| {
            let (old, new) = ordered(union_is_base, member, &single);
            Self::CLUES.iter().any(|is_clue| is_clue(self, old, new))
        };
        let are_objects = one_node.is_object() && members.iter().all(|m| m.node.is_object());
        let folds = are_objects && !members.iter().any(is_single);
        if !ignores_null {
            let (before, after) = ordered(union_is_base, union_node, one_node);
            self.nulls(before, after);
        }
        if folds {
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
            let rule = match union_is_base {
                true => &rules::UNION_BECAME_OBJECT,
                false => &rules::OBJECT_BECAME_UNION,
            };
            let (before, after) = ordered(union_is_base, objects, object);
            self.note(rule, before, after);
            let (before, after) = ordered(union_is_base, &folded, one_node);
            return self.node_pair(before, after, schemas, true);
        }
        let as_union = Union {
            keyword: union.keyword,
            members: vec![one.clone()],
            nullable: self.nulls.allowed(one_reader, one_node),
        };
        let (before, after) = ordered(union_is_base, union, &as_union);
        self.members(before, after);
    }
}

/// Two things in this order, or the other way round.
fn ordered<T>(as_is: bool, one: T, two: T) -> (T, T) {
    if as_is { (one, two) } else { (two, one) }
}

/// How many unions within unions are looked into, as one can be within itself.
const MOST_NESTED: usize = 16;

/// From so many members on, one that is within itself is not listed once more.
const MOST_CIRCLES: usize = 64;

/// The union with the members of unpaired members that are such a union themselves, if there is one.
fn flat<'a>(
    reader: Reader<'a>,
    union: &Union<'a>,
    members: &[Member<'_, 'a>],
    is_paired: impl Fn(usize) -> bool,
) -> Option<Union<'a>> {
    let mut flat: Vec<Schema<'a>> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        match member.node.only_union() {
            Some(inner) if inner.keyword == union.keyword && !is_paired(index) => {
                for member in &inner.members {
                    // Circles that hold each other would be twice as many each time.
                    let is_enough = flat.len() >= MOST_CIRCLES && flat.contains(member);
                    if !(is_enough && is_circle(reader, member)) {
                        flat.push(member.clone());
                    }
                }
            }
            _ => flat.push(member.schema.clone()),
        }
    }
    let is_larger = flat.len() > members.len();
    is_larger.then(|| Union {
        members: flat,
        ..union.clone()
    })
}

/// Whether a schema is a union that is within itself.
fn is_circle<'a>(reader: Reader<'a>, schema: &Schema<'a>) -> bool {
    let members = |schema: &Schema<'a>| {
        let node = reader.node(schema);
        node.only_union()
            .map_or_else(Vec::new, |union| union.members.clone())
    };
    let (mut seen, mut next) = (HashSet::new(), members(schema));
    while let Some(member) = next.pop() {
        if member == *schema {
            return true;
        }
        if seen.insert(member.clone()) {
            next.extend(members(&member));
        }
    }
    false
}

/// Tells of two members whether they are the same one.
type Clue<'a> = fn(&Walk<'a>, &Member<'_, 'a>, &Member<'_, 'a>) -> bool;

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
        ..union.clone()
    })
}

/// Whether no value is of more than one member.
fn disjoint(members: &[Member<'_, '_>]) -> bool {
    let mut seen = Types::NONE;
    members.iter().all(|member| {
        let types = member.node.types.without_null();
        let new = seen.and(types).is_empty() && member.node.only_union().is_none();
        seen = seen.or(types);
        new
    })
}
