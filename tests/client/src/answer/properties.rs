//! What holds for every value of every type, and for every answer that a server can give.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use composio_link_client::{AdditionalProperties, v3, v3_1};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::Api;
use crate::support::operation::{OPERATIONS, Operation};

/// JSON of any form, a few levels deep.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map("[a-z_]{0,6}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn text() -> BoxedStrategy<Value> {
    ".{0,12}".prop_map(Value::from).boxed()
}

fn object(schema: &Value, document: &Value) -> BoxedStrategy<Value> {
    let is_required = |name: &String| {
        let required = schema["required"].as_array();
        required.is_some_and(|required| required.contains(&json!(name)))
    };
    let properties = schema["properties"].as_object().into_iter().flatten();
    let properties = properties.map(|(name, schema)| {
        let value = of_schema(schema, document);
        let value = match is_required(name) {
            true => value.prop_map(Some).boxed(),
            false => proptest::option::of(value).boxed(),
        };
        let name = name.clone();
        value.prop_map(move |value| Some((name.clone(), value?)))
    });
    let properties: Vec<_> = properties.collect();
    // A name that no document has.
    let further = btree_map("zz[a-z]{0,4}", any_json(), 0..3);
    (properties, further)
        .prop_map(|(named, further)| {
            let members = named.into_iter().flatten().chain(further);
            Value::Object(members.collect::<Map<String, Value>>())
        })
        .boxed()
}

/// JSON of a schema's type, beyond its bounds and with values that it does not list.
fn of_schema(schema: &Value, document: &Value) -> BoxedStrategy<Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(&reference[1..]);
        return of_schema(target.expect("it leads somewhere"), document);
    }
    let mut forms: Vec<BoxedStrategy<Value>> = Vec::new();
    if schema["nullable"] == true {
        forms.push(Just(Value::Null).boxed());
    }
    if let Some(listed) = schema["enum"].as_array() {
        forms.push(prop::sample::select(listed.clone()).boxed());
    }
    let members = schema["anyOf"].as_array().into_iter().flatten();
    forms.extend(members.map(|member| of_schema(member, document)));
    match schema["type"].as_str() {
        Some("string") => forms.push(text()),
        Some("boolean") => forms.push(any::<bool>().prop_map(Value::from).boxed()),
        Some("number") => forms.extend([
            any::<i64>().prop_map(Value::from).boxed(),
            prop::num::f64::NORMAL.prop_map(Value::from).boxed(),
        ]),
        Some("array") => {
            let items = vec(of_schema(&schema["items"], document), 0..3);
            forms.push(items.prop_map(Value::from).boxed());
        }
        Some("object") => forms.push(object(schema, document)),
        Some("any") => forms.push(any_json().boxed()),
        other => assert!(other.is_none() && !forms.is_empty(), "{schema}"),
    }
    proptest::strategy::Union::new(forms).boxed()
}

/// JSON that every type takes: the bodies of all operations in one object, with what each requires.
pub(crate) fn body() -> BoxedStrategy<Value> {
    let mut whole = json!({ "properties": {}, "required": [] });
    for operation in OPERATIONS {
        let answers = &operation.described()["responses"]["201"]["content"]["application/json"];
        for schema in [operation.body_schema(), &answers["schema"]] {
            let properties = schema["properties"].as_object().expect("an object");
            let all = whole["properties"].as_object_mut().expect("an object");
            all.extend(properties.clone());
            let required = schema["required"].as_array().expect("a list");
            let all = whole["required"].as_array_mut().expect("a list");
            all.extend(required.clone());
        }
    }
    object(&whole, Operation::V3_1Session.document())
}

fn error_body() -> BoxedStrategy<Value> {
    let document = Operation::V3_1Session.document();
    let mut schema = document["components"]["schemas"]["Error"].clone();
    // A number of the API's own error can be any JSON.
    let any = json!({ "type": "any" });
    for number in ["code", "status"] {
        schema["properties"]["error"]["properties"][number] = any.clone();
    }
    object(&schema, document)
}

