//! Writes the keywords that say something else than which values there are.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::schema::{DROPPED, Writer, is_never};
use crate::contract::{node::Node, schema::Schema};

/// Keywords that mean the same in OpenAPI 3.0 and 3.1.
pub(super) const KEPT: &[&str] = &[
    "discriminator",
    "maxProperties",
    "minProperties",
    "multipleOf",
    "readOnly",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Keywords that OpenAPI 3.0 does not have, and that say what there is: without them a client would lack
/// properties, or have other types.
pub(super) const INEXPRESSIBLE: &[&str] = &[
    "$dynamicRef",
    "$recursiveRef",
    "additionalItems",
    "dependencies",
    "dependentSchemas",
    "else",
    "if",
    "patternProperties",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

impl<'a> Writer<'a> {
    /// The keywords that say something else.
    pub(super) fn others(
        &mut self,
        schema: &Schema<'a>,
        node: &Node<'a>,
        out: &mut Map<String, Value>,
    ) -> Result<()> {
        for (keyword, values) in &node.other {
            match (*keyword, values.as_slice()) {
                (keyword, [value]) if keyword.starts_with("x-") || KEPT.contains(&keyword) => {
                    out.insert(keyword.to_owned(), (*value).clone());
                }
                (keyword, _) if DROPPED.contains(&keyword) => {}
                ("not", [value]) => {
                    let not = self.schema(&Schema::of(value))?;
                    out.insert("not".to_owned(), not);
                }
                ("contentEncoding", [Value::String(encoding)])
                    if encoding == "base64" && node.format.is_none() =>
                {
                    out.insert("format".to_owned(), json!("byte"));
                }
                ("contentMediaType", [Value::String(media_type)])
                    if media_type == "application/octet-stream" && node.format.is_none() =>
                {
                    out.entry("format").or_insert(json!("binary"));
                }
                ("prefixItems", [Value::Array(members)]) => {
                    let written = members
                        .iter()
                        .map(|member| self.schema(&Schema::of(member)));
                    let written = written.collect::<Result<Vec<Value>>>()?;
                    let all_alike = written.windows(2).all(|pair| pair[0] == pair[1]);
                    let count = written.len() as u64;
                    // What may follow them is of the same type, or nothing may.
                    let most = out.get("maxItems").and_then(Value::as_u64);
                    let is_closed = node.items.as_ref().is_some_and(is_never);
                    let rest = match out.get("items") {
                        Some(items) => written.first() == Some(items),
                        None => is_closed || most.is_some_and(|most| most <= count),
                    };
                    match written.into_iter().next() {
                        Some(item) if all_alike && rest => {
                            if is_closed && most.is_none_or(|most| most > count) {
                                out.insert("maxItems".to_owned(), json!(count));
                            }
                            out.insert("items".to_owned(), item);
                        }
                        _ => return Err(self.inexpressible(schema, values, keyword)),
                    }
                }
                (keyword, _) => return Err(self.inexpressible(schema, values, keyword)),
            }
        }
        Ok(())
    }

    /// What is said in words.
    pub(super) fn words(&self, node: &Node<'a>, out: &mut Map<String, Value>) {
        for (keyword, values) in &node.prose {
            let first = match *keyword {
                "$comment" => None,
                "examples" => values.first().and_then(|list| list.get(0)),
                _ => values.first().copied(),
            };
            let keyword = match *keyword {
                "examples" => "example",
                keyword => keyword,
            };
            if let Some(value) = first {
                out.entry(keyword).or_insert_with(|| value.clone());
            }
        }
        if node.deprecated {
            out.insert("deprecated".to_owned(), json!(true));
        }
    }
}
