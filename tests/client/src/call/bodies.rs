//! JSON that is decoded and encoded again stays the same JSON.

use std::fmt::Debug;

use composio_link_client::{Nullable, Number, v3, v3_1};
use serde_json::{Value, json};

use crate::support::{
    operation::{CONNECTION_DATA, Operation, v3_client},
    server::answering,
};

/// If a field were missing, its property would end up among the additional ones.
#[test]
fn every_documented_property_of_connection_data_is_a_field_nulls_included() {
    let body = Operation::V3ConnectedAccount.shown_body();
    let request: v3::ConnectedAccountLinkRequest =
        serde_json::from_value(body.clone()).expect("the example is one");
    assert_eq!(serde_json::to_value(&request).expect("it is JSON"), body);
    let shown = body["connection_data"].as_object().expect("an object");
    assert!(shown.keys().eq(CONNECTION_DATA.iter()), "{shown:?}");
    assert_eq!(shown.len(), 64);
    assert!(shown.values().any(Value::is_null), "{shown:?}");
    let data = request.connection_data.expect("it is there");
    assert!(data.additional_properties.is_empty(), "{data:?}");
}

#[test]
fn the_two_callback_urls_are_apart() {
    let data = v3::ConnectionData::builder()
        .callback_url_camel_case("one")
        .callback_url("two")
        .build();
    let json = serde_json::to_value(&data).expect("it is JSON");
    assert_eq!(json, json!({ "callbackUrl": "one", "callback_url": "two" }));
}

/// That each form of one property of `connection_data` is read as it is, and written again.
fn assert_forms<T: PartialEq + Debug>(
    field: fn(&v3::ConnectionData) -> &Option<T>,
    forms: impl IntoIterator<Item = (Value, T)>,
    name: &str,
) {
    let forms = forms.into_iter();
    let forms = forms.map(|(json, form)| (json!({ name: json }), Some(form)));
    for (body, expected) in forms.chain([(json!({}), None)]) {
        let data: v3::ConnectionData = serde_json::from_value(body.clone()).expect("it is one");
        assert_eq!(*field(&data), expected);
        assert_eq!(serde_json::to_value(&data).expect("it is JSON"), body);
    }
}

#[test]
fn a_refresh_token_is_absent_or_null_or_a_value() {
    let forms = [
        (json!(null), Nullable::Null),
        (json!("rt"), Nullable::Value("rt".into())),
    ];
    assert_forms(|data| &data.refresh_token, forms, "refresh_token");
    let set = v3::ConnectionData::builder().refresh_token("rt").build();
    assert_eq!(set.refresh_token, Some(Nullable::Value("rt".into())));
}

#[test]
fn a_lifetime_is_a_number_or_text_or_null() {
    let half = Number::from_f64(0.5).expect("the number is finite");
    let forms = [
        (json!(null), v3::ExpiresIn::Null),
        (json!(3600), v3::ExpiresIn::from(3600)),
        (json!("3600"), v3::ExpiresIn::Text("3600".to_owned())),
        (json!(0.5), v3::ExpiresIn::Number(half)),
    ];
    assert_forms(|data| &data.expires_in, forms, "expires_in");
}

#[test]
fn a_scope_is_text_or_a_list_or_null() {
    let forms = [
        (json!(null), v3::Scope::Null),
        (json!("read"), v3::Scope::Text("read".to_owned())),
        (json!([]), v3::Scope::List(vec![])),
        (json!(["read", "write"]), v3::Scope::from(["read", "write"])),
    ];
    assert_forms(|data| &data.scope, forms, "scope");
}

#[test]
fn the_case_of_an_account_type_matters() {
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

/// One way to say null, whatever the document says it with.
#[test]
fn null_is_said_in_one_way() {
    let data = v3::ConnectionData::builder()
        .scope(Nullable::Null)
        .expires_in(Nullable::Null)
        .refresh_token(Nullable::Null)
        .build();
    let json = json!({ "scope": null, "expires_in": null, "refresh_token": null });
    assert_eq!(serde_json::to_value(&data).expect("it is JSON"), json);
    let known = Nullable::Value(v3::Scope::from("read"));
    assert_eq!(v3::Scope::from(known), v3::Scope::from("read"));
}

#[test]
fn a_nullable_value_is_as_handy_as_an_option() {
    let (value, null) = (Nullable::Value(1), Nullable::<i32>::Null);
    assert_eq!((value.is_null(), null.is_null()), (false, true));
    assert_eq!(
        (value.map(|n| n + 1), null.map(|n| n + 1)),
        (Nullable::Value(2), null)
    );
    assert_eq!((value.unwrap_or(2), null.unwrap_or(2)), (1, 2));
    assert_eq!(
        (value.unwrap_or_else(|| 2), null.unwrap_or_else(|| 2)),
        (1, 2)
    );
    assert_eq!(
        (value.unwrap_or_default(), null.unwrap_or_default()),
        (1, 0)
    );
    assert_eq!(
        (value.as_ref(), null.as_ref()),
        (Nullable::Value(&1), Nullable::Null)
    );
    assert_eq!(
        (Option::from(value), Option::<i32>::from(null)),
        (Some(1), None)
    );
    assert_eq!(
        (Nullable::from(Some(1)), Nullable::from(None)),
        (value, null)
    );
    assert_eq!(Nullable::<i32>::default(), null);
}

/// Of 65 properties, two say what there is to see.
#[test]
fn a_large_object_shows_what_is_set() {
    let builder = v3::ConnectionData::builder()
        .shop("my-shop")
        .password("hidden");
    let data = builder.additional_properties([("store", "hidden")]).build();
    let shown = r#"ConnectionData { password: Secret(redacted), shop: "my-shop", additional_properties: {"store": redacted} }"#;
    assert_eq!(format!("{data:?}"), shown);
    let nothing = v3::ConnectionData::builder().build();
    assert_eq!(format!("{nothing:?}"), "ConnectionData");
}

#[tokio::test]
async fn a_property_that_is_set_twice_is_sent_once() {
    let server = answering(201, &Operation::V3Session.answer()).await;
    let request = v3::SessionLinkRequest::builder()
        .toolkit("github")
        .additional_properties([("toolkit", "slack"), ("further", "1")])
        .build();
    let client = v3_client(&server.uri());
    let outcome = client.create_session_link("trs_1", &request).await;
    outcome.expect("a link");
    let requests = server.received_requests().await.expect("they are recorded");
    let body = String::from_utf8(requests[0].body.clone()).expect("it is text");
    assert_eq!(body, r#"{"further":"1","toolkit":"slack"}"#);
}