/// Decoding and encoding changes nothing, and neither does encoding and decoding.
fn assert_identity<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(json: &Value) {
    let decoded: T = serde_json::from_value(json.clone()).expect("the JSON is of the type");
    let encoded = serde_json::to_value(&decoded).expect("the type can be encoded");
    assert_eq!(encoded, *json);
    let text = serde_json::to_string(&decoded).expect("the type can be encoded");
    assert_eq!(
        serde_json::from_str::<T>(&text).expect("it can be decoded"),
        decoded
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn decoding_after_encoding_is_the_identity(body in body(), error in error_body()) {
        assert_identity::<v3::ConnectedAccountLinkRequest>(&body);
        assert_identity::<v3::SessionLinkRequest>(&body);
        assert_identity::<v3::ConnectedAccountLink>(&body);
        assert_identity::<v3::SessionLink>(&body);
        assert_identity::<v3_1::ConnectedAccountLinkRequest>(&body);
        assert_identity::<v3_1::SessionLinkRequest>(&body);
        assert_identity::<v3_1::ConnectedAccountLink>(&body);
        assert_identity::<v3_1::SessionLink>(&body);
        assert_identity::<v3::ErrorResponse>(&error);
        assert_identity::<AdditionalProperties>(&body);
        for (name, value) in body.as_object().into_iter().flatten() {
            match name.as_str() {
                "connection_data" => {
                    assert_identity::<v3::ConnectionData>(value);
                    if let Some(scope) = value.get("scope") {
                        assert_identity::<v3::Scope>(scope);
                    }
                    if let Some(lifetime) = value.get("expires_in") {
                        assert_identity::<v3::ExpiresIn>(lifetime);
                    }
                    if let Some(user) = value.get("authed_user") {
                        assert_identity::<v3::AuthedUser>(user);
                    }
                }
                "experimental" => {
                    assert_identity::<v3_1::Experimental>(value);
                    if let Some(acl) = value.get("acl_config_for_shared") {
                        assert_identity::<v3_1::SharedAccountAcl>(acl);
                    }
                }
                "account_type" => assert_identity::<v3_1::AccountType>(value),
                "auth_config_id" => assert_identity::<v3::AuthConfigId>(value),
                "connected_account_id" => assert_identity::<v3::ConnectedAccountId>(value),
                "user_id" => assert_identity::<v3::ToolRouterSessionId>(value),
                "link_token" => assert_identity::<composio_link_client::Secret>(value),
                _ => {}
            }
        }
    }
}

/// How many answers are tried. `ANSWERS=100000 cargo test -p client-tests properties` is the
/// longer run.
fn answers() -> u32 {
    let set = std::env::var("ANSWERS")
        .ok()
        .map(|text| text.parse().expect("ANSWERS is a number"));
    set.unwrap_or(4_000)
}

/// Bytes that are nearly an answer: whole, cut, with another byte, or with another value somewhere.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let real = prop_oneof![body(), error_body(), any_json()]
        .prop_map(|json| json.to_string().into_bytes());
    prop_oneof![
        vec(any::<u8>(), 0..200),
        real.clone(),
        (real.clone(), any::<prop::sample::Index>()).prop_map(|(mut bytes, at)| {
            bytes.truncate(at.index(bytes.len() + 1));
            bytes
        }),
        (real, any::<prop::sample::Index>(), any::<u8>()).prop_map(|(mut bytes, at, byte)| {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        }),
    ]
}

/// Every status, and more often those whose bodies are read.
fn any_status() -> impl Strategy<Value = u16> {
    prop_oneof![
        2 => 200_u16..600,
        1 => Just(201),
        1 => prop::sample::select(&[400, 401, 403, 404, 422, 500, 501][..]),
    ]
}

/// Whatever bytes come with whatever status: a link or a typed error, and never a panic.
#[test]
fn every_answer_is_a_value_or_a_typed_error() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let api = runtime.block_on(Api::start());
    let seen = AtomicUsize::new(0);
    let config = ProptestConfig {
        cases: answers(),
        ..ProptestConfig::default()
    };
    proptest!(config, |(operation in 0..OPERATIONS.len(), status in any_status(), body in any_body())| {
        // Such an answer has no body, and bytes after it would belong to the next.
        let body = if matches!(status, 204 | 304) { Vec::new() } else { body };
        let operation: Operation = OPERATIONS[operation];
        match runtime.block_on(api.call(operation, status, &body)) {
            Ok(_) => prop_assert_eq!(status, 201),
            Err(error) => {
                prop_assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
                prop_assert!(!error.to_string().is_empty());
                let own = matches!(error, v3::Error::Api(_));
                prop_assert!(!own || status >= 400);
            }
        }
        seen.fetch_add(1, SeqCst);
    });
    assert!(seen.load(SeqCst) >= answers() as usize);
}
