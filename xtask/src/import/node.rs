//! Writes what a schema demands.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    null::{remove_null, set_nullable, without_bare_nullable},
    schema::{Writer, is_never},
    union::MAX_UNIONS,
};
use crate::contract::{
    bound::Bound,
    fold::Member,
    node::{Additional, Node},
    null::Nulls,
    schema::Schema,
    types::Types,
};

impl<'a> Writer<'a> {
    pub(super) fn node(&mut self, schema: &Schema<'a>, node: &Node<'a>) -> Result<Value> {
        let mut out = Map::new();
        self.words(node, &mut out);
        if let Some(folded) = self.beside_type(schema, node)? {
            let mut folded = self.node(schema, &folded)?;
            merge(&mut folded, out);
            return Ok(folded);
        }
        if let Some(union) = node.only_union() {
            if let Some(default) = node.default {
                out.insert("default".to_owned(), default.clone());
            }
            let (members, has_null) = without_bare_nullable(&union.members);
            let mut nullable = union.nullable || has_null;
            let is_folded = matches!(schema, Schema::Any(_));
            let (flat, null_within) = self.flat(&members, &mut { MAX_UNIONS });
            if let Some(folded) = self.fold(schema, &flat, is_folded)? {
                let mut folded = self.node(schema, &folded)?;
                merge(&mut folded, out);
                set_nullable(&mut folded, nullable || null_within);
                return Ok(folded);
            }
            let members = Member::all(self.reader, &members);
            let mut written: Vec<Value> = Vec::new();
            let mut first = None;
            for Member { schema: member, .. } in &members {
                let mut value = self.schema(member)?;
                nullable |= remove_null(&mut value);
                if !written.contains(&value) && !is_nothing(&value) {
                    written.push(value);
                    first.get_or_insert(*member);
                }
            }
            if written.len() < 2 {
                let mut only = match (written.pop(), first) {
                    // Beside a reference, the rest would count for nothing.
                    (Some(only), Some(member)) if only.get("$ref").is_some() => {
                        self.written(member)?
                    }
                    (Some(only), _) => only,
                    (None, _) => json!({ "enum": [null] }),
                };
                nullable |= remove_null(&mut only);
                merge(&mut only, out);
                set_nullable(&mut only, nullable);
                return Ok(only);
            }
            out.insert(union.keyword.to_owned(), Value::Array(written));
            let mut out = Value::Object(out);
            set_nullable(&mut out, nullable);
            return Ok(out);
        }
        self.demands(schema, node, &mut out)?;
        Ok(Value::Object(out))
    }

    /// What a schema demands that is no union and nothing else.
    fn demands(
        &mut self,
        schema: &Schema<'a>,
        node: &Node<'a>,
        out: &mut Map<String, Value>,
    ) -> Result<()> {
        // Values that no list has in common leave null at most.
        let types = match &node.values {
            Some(values) if values.is_empty() => node.types.and(Types::NULL),
            _ => node.types,
        };
        let names = types.without_null().list();
        match names.as_slice() {
            _ if types == Types::ALL => {}
            // A union beside it can take null away again.
            [] if types == Types::NULL && Nulls::default().allowed(self.reader, node) => {
                out.insert("enum".to_owned(), json!([null]));
                out.insert("nullable".to_owned(), json!(true));
                return Ok(());
            }
            [] => {
                let message = "no value is allowed here: remove the property or correct the schema";
                return Err(self.error(schema, message));
            }
            [only] => {
                out.insert("type".to_owned(), json!(only));
            }
            several => {
                let members = several.iter().map(|name| {
                    let mut member = node.clone();
                    member.types = Types::named(name).unwrap_or(Types::NONE);
                    member.keep_for(name);
                    let mut out = Map::new();
                    self.demands(schema, &member, &mut out)?;
                    Ok(Value::Object(out))
                });
                let members = members.collect::<Result<Vec<Value>>>()?;
                out.insert("anyOf".to_owned(), Value::Array(members));
                let mut value = Value::Object(std::mem::take(out));
                set_nullable(&mut value, node.types.contains(Types::NULL));
                if let Value::Object(value) = value {
                    *out = value;
                }
                return Ok(());
            }
        }
        let nullable = node.types != Types::ALL && node.types.contains(Types::NULL);
        if nullable {
            out.insert("nullable".to_owned(), json!(true));
        }
        if let Some(format) = &node.format {
            // How several formats are joined.
            if format.contains(" and ") {
                return Err(self.error(schema, "several formats apply together: write one of them"));
            }
            out.insert("format".to_owned(), json!(format));
        }
        if let Some(values) = &node.values {
            let parsed = values.iter().map(|value| serde_json::from_str(value));
            let mut values = parsed.collect::<Result<Vec<Value>, _>>()?;
            values.extend(nullable.then_some(Value::Null));
            out.insert("enum".to_owned(), Value::Array(values));
        }
        for bound in Bound::ALL {
            if let Some(limit) = node.bounds.get(bound) {
                limit.write(bound, out);
            }
        }
        match node.patterns.iter().collect::<Vec<_>>().as_slice() {
            [] => {}
            [pattern] => {
                out.insert("pattern".to_owned(), json!(pattern));
            }
            _ => {
                let message = "several patterns apply together: write them as one";
                return Err(self.error(schema, message));
            }
        }
        if let Some(default) = node.default {
            out.insert("default".to_owned(), default.clone());
        }
        self.members(node, out)?;
        for union in &node.unions {
            let members = union.members.iter().map(|member| self.schema(member));
            let members = members.collect::<Result<Vec<Value>>>()?;
            let other = out.insert(union.keyword.to_owned(), Value::Array(members));
            if other.is_some() {
                return Err(self.error(schema, "several unions apply together: write them as one"));
            }
        }
        self.others(schema, node, out)
    }

    /// Properties and items.
    fn members(&mut self, node: &Node<'a>, out: &mut Map<String, Value>) -> Result<()> {
        if !node.required.is_empty() {
            out.insert("required".to_owned(), json!(node.required));
        }
        let mut properties = Map::new();
        for (name, property) in &node.properties {
            properties.insert((*name).to_owned(), self.schema(property)?);
        }
        if !properties.is_empty() {
            out.insert("properties".to_owned(), Value::Object(properties));
        }
        match &node.additional {
            Additional::Open if node.says_open => {
                out.insert("additionalProperties".to_owned(), json!(true));
            }
            Additional::Open => {}
            Additional::Closed => {
                out.insert("additionalProperties".to_owned(), json!(false));
            }
            Additional::Typed(schema) => {
                let written = self.schema(schema)?;
                // Any value, null among them.
                let is_open = written.as_object().is_some_and(|written| {
                    written.is_empty() || (written.len() == 1 && written.contains_key("nullable"))
                });
                let written = if is_open { json!(true) } else { written };
                out.insert("additionalProperties".to_owned(), written);
            }
        }
        // Nothing else than what these say.
        let is_closed = |items| is_never(items) && node.other.contains_key("prefixItems");
        if let Some(items) = node.items.as_ref().filter(|items| !is_closed(items)) {
            out.insert("items".to_owned(), self.schema(items)?);
        }
        Ok(())
    }
}

/// Adds what is said of a union in words to the schema that it became.
fn merge(schema: &mut Value, words: Map<String, Value>) {
    if let Some(schema) = schema.as_object_mut() {
        schema.extend(words);
    }
}

/// Whether no value is left of a list of values.
fn is_nothing(schema: &Value) -> bool {
    schema
        .get("enum")
        .is_some_and(|values| values == &json!([]))
}
