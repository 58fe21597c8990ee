//! How written schemas allow null.

use serde_json::{Value, json};

use crate::contract::{
    reader::{is_set, items},
    schema::Schema,
};

/// Takes null from what a written schema allows, and says whether it was there.
pub(super) fn remove_null(whole: &mut Value) -> bool {
    if let Some(members) = typed_members(whole) {
        // All of them are asked.
        return members
            .iter_mut()
            .fold(false, |found, member| found | remove_null(member));
    }
    let Some(schema) = whole.as_object_mut() else {
        return false;
    };
    let was_there = schema.remove("nullable").is_some();
    // Without it, nothing but a reference is left of a component that can be null.
    if let (1, [reference]) = (schema.len(), items(schema.get("allOf"))) {
        *whole = reference.clone();
        return was_there;
    }
    if let (true, Some(Value::Array(values))) = (was_there, schema.get_mut("enum")) {
        values.retain(|value| !value.is_null());
    }
    was_there
}

/// Lets a written schema allow null as well. OpenAPI 3.0 gives `nullable` a meaning beside a `type`
/// only, so it goes into the members of a union that have one.
pub(super) fn set_nullable(schema: &mut Value, nullable: bool) {
    if !nullable {
        return;
    }
    if let Some(members) = typed_members(schema) {
        for member in members {
            set_nullable(member, true);
        }
    } else if let Some(schema) = schema.as_object_mut() {
        schema.insert("nullable".to_owned(), json!(true));
        if let Some(Value::Array(values)) = schema.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
}

/// The members of an `anyOf`, if each of them has a type. Of a `oneOf`, null would fit several.
fn typed_members(schema: &mut Value) -> Option<&mut Vec<Value>> {
    let members = schema.get_mut("anyOf")?.as_array_mut()?;
    let are_typed = members.iter().all(|member| member.get("type").is_some());
    are_typed.then_some(members)
}

/// The members of a union without those with which generators of OpenAPI 3.0 write null, and whether
/// there is one.
pub(super) fn without_bare_nullable<'a>(members: &[Schema<'a>]) -> (Vec<Schema<'a>>, bool) {
    let others = members.iter().filter(|member| !is_bare_nullable(member));
    let others: Vec<Schema<'a>> = others.cloned().collect();
    let has_null = others.len() < members.len();
    (others, has_null)
}

/// Whether a member of a union is an object of which nothing is said but that it can be null.
fn is_bare_nullable(member: &Schema<'_>) -> bool {
    let Some(Value::Object(keywords)) = member.single() else {
        return false;
    };
    is_set(keywords, "nullable")
        && keywords.iter().all(|(keyword, value)| {
            keyword == "nullable" || (keyword == "type" && value == "object")
        })
}
