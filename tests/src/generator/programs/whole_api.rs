//! Sends each operation of a whole API, and looks at what arrives.

use composio_link_client::{Error, Nullable, UnexpectedReason, mock::MockServer, v1::*};
use wiremock::{Mock, ResponseTemplate, matchers};

fn client(base_url: String) -> Client {
    Client::builder().key("test").base_url(base_url).build().expect("a client")
}

fn query() -> ListThingsQuery {
    ListThingsQuery::builder()
        .q("a b&c=d/ü")
        .limit(3)
        .since(serde_json::Number::from_f64(1.5).expect("a number"))
        .exact(true)
        .tags(vec!["x".to_owned(), "y z".to_owned()])
        .ids(vec![1, 2])
        .operator(ListThingsQueryOperator::NotEqual)
        .either(vec!["p", "q"])
        .filter([("k".to_owned(), "v".to_owned())])
        .sort_by(2)
        .build()
}

async fn answering(status: u16, body: &str) -> wiremock::MockServer {
    let server = wiremock::MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
    Mock::given(matchers::any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn a_query_and_headers_arrive_as_openapi_has_them() {
    let server = answering(200, "[]").await;
    let client = client(server.uri());
    client.list_things("trace", Some("tag"), &query()).await.expect("an answer");
    client.list_things("trace", None, &ListThingsQuery::builder().q("").build()).await.expect("an answer");
    let sent = server.received_requests().await.expect("they are kept");
    let pairs: Vec<String> = sent[0].url.query_pairs().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(pairs, [
        "either=p", "either=q", "exact=true", "filter[k]=v", "ids=1", "ids=2", "limit=3", "operator=!=",
        "q=a b&c=d/ü", "since=1.5", "sortBy=2", "tags=x", "tags=y z",
    ]);
    assert_eq!((&sent[0].headers["x-trace"], &sent[0].headers["x-tag"]), (&"trace".parse().unwrap(), &"tag".parse().unwrap()));
    assert_eq!(sent[0].headers.get_all("x-key").iter().collect::<Vec<_>>(), ["test"]);
    assert_eq!(sent[1].url.query(), Some("q="));
    assert!(!sent[1].headers.contains_key("x-tag"));

    let error = client.list_things("a\nb", None, &query()).await.expect_err("no header holds that");
    assert!(matches!(&error, Error::InvalidParameter(parameter) if parameter.name() == "x-trace"), "{error}");
    assert_eq!(server.received_requests().await.expect("they are kept").len(), 2);
}

#[tokio::test]
async fn the_mock_server_reads_them_back() {
    let api = MockServer::start().await;
    let client = client(api.base_url());
    client.list_things("trace", None, &query()).await.expect("an answer");
    let endpoint = api.v1().list_things();
    assert_eq!(endpoint.requests()[0].query, query());
    assert_eq!((endpoint.requests()[0].x_trace.as_str(), &endpoint.requests()[0].x_tag), ("trace", &None));
    let thing = Thing::builder().name("n").kind(ThingKind2::Large).build();
    client.patch_thing("t", Some(&thing)).await.expect("an answer");
    client.patch_thing("t", None).await.expect("an answer");
    let sent = api.v1().patch_thing().requests();
    assert_eq!((&sent[0].request, &sent[1].request), (&Some(thing), &None));
    assert_eq!(api.v1().delete_thing().example(), serde_json::Value::Null);
    api.v1().delete_thing().fail(mock::DeleteThingFailure::InternalServerError);
    assert_eq!(client.delete_thing("t").await.expect_err("a failure").status().expect("one"), 500);
}

#[tokio::test]
async fn a_success_can_have_no_body() {
    let server = answering(204, "").await;
    let client = client(server.uri());
    let () = client.delete_thing("t").await.expect("an answer").into_body();
    assert_eq!(client.patch_thing("t", None).await.expect("an answer").into_body(), None);
    let sent = server.received_requests().await.expect("they are kept");
    assert_eq!((sent[1].body.len(), sent[1].headers.get("content-type")), (0, None));
    let server = answering(200, r#"{"name":"n"}"#).await;
    let thing = self::client(server.uri()).patch_thing("t", None).await.expect("an answer").into_body();
    assert_eq!(thing.expect("a thing").name.as_deref(), Some("n"));
}

#[tokio::test]
async fn an_error_is_told_by_its_status() {
    let body = r#"{"message":"m"}"#;
    for status in [404, 418, 500] {
        let server = answering(status, body).await;
        let client = client(server.uri());
        let listed = client.list_things("t", None, &query()).await.expect_err("a failure");
        let deleted = client.delete_thing("t").await.expect_err("a failure");
        // No document says how this one fails, but its type does.
        let form = client.get_form().await.expect_err("a failure");
        for error in [listed, deleted, form] {
            assert!(matches!(&error, Error::Api(answer) if answer.body().message == "m"), "{status}: {error:?}");
        }
    }
    // What is not the API's own error is told by what the documents say of the status.
    for body in ["{}", "null", "<html>"] {
        let server = answering(404, body).await;
        let listed = client(server.uri()).list_things("t", None, &query()).await.expect_err("a failure");
        assert!(matches!(reason(&listed), UnexpectedReason::UndescribedBody), "{body}: {listed:?}");
        let deleted = client(server.uri()).delete_thing("t").await.expect_err("a failure");
        assert!(matches!(reason(&deleted), UnexpectedReason::OtherForm { .. } | UnexpectedReason::NotJson { .. }), "{body}: {deleted:?}");
        let form = client(server.uri()).get_form().await.expect_err("a failure");
        assert!(matches!(reason(&form), UnexpectedReason::UndocumentedStatus), "{body}: {form:?}");
    }
}

#[tokio::test]
async fn where_no_error_has_a_body_there_is_none_of_the_api() {
    use composio_link_client::v2;
    for body in ["null", "{}", ""] {
        for (status, documented) in [(404, true), (418, false)] {
            let server = answering(status, body).await;
            let client = v2::Client::builder().key("test").base_url(server.uri()).build().expect("a client");
            let error: Error<()> = client.delete_things().await.expect_err("a failure");
            match reason(&error) {
                UnexpectedReason::UndescribedBody => assert!(documented, "{body}: {error:?}"),
                UnexpectedReason::UndocumentedStatus => assert!(!documented, "{body}: {error:?}"),
                other => panic!("{body}: {other:?}"),
            }
        }
    }
}

fn reason<E: std::fmt::Debug>(error: &Error<E>) -> &UnexpectedReason {
    match error {
        Error::UnexpectedResponse(answer) => answer.reason(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn forms_that_json_cannot_tell_apart_are_kept() {
    let server = answering(200, r#"{"form":{"b":"x","c":1}}"#).await;
    let form = client(server.uri()).get_form().await.expect("an answer");
    assert_eq!(form.form, serde_json::json!({ "b": "x", "c": 1 }));
}

#[tokio::test]
async fn tools_take_queries_headers_and_bodies_as_arguments() {
    use composio_link_client::tools::ToolError;
    let server = answering(200, "[]").await;
    let client = client(server.uri());
    let arguments = serde_json::json!({
        "q": "a b", "limit": 3, "tags": ["x", "y"], "operator": "!=", "filter": { "k": "v" }, "x-trace": "t",
    });
    let things = tools::call(&client, "things.get", arguments).await.expect("an answer");
    assert_eq!(things, serde_json::json!([]));
    let sent = &server.received_requests().await.expect("they are kept")[0];
    assert_eq!(sent.url.query(), Some("filter%5Bk%5D=v&limit=3&operator=%21%3D&q=a+b&tags=x&tags=y"));
    assert_eq!(sent.headers["x-trace"], "t");
    assert!(!sent.headers.contains_key("x-tag"));

    let wrong = serde_json::json!({ "q": null, "limit": 0, "X-Trace": "t" });
    let error = tools::call(&client, "things.get", wrong).await.expect_err("they do not fit");
    let ToolError::InvalidArguments(found) = error else { panic!("{error:?}") };
    let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
    found.sort();
    assert_eq!(found, [
        "`/X-Trace`: no property has this name: did you mean `x-trace`?",
        "`/limit`: the value is less than the minimum of 1",
        "`/q`: the value is not of type \"string\"",
        "`/x-trace`: is required",
    ]);

    // The schema takes what no header and no integer holds, and an identifier that is none. All of it is in
    // one list with what the schema refuses, and without the values.
    let large = 9223372036854775808u64;
    let none = "the value is none that the client can send";
    for (tool, arguments, expected) in [
        (
            "things-get",
            serde_json::json!({ "q": "a", "x-trace": "a\nb", "limit": 0, "ids": [1, large, 2, large], "sortBy": 1, "nothing": 1 }),
            vec![
                ("/ids/1", none),
                ("/ids/3", none),
                ("/limit", "the value is less than the minimum of 1"),
                ("/nothing", "no property has this name: leave it out"),
                ("/x-trace", "cannot hold the text: expected visible ASCII"),
            ],
        ),
        (
            "things-update",
            serde_json::json!({ "thing_id": "..", "request": { "name": 1, "count": large, "other": { "a": "x", "counts": [large] } } }),
            vec![
                ("/request/count", none),
                ("/request/name", "the value is not of type \"string\""),
                ("/request/other/counts/0", none),
                ("/thing_id", "is empty, `.` or `..`: expected an identifier"),
            ],
        ),
    ] {
        let error = tools::call(&client, tool, arguments).await.expect_err("it cannot be sent");
        let ToolError::InvalidArguments(found) = error else { panic!("{error:?}") };
        let mut found: Vec<_> = found.iter().map(|argument| (argument.pointer(), argument.message())).collect();
        found.sort();
        assert_eq!(found, expected);
    }
    for (tool, arguments, at) in [
        ("things.update", serde_json::json!({ "thing_id": "t", "request": { "other": {} } }), "/request/other/a"),
        ("things.delete", serde_json::json!({}), "/thing_id"),
    ] {
        let error = tools::call(&client, tool, arguments).await.expect_err("one is missing");
        let ToolError::InvalidArguments(found) = error else { panic!("{error:?}") };
        assert_eq!((found[0].pointer(), found[0].message()), (at, "is required"));
    }

    let server = answering(200, r#"{"name":"n"}"#).await;
    let client = self::client(server.uri());
    for (arguments, body) in [
        (serde_json::json!({ "thing_id": "a/b", "request": { "name": "m" } }), r#"{"name":"m"}"#),
        (serde_json::json!({ "thing_id": "a/b" }), ""),
    ] {
        let thing = tools::call(&client, "things.update", arguments).await.expect("an answer");
        assert_eq!(thing["name"], "n");
        let sent = server.received_requests().await.expect("they are kept").pop().expect("a request");
        assert_eq!((sent.url.path(), sent.body.as_slice()), ("/things/a%2Fb", body.as_bytes()));
    }
    let server = answering(204, "").await;
    let gone = tools::call(&self::client(server.uri()), "things.delete", serde_json::json!({ "thing_id": "t" })).await;
    assert_eq!(gone.expect("an answer"), serde_json::Value::Null);
}

#[test]
fn a_type_that_holds_itself_or_null_is_boxed_once() {
    let thing: Thing = serde_json::from_str(r#"{"above":{"above":null}}"#).expect("a thing");
    let Some(Nullable::Value(above)) = thing.above else { panic!("{:?}", thing.above) };
    let above: Box<Thing> = above;
    assert_eq!(above.above, Some(Nullable::Null));
}

#[test]
fn values_of_symbols_have_names() {
    use ListThingsQueryOperator::*;
    for (variant, text) in [(Equal, "=="), (NotEqual, "!="), (LessThanOrEqual, "<="), (APlusB, "a+b"), (AMinusB, "a-b")] {
        assert_eq!((variant.as_str(), ListThingsQueryOperator::from(text)), (text, variant.clone()));
    }
}
