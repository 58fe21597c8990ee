//! JSON that is decoded and encoded again stays the same JSON.

use composio_link_client::{Nullable, v3, v3_1};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::support::documents::{CONNECTION_DATA, v3_connected_account_link_request};

fn round_trip<T: Serialize + DeserializeOwned>(body: &Value) -> Value {
    let decoded: T = serde_json::from_value(body.clone()).expect("the body can be decoded");
    serde_json::to_value(decoded).expect("the body can be encoded")
}

#[test]
fn the_documents_full_request_stays_the_same_nulls_included() {
    let body = v3_connected_account_link_request();
    assert_eq!(round_trip::<v3::ConnectedAccountLinkRequest>(&body), body);
    assert_eq!(round_trip::<v3_1::ConnectedAccountLinkRequest>(&body), body);
}

/// If a field were missing, its property would end up among the additional ones.
#[test]
fn every_documented_property_of_connection_data_is_a_field() {
    let body = v3_connected_account_link_request();
    let data: v3::ConnectionData =
        serde_json::from_value(body["connection_data"].clone()).expect("the example is one");
    assert!(data.additional_properties.is_empty(), "{data:?}");
    assert_eq!(CONNECTION_DATA.len(), 64);
    let encoded = serde_json::to_value(data).expect("it is JSON");
    assert_eq!(encoded.as_object().map(serde_json::Map::len), Some(64));
}

#[test]
fn the_two_callback_urls_are_apart() {
    let data = v3::ConnectionData::builder()
        .callback_url_camel_case("one")
        .callback_url("two")
        .build();
    let json = serde_json::to_value(&data).expect("it is JSON");
    assert_eq!(json, json!({ "callbackUrl": "one", "callback_url": "two" }));
    assert_eq!(round_trip::<v3::ConnectionData>(&json), json);
}

#[test]
fn a_refresh_token_is_absent_or_null_or_a_value() {
    for (body, expected) in [
        (json!({}), None),
        (json!({ "refresh_token": null }), Some(Nullable::Null)),
        (
            json!({ "refresh_token": "rt" }),
            Some(Nullable::Value("rt".into())),
        ),
    ] {
        let data: v3::ConnectionData = serde_json::from_value(body.clone()).expect("it is one");
        assert_eq!(data.refresh_token, expected);
        assert_eq!(serde_json::to_value(&data).expect("it is JSON"), body);
    }
    let set = v3::ConnectionData::builder().refresh_token("rt").build();
    assert_eq!(set.refresh_token, Some(Nullable::Value("rt".into())));
}

#[test]
fn a_lifetime_is_a_number_or_text_or_null() {
    for (body, expected) in [
        (json!({}), None),
        (json!({ "expires_in": null }), Some(v3::ExpiresIn::Null)),
        (
            json!({ "expires_in": 3600 }),
            Some(v3::ExpiresIn::from(3600)),
        ),
        (
            json!({ "expires_in": "3600" }),
            Some(v3::ExpiresIn::Text("3600".to_owned())),
        ),
        (
            json!({ "expires_in": 0.5 }),
            Some(v3::ExpiresIn::Number(number(0.5))),
        ),
    ] {
        let data: v3::ConnectionData = serde_json::from_value(body.clone()).expect("it is one");
        assert_eq!(data.expires_in, expected);
        assert_eq!(serde_json::to_value(&data).expect("it is JSON"), body);
    }
}

fn number(value: f64) -> composio_link_client::Number {
    composio_link_client::Number::from_f64(value).expect("the number is finite")
}

#[test]
fn a_scope_is_text_or_a_list_or_null() {
    for (body, expected) in [
        (json!({}), None),
        (json!({ "scope": null }), Some(v3::Scope::Null)),
        (
            json!({ "scope": "read" }),
            Some(v3::Scope::Text("read".to_owned())),
        ),
        (json!({ "scope": [] }), Some(v3::Scope::List(vec![]))),
        (
            json!({ "scope": ["read", "write"] }),
            Some(v3::Scope::from(["read", "write"])),
        ),
    ] {
        let data: v3::ConnectionData = serde_json::from_value(body.clone()).expect("it is one");
        assert_eq!(data.scope, expected);
        assert_eq!(serde_json::to_value(&data).expect("it is JSON"), body);
    }
}

/// An empty list is not the same as none.
#[test]
fn a_list_is_absent_or_empty_or_full() {
    for body in [
        json!({}),
        json!({ "allowed_user_ids": [] }),
        json!({ "allowed_user_ids": ["u"] }),
    ] {
        assert_eq!(round_trip::<v3_1::SharedAccountAcl>(&body), body);
    }
}

#[test]
fn properties_that_no_document_names_are_kept() {
    let body = json!({
        "auth_config_id": "ac_1",
        "user_id": "user-1",
        "new": [1, { "deep": null }],
        "connection_data": { "shop": "s", "store_hash": 7, "authed_user": { "id": "U1" } },
    });
    assert_eq!(round_trip::<v3::ConnectedAccountLinkRequest>(&body), body);
    assert_eq!(round_trip::<v3_1::ConnectedAccountLinkRequest>(&body), body);
}

#[test]
fn a_value_that_no_document_lists_is_kept() {
    let body = json!({ "toolkit": "github", "account_type": "TEAM" });
    assert_eq!(round_trip::<v3_1::SessionLinkRequest>(&body), body);
    assert_eq!(v3_1::AccountType::from("SHARED"), v3_1::AccountType::Shared);
    assert_ne!(v3_1::AccountType::from("shared"), v3_1::AccountType::Shared);
}

/// A type that both versions share is one type.
#[test]
fn what_the_versions_share_is_one_type() {
    let data: v3::ConnectionData = v3_1::ConnectionData::default();
    let id: v3::AuthConfigId = v3_1::AuthConfigId::from("ac_1");
    let session: v3::ToolRouterSessionId = v3_1::ToolRouterSessionId::from("trs_1");
    let account: v3::ConnectedAccountId = v3_1::ConnectedAccountId::from("ca_1");
    let scope: v3::Scope = v3_1::Scope::Null;
    let lifetime: v3::ExpiresIn = v3_1::ExpiresIn::Null;
    let error = |error: v3_1::Error| -> v3::Error { error };
    let _ = (data, id, session, account, scope, lifetime, error);
}

#[test]
fn debug_shows_no_secret() {
    let data = v3::ConnectionData::builder()
        .access_token("hidden-1")
        .refresh_token("hidden-2")
        .additional_properties([("custom", "hidden-3")])
        .shop("shown")
        .build();
    let text = format!("{data:?}");
    assert!(!text.contains("hidden"), "{text}");
    assert!(text.contains("shown") && text.contains("custom"), "{text}");
}
