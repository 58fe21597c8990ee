//! Names that a model has misspelt, and those that only look so.

use serde_json::{Value, json};

use super::calls::invalid;
use crate::support::{
    operation::{Clients, Operation},
    requests,
    server::{answering, only_request},
};

/// The arguments of an operation that fit, and these.
fn with(operation: Operation, further: Value) -> Value {
    let mut arguments = operation.arguments();
    let further = further.as_object().expect("it is an object").clone();
    let arguments_of = arguments.as_object_mut().expect("it is an object");
    arguments_of.extend(further);
    arguments
}

#[tokio::test]
async fn a_misspelt_name_is_reported_with_the_nearest_and_nothing_is_sent() {
    let server = answering(201, &Operation::V3_1Session.answer()).await;
    let clients = Clients::new(&server.uri());
    use Operation::{V3_1ConnectedAccount as Account, V3_1Session as Session};
    for (operation, further, pointer, nearest) in [
        // Other case, and other separators.
        (
            Session,
            json!({ "callbackUrl": "x" }),
            "/callbackUrl",
            "callback_url",
        ),
        (
            Account,
            json!({ "Callback-URL": "x" }),
            "/Callback-URL",
            "callback_url",
        ),
        (
            Session,
            json!({ "accountType": "SHARED" }),
            "/accountType",
            "account_type",
        ),
        (
            Account,
            json!({ "connectionData": {} }),
            "/connectionData",
            "connection_data",
        ),
        // A letter that is missing, too many, another, or swapped with the next.
        (
            Session,
            json!({ "calback_url": "x" }),
            "/calback_url",
            "callback_url",
        ),
        (
            Session,
            json!({ "callback_urls": "x" }),
            "/callback_urls",
            "callback_url",
        ),
        (Session, json!({ "aliaz": "x" }), "/aliaz", "alias"),
        (Session, json!({ "alisa": "x" }), "/alisa", "alias"),
        // Below the arguments, and in one that nothing is required of.
        (
            Session,
            json!({ "experimental": { "Acl-Config-For-Shared": {} } }),
            "/experimental/Acl-Config-For-Shared",
            "acl_config_for_shared",
        ),
        (
            Account,
            json!({ "connection_data": { "authed_user": { "accessToken": "x" } } }),
            "/connection_data/authed_user/accessToken",
            "access_token",
        ),
    ] {
        let arguments = with(operation, further);
        let found = invalid(clients.tool(operation, arguments.clone()).await);
        let message = format!("no property has this name: did you mean `{nearest}`?");
        assert_eq!(found, [(pointer.to_owned(), message)], "{arguments}");
    }
    assert_eq!(requests(&server).await, 0);
}

#[tokio::test]
async fn what_else_is_wrong_is_reported_beside_it() {
    let clients = Clients::new("http://localhost:1");
    let arguments = json!({ "sessionId": "..", "session_id": "..", "toolkit": 1, "tool_kit": "x" });
    let found = invalid(clients.tool(Operation::V3_1Session, arguments).await);
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(
        pointers,
        ["/sessionId", "/tool_kit", "/toolkit", "/session_id"]
    );
}

/// The API may know more names than its documents, and those that invite further ones mean it.
#[tokio::test]
async fn a_name_that_is_near_to_none_or_stands_where_any_is_invited_is_sent() {
    use Operation::{V3_1ConnectedAccount as Account, V3_1Session as Session};
    for (operation, further) in [
        (
            Session,
            json!({ "callback": "x", "metadata": {}, "": 1, "-": 1 }),
        ),
        (Session, json!({ "account_type": "SHARED" })),
        (
            Account,
            json!({ "connection_data": { "accessToken": "x", "subDomain": "y", "callbackUrl": "z" } }),
        ),
    ] {
        let server = answering(201, &operation.answer()).await;
        let mut arguments = with(operation, further);
        let answer = Clients::new(&server.uri())
            .tool(operation, arguments.clone())
            .await;
        assert!(answer.is_ok(), "{arguments}: {answer:?}");
        let sent: Value = only_request(&server).await.body_json().expect("it is JSON");
        arguments
            .as_object_mut()
            .expect("it is an object")
            .remove("session_id");
        assert_eq!(sent, arguments);
    }
}
