//! The schemas and the typed requests agree, by a validator that is not ours.

use std::sync::{Arc, Mutex};

use composio_link_client::{tools::ToolError, v3, v3_1};
use proptest::{prelude::*, sample::Index};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers};

use super::{INPUTS, OUTPUTS};
use crate::{
    answer::properties::{any_json, body},
    support::{
        operation::{Clients, OPERATIONS, Operation},
        spec::pointers,
    },
};

/// Bounds, which the API checks and the typed requests do not.
const BOUNDS: [&str; 4] = ["enum", "maxItems", "maxLength", "minLength"];

/// Arguments of all tools in one object, of any length and with values that no document lists.
fn arguments() -> impl Strategy<Value = Value> {
    (body(), ".{0,12}").prop_map(|(mut body, session)| {
        body["session_id"] = session.into();
        body
    })
}

/// The same within the bounds that the documents state.
fn bounded(mut arguments: Value) -> Value {
    fn bound(name: &str, value: &mut Value) {
        match value {
            Value::String(text) => match name {
                "account_type" if !["PRIVATE", "SHARED"].contains(&text.as_str()) => {
                    *value = json!("SHARED");
                }
                "toolkit" | "user_id" | "allowed_user_ids" | "not_allowed_user_ids"
                    if text.is_empty() =>
                {
                    *value = json!("x");
                }
                _ => {}
            },
            Value::Array(items) => items.iter_mut().for_each(|item| bound(name, item)),
            Value::Object(members) => {
                members
                    .iter_mut()
                    .for_each(|(name, member)| bound(name, member));
            }
            _ => {}
        }
    }
    bound("", &mut arguments);
    arguments
}

/// Arguments that fit, or nearly do: with another value somewhere, or without one.
fn near_arguments() -> impl Strategy<Value = Value> {
    let change = (any::<Index>(), proptest::option::of(any_json()));
    (arguments(), any::<bool>(), proptest::option::of(change)).prop_map(
        |(arguments, is_bounded, change)| {
            let mut arguments = match is_bounded {
                true => bounded(arguments),
                false => arguments,
            };
            if let Some((at, value)) = change {
                let pointers = pointers(&arguments);
                let pointer = &pointers[at.index(pointers.len())];
                match value {
                    Some(value) => *arguments.pointer_mut(pointer).expect("it is there") = value,
                    None => drop(crate::support::spec::remove(&mut arguments, pointer)),
                }
            }
            arguments
        },
    )
}

/// A server that answers each request with a link, and keeps what it was sent last.
async fn keeping() -> (MockServer, Arc<Mutex<Option<Request>>>) {
    let last = Arc::new(Mutex::new(None));
    let kept = last.clone();
    let server = MockServer::builder()
        .disable_request_recording()
        .start()
        .await;
    let answer = Operation::V3_1ConnectedAccount.answer();
    Mock::given(matchers::any())
        .respond_with(move |request: &Request| {
            *kept.lock().expect("nobody panics") = Some(request.clone());
            ResponseTemplate::new(201).set_body_raw(answer.clone(), "application/json")
        })
        .mount(&server)
        .await;
    (server, last)
}

/// What a URL cannot name.
fn is_no_segment(arguments: &Value) -> bool {
    matches!(arguments["session_id"].as_str(), Some("" | "." | ".."))
}

#[test]
fn what_the_schema_accepts_is_sent_as_it_is_and_nothing_else_is_sent() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (server, last) = runtime.block_on(keeping());
    let clients = Clients::new(&server.uri());
    let seen = Mutex::new([0; 2]);
    let config = ProptestConfig {
        cases: 4_000,
        ..ProptestConfig::default()
    };
    proptest!(config, |(which in 0..OPERATIONS.len(), arguments in near_arguments())| {
        let operation = OPERATIONS[which];
        let is_session = operation.is_session();
        let accepted = INPUTS[which].is_valid(&arguments);
        let outcome = runtime.block_on(clients.tool(operation, arguments.clone()));
        let sent = last.lock().expect("nobody panics").take();
        seen.lock().expect("nobody panics")[usize::from(accepted)] += 1;
        if !accepted || is_session && is_no_segment(&arguments) {
            prop_assert!(matches!(outcome, Err(ToolError::InvalidArguments(_))), "{outcome:?}");
            prop_assert!(sent.is_none());
        } else {
            prop_assert!(outcome.is_ok(), "{outcome:?}");
            let sent = sent.expect("it was sent");
            let body: Value = serde_json::from_slice(&sent.body).expect("it is JSON");
            let mut expected = arguments;
            if is_session {
                expected.as_object_mut().expect("it is an object").remove("session_id");
            }
            prop_assert_eq!(body, expected);
        }
    });
    let seen = seen.into_inner().expect("nobody panics");
    assert!(seen.iter().all(|count| *count > 400), "{seen:?}");
}

/// The arguments that a typed request is.
fn encoded<T: Serialize + DeserializeOwned>(json: &Value) -> Value {
    let request: T = serde_json::from_value(json.clone()).expect("it is such a request");
    let mut encoded = serde_json::to_value(request).expect("it can be encoded");
    encoded["session_id"] = json["session_id"].clone();
    encoded
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_typed_request_is_what_the_schema_accepts(arguments in arguments()) {
        let encode: [fn(&Value) -> Value; 4] = [
            encoded::<v3::ConnectedAccountLinkRequest>,
            encoded::<v3::SessionLinkRequest>,
            encoded::<v3_1::ConnectedAccountLinkRequest>,
            encoded::<v3_1::SessionLinkRequest>,
        ];
        for ((operation, encode), input) in OPERATIONS.iter().zip(encode).zip(&*INPUTS) {
            prop_assert!(input.is_valid(&encode(&bounded(arguments.clone()))), "{operation:?}");
            // Beyond the bounds, nothing but the bounds is in the way.
            for error in input.iter_errors(&encode(&arguments)) {
                prop_assert!(BOUNDS.contains(&error.kind().keyword()), "{operation:?}: {error}");
            }
        }
    }

    #[test]
    fn an_answer_that_the_client_reads_is_what_the_tool_says(body in body()) {
        let encode: [fn(&Value) -> Value; 4] = [
            answer::<v3::ConnectedAccountLink>,
            answer::<v3::SessionLink>,
            answer::<v3_1::ConnectedAccountLink>,
            answer::<v3_1::SessionLink>,
        ];
        for ((operation, encode), output) in OPERATIONS.iter().zip(encode).zip(&*OUTPUTS) {
            prop_assert!(output.is_valid(&encode(&body)), "{operation:?}");
        }
    }
}

fn answer<T: Serialize + DeserializeOwned>(json: &Value) -> Value {
    let answer: T = serde_json::from_value(json.clone()).expect("it is such an answer");
    serde_json::to_value(answer).expect("it can be encoded")
}
