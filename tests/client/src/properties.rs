//! What holds for every value of every type, and for every answer that a server can give.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use composio_link_client::{AdditionalProperties, v3, v3_1};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::support::{
    documents::CONNECTION_DATA,
    link::{Clients, OPERATIONS, Operation},
};

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

/// A property that can be absent.
fn maybe(
    name: &'static str,
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Option<(String, Value)>> {
    proptest::option::of(value).prop_map(move |value| Some((name.to_owned(), value?)))
}

fn text() -> BoxedStrategy<Value> {
    ".{0,12}".prop_map(Value::from).boxed()
}

fn object(properties: Vec<BoxedStrategy<Option<(String, Value)>>>) -> BoxedStrategy<Value> {
    // A name that no document has.
    let further = btree_map("zz[a-z]{0,4}", any_json(), 0..3);
    (properties, further)
        .prop_map(|(named, further)| {
            let members = named.into_iter().flatten().chain(further);
            Value::Object(members.collect::<Map<String, Value>>())
        })
        .boxed()
}

fn connection_data() -> BoxedStrategy<Value> {
    let property = |name: &'static str| {
        let value = match name {
            "long_redirect_url" => any::<bool>().prop_map(Value::from).boxed(),
            "client_id_issued_at" | "client_secret_expires_at" => prop_oneof![
                any::<i64>().prop_map(Value::from),
                prop::num::f64::NORMAL.prop_map(Value::from)
            ]
            .boxed(),
            "refresh_token" => prop_oneof![Just(Value::Null), text()].boxed(),
            "expires_in" => prop_oneof![
                Just(Value::Null),
                text(),
                any::<i64>().prop_map(Value::from)
            ]
            .boxed(),
            "scope" => prop_oneof![
                Just(Value::Null),
                text(),
                vec(text(), 0..3).prop_map(Value::from)
            ]
            .boxed(),
            "authed_user" => object(vec![
                maybe("access_token", text()).boxed(),
                maybe("scope", text()).boxed(),
            ]),
            _ => text(),
        };
        maybe(name, value).boxed()
    };
    object(CONNECTION_DATA.map(property).into())
}

fn account_type() -> BoxedStrategy<Value> {
    prop_oneof![Just(json!("PRIVATE")), Just(json!("SHARED")), text()].boxed()
}

fn experimental() -> BoxedStrategy<Value> {
    let users = || vec(text(), 0..3).prop_map(Value::from).boxed();
    let acl = object(vec![
        maybe("allow_all_users", any::<bool>().prop_map(Value::from)).boxed(),
        maybe("allowed_user_ids", users()).boxed(),
        maybe("not_allowed_user_ids", users()).boxed(),
    ]);
    object(vec![
        maybe("account_type", account_type()).boxed(),
        maybe("acl_config_for_shared", acl).boxed(),
    ])
}

fn always(
    name: &'static str,
    value: BoxedStrategy<Value>,
) -> BoxedStrategy<Option<(String, Value)>> {
    value
        .prop_map(move |value| Some((name.to_owned(), value)))
        .boxed()
}

/// JSON that every type takes: the bodies of all operations in one object, with what each requires.
pub(crate) fn body() -> BoxedStrategy<Value> {
    object(vec![
        always("auth_config_id", text()),
        always("user_id", text()),
        always("toolkit", text()),
        always("link_token", text()),
        always("redirect_url", text()),
        always("expires_at", text()),
        always("connected_account_id", text()),
        maybe("alias", text()).boxed(),
        maybe("callback_url", text()).boxed(),
        maybe("connection_data", connection_data()).boxed(),
        maybe("account_type", account_type()).boxed(),
        maybe("experimental", experimental()).boxed(),
    ])
}

fn error_body() -> BoxedStrategy<Value> {
    let error = object(vec![
        always("message", text()),
        always("code", any_json().boxed()),
        always("slug", text()),
        always("status", any_json().boxed()),
        maybe("request_id", text()).boxed(),
        maybe("suggested_fix", text()).boxed(),
        maybe("errors", vec(text(), 0..3).prop_map(Value::from)).boxed(),
    ]);
    object(vec![always("error", error)])
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

/// How many answers are tried. `ANSWERS=100000 cargo test -p tests properties` is the longer run.
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
    let server = runtime.block_on(crate::support::scripted::Answering::start());
    let clients = Clients::new(&server.uri());
    let seen = AtomicUsize::new(0);
    let config = ProptestConfig {
        cases: answers(),
        ..ProptestConfig::default()
    };
    proptest!(config, |(operation in 0..OPERATIONS.len(), status in any_status(), body in any_body())| {
        // Such an answer has no body, and bytes after it would belong to the next.
        let body = if matches!(status, 204 | 304) { Vec::new() } else { body };
        let operation: Operation = OPERATIONS[operation];
        server.answer(status, body);
        match runtime.block_on(clients.call(operation)) {
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
