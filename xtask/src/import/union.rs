//! Folds unions into one schema, where one says the same.

use anyhow::Result;

use super::{
    null::without_bare_nullable,
    schema::{DROPPED, Writer},
};
use crate::contract::{
    fold::{self, Member},
    node::{Additional, Node},
    schema::Schema,
    types::Types,
};

/// How many unions within a union are looked into. Components can lie in each other in very many ways.
pub(super) const MAX_UNIONS: usize = 100;

impl<'a> Writer<'a> {
    /// The members of a union, with those of the unions that they are in their stead, and whether null is
    /// one of them.
    pub(super) fn flat(&self, members: &[Schema<'a>], left: &mut usize) -> (Vec<Schema<'a>>, bool) {
        let (mut flat, mut null) = (Vec::new(), false);
        for member in members {
            let node = self.reader.node(member);
            match node.only_union() {
                Some(union) if node.default.is_none() && *left > 0 => {
                    *left -= 1;
                    let (members, null_within) = self.flat(&union.members, left);
                    let (members, has_null) = without_bare_nullable(&members);
                    null |= null_within || union.nullable || has_null;
                    flat.extend(members);
                }
                _ => flat.push(member.clone()),
            }
        }
        (flat, null)
    }

    /// The one object that a union of objects is which stands beside the type `object` and nothing else.
    pub(super) fn beside_type(
        &self,
        schema: &Schema<'a>,
        node: &Node<'a>,
    ) -> Result<Option<Node<'a>>> {
        let [union] = node.unions.as_slice() else {
            return Ok(None);
        };
        if node.types.without_null() != Types::OBJECT || !node.is_type_and_union() {
            return Ok(None);
        }
        let (members, has_null) = without_bare_nullable(&union.members);
        let (flat, null_within) = self.flat(&members, &mut { MAX_UNIONS });
        let Some(mut folded) = self.fold(schema, &flat, false)? else {
            return Ok(None);
        };
        if union.nullable || null_within || has_null {
            folded.types = folded.types.or(Types::NULL);
        }
        folded.types = folded.types.and(node.types);
        folded.default = node.default;
        Ok(folded.is_object().then_some(folded))
    }

    /// The one schema that a union of these members is, if there is one that says the same.
    pub(super) fn fold(
        &self,
        schema: &Schema<'a>,
        members: &[Schema<'a>],
        is_folded: bool,
    ) -> Result<Option<Node<'a>>> {
        let members = Member::all(self.reader, members);
        let folded = self.folded(&members, is_folded);
        if let Some(folded) = &folded {
            self.check_fold(schema, &members, folded)?;
        }
        Ok(folded)
    }

    /// The one schema that a union is, where it is a union of open objects, or of values.
    fn folded(&self, members: &[Member<'_, 'a>], is_folded: bool) -> Option<Node<'a>> {
        if members.len() < 2 {
            return None;
        }
        let nodes = members.iter().map(|member| &member.node);
        if nodes
            .clone()
            .all(|node| node.is_object() && node.additional != Additional::Closed)
        {
            return Some(fold::objects(members));
        }
        let types = members[0].node.types.without_null();
        let mut nodes_again = nodes.clone();
        let same_type =
            nodes_again.all(|node| node.is_plain() && node.types.without_null() == types);
        // Values of one type are one list; of types with other bounds only where objects were folded.
        let listed = nodes.clone().all(|node| node.values.is_some());
        (same_type && (listed || is_folded)).then(|| fold::plain(members))
    }

    /// What one member alone demands cannot be asked of all.
    fn check_fold(
        &self,
        schema: &Schema<'a>,
        members: &[Member<'_, 'a>],
        folded: &Node<'a>,
    ) -> Result<()> {
        for (keyword, values) in &folded.other {
            let is_said = keyword.starts_with("x-") || DROPPED.contains(keyword);
            let in_all = members
                .iter()
                .all(|member| member.node.other.contains_key(keyword));
            if !is_said && !in_all {
                return Err(self.inexpressible(schema, values, keyword));
            }
        }
        Ok(())
    }
}
