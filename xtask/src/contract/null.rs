//! Whether a schema allows null, which a union leaves to its members.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use super::{node::Node, reader::Reader, schema::Schema, types::Types};

/// The schemas of which it is known whether they allow null.
#[derive(Debug, Default)]
pub(crate) struct Nulls<'a>(RefCell<HashMap<Schema<'a>, bool>>);

impl<'a> Nulls<'a> {
    /// Whether a schema of the document that `reader` reads allows null.
    pub(crate) fn allowed(&self, reader: Reader<'a>, node: &Node<'a>) -> bool {
        self.within(reader, node, &mut HashSet::new()).0
    }

    /// Whether null is allowed, and whether that is so whatever the schemas around are, `open`.
    fn within(
        &self,
        reader: Reader<'a>,
        node: &Node<'a>,
        open: &mut HashSet<Schema<'a>>,
    ) -> (bool, bool) {
        let mut is_certain = true;
        let mut of_member = |member: &Schema<'a>| {
            if let Some(known) = self.0.borrow().get(member) {
                return *known;
            }
            // A union that is its own member allows nothing more for that.
            if !open.insert(member.clone()) {
                is_certain = false;
                return false;
            }
            let (allows, certain) = self.within(reader, &reader.node(member), open);
            open.remove(member);
            is_certain &= certain;
            if certain {
                self.0.borrow_mut().insert(member.clone(), allows);
            }
            allows
        };
        let allows = node.types.contains(Types::NULL)
            && node
                .unions
                .iter()
                .all(|union| union.nullable || union.members.iter().any(&mut of_member));
        (allows, is_certain)
    }
}
