//! A client for the operations of the Composio API that create a *link session*: one call returns
//! the URL to which an application sends its user to connect an account.
//!
//! The API has two live versions, each a module here: [`v3`] and [`v3_1`]. Both have the methods
//! `create_connected_account_link` and `create_session_link`. What both versions have in common is
//! one type, so moving a program from one to the other is a change of the module's name.
//!
//! ```no_run
//! use composio_link_client::v3_1::{Client, ConnectedAccountLinkRequest};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?; // reads COMPOSIO_API_KEY
//! let request = ConnectedAccountLinkRequest::builder()
//!     .auth_config_id("ac_1234")
//!     .user_id("user-1")
//!     .build();
//! let link = client.create_connected_account_link(&request).await?;
//! println!("{}", link.redirect_url.expose_secret());
//! # Ok(())
//! # }
//! ```
//!
//! # Requests
//!
//! Each request has a builder. A request that lacks a required field does not compile; an optional
//! field is left out by not naming it. Text, numbers and ids convert on the way in.
//!
//! ```
//! use composio_link_client::{Nullable, v3_1::{ConnectionData, Scope}};
//! use serde_json::json;
//!
//! let data = ConnectionData::builder()
//!     .shop("my-shop")
//!     .scope(["read", "write"])
//!     .refresh_token(Nullable::Null) // null, which is not the same as left out
//!     .additional_properties([("store_region", json!("eu"))])
//!     .build();
//! assert_eq!(
//!     serde_json::to_value(&data).unwrap(),
//!     json!({
//!         "shop": "my-shop",
//!         "scope": ["read", "write"],
//!         "refresh_token": null,
//!         "store_region": "eu",
//!     })
//! );
//! assert_eq!(data.scope, Some(Scope::from(["read", "write"])));
//! ```
//!
//! ```compile_fail
//! # use composio_link_client::v3::ConnectedAccountLinkRequest;
//! // The required `user_id` is missing.
//! ConnectedAccountLinkRequest::builder().auth_config_id("ac_1234").build();
//! ```
//!
//! The bounds that the API's documents state, such as a length, stand in the documentation of each
//! field. The API checks them, the client does not.
//!
//! # Credentials
//!
//! A client sends one key, as `x-api-key` ([`ClientBuilder::api_key`]) or as `x-user-api-key`
//! ([`ClientBuilder::user_api_key`]). [`ClientBuilder::from_env`] takes it from the environment:
//!
//! | variable | what it is |
//! |---|---|
//! | `COMPOSIO_API_KEY` | a project's key, sent as `x-api-key` |
//! | `COMPOSIO_USER_API_KEY` | a user's key, sent as `x-user-api-key` |
//! | `COMPOSIO_BASE_URL` | another server than the API's own |
//!
//! The key goes to the server that it is meant for and to no other: a redirect is an error and is not
//! followed, plain `http` is refused but for loopback, which no proxy sees, and TLS is verified. A
//! [ready-made client](ClientBuilder::http_client) has its own redirects, proxies and TLS.
//!
//! # Secrets
//!
//! Keys, tokens and URLs that hold a token are of the type [`Secret`], which `Debug` does not show
//! and which wipes its own memory when it is dropped. Copies that are on their way over the network
//! are not within its reach. [`Secret::expose_secret`] reads it.
//!
//! A server can quote in an error what it was sent. In whatever becomes an [`Error`], the client writes
//! `[redacted]` instead of the key, of the headers that [`ClientBuilder::secret_header`] adds, of each
//! [`Secret`] of the request, and of each text in its [`AdditionalProperties`], in the body and in the
//! values of the headers. It finds them as they were sent, and below up to eight layers of JSON's escapes,
//! percent-encoding (a plus sign for a space, too) and HTML entities. It does not find a part of a secret,
//! another encoding of it, nor one that is sent back as a number or has less than 4 characters. One of less
//! than 8 bytes is replaced where it stands alone, and not in the name of a property, as it may be a word
//! like others. In the `slug` and the `request_id` of an error, all but the key is replaced where it stands
//! alone. An answer that is a success stays as it is.
//!
//! # Timeouts and retries
//!
//! Connecting may take 10 seconds and a call 30, with all its attempts and the waits between them.
//! Both are set for a client ([`ClientBuilder::connect_timeout`], [`ClientBuilder::timeout`]) or for
//! one call (`with_connect_timeout`, `with_timeout`). An answer of more than 1 MiB is an error.
//! Dropping a call's future cancels it.
//!
//! Creating a link twice is not the same as creating it once, so a call is tried again only where it
//! surely did nothing; [`RetryPolicy`] says where that is, and how to ask for more. What connects too slowly
//! ends before the call does, so that it is known to have done nothing.
//!
//! ```no_run
//! use std::time::Duration;
//! # use composio_link_client::v3_1::{Client, SessionLinkRequest};
//!
//! # async fn example(client: Client, request: SessionLinkRequest) -> Result<(), Box<dyn std::error::Error>> {
//! let hurried = client.with_timeout(Duration::from_secs(3));
//! let link = hurried.create_session_link("trs_1234", &request).await?;
//! println!("after {} attempts", link.attempts());
//! # Ok(())
//! # }
//! ```
//!
//! # Errors
//!
//! Every method returns [`Error`]: the API's own error, whatever status of 400 and above it comes with,
//! and otherwise what is known of an answer that the documents do not describe, or of none at all. Each says
//! whether the call may have done its work all the same ([`Error::may_have_succeeded`]): calling again can
//! then create a second link.
//!
//! ```no_run
//! # use composio_link_client::v3::{Client, SessionLinkRequest};
//! use composio_link_client::v3::Error;
//!
//! # async fn example(client: Client, request: SessionLinkRequest) {
//! match client.create_session_link("trs_1234", &request).await {
//!     Ok(link) => println!("open {}", link.redirect_url.expose_secret()),
//!     Err(Error::Api(answer)) => match answer.error.suggested_fix.as_deref() {
//!         Some(fix) => eprintln!("{}: {fix}", answer.error.slug),
//!         None => eprintln!("{}: {}", answer.error.slug, answer.error.message),
//!     },
//!     Err(error) if error.may_have_succeeded() => eprintln!("do not call again unseen: {error}"),
//!     Err(error) => eprintln!("{error}, request {:?}", error.request_id()),
//! }
//! # }
//! ```
//!
//! # Testing a program that uses the client
//!
//! With the feature `mock`, the module `mock` has a server on loopback that answers each operation of
//! both versions as the API's documents do, fails in each way that they name and in any other that a test
//! asks for, and tells what it was asked. An answer to test with can also be made without a server
//! ([`Response`] has a `new` then).
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use composio_link_client::{mock::MockServer, v3_1::{self, mock::CreateSessionLinkFailure}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start().await;
//! let client = v3_1::Client::builder()
//!     .api_key("test")
//!     .base_url(server.base_url())
//!     .build()?;
//! let request = v3_1::SessionLinkRequest::builder().toolkit("github").build();
//!
//! let link = client.create_session_link("trs_1", &request).await?;
//! assert_eq!(link.link_token.expose_secret(), "lt_abc123xyz"); // the example of the document
//!
//! let endpoint = server.v3_1().create_session_link();
//! assert_eq!(endpoint.requests()[0].session_id.as_str(), "trs_1");
//! assert_eq!(endpoint.requests()[0].request, request);
//!
//! endpoint.fail(CreateSessionLinkFailure::NotFound);
//! let error = client.create_session_link("trs_1", &request).await.unwrap_err();
//! assert_eq!(error.status().unwrap(), 404);
//! # Ok(())
//! # }
//! ```
//!
//! A program that tests what its client does when the API is busy:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use composio_link_client::{StatusCode, mock::*, v3_1::{Client, SessionLinkRequest}};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let api = MockServer::start().await;
//!     let busy = Reply::new(StatusCode::TOO_MANY_REQUESTS).header("retry-after", "0");
//!     api.v3_1().create_session_link().reply_next(1, busy);
//!     let client = Client::builder().api_key("test").base_url(api.base_url()).build()?;
//!     let request = SessionLinkRequest::builder().toolkit("github").build();
//!     let link = client.create_session_link("trs_1234", &request).await?;
//!     assert_eq!(link.attempts(), 2);
//!     Ok(())
//! }
//! ```
//!
//! # Tools for agents
//!
//! With the feature `tools`, each version has a module `tools`, in which its operations are tools: `all`
//! lists their names, descriptions and JSON Schemas, and `call` calls one with the arguments that a model
//! gives. The module `tools` of the crate says how to hand them to a model, and the example `mcp_server`
//! serves them over the Model Context Protocol.
//!
#![cfg_attr(feature = "tools", doc = "```no_run")]
#![cfg_attr(not(feature = "tools"), doc = "```ignore")]
//! use composio_link_client::v3_1;
//! use serde_json::json;
//!
//! # async fn example(client: v3_1::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let arguments = json!({ "session_id": "trs_1", "toolkit": "github" });
//! let link = v3_1::tools::call(&client, "tool_router.session.link.create", arguments).await?;
//! println!("{}", link["redirect_url"]);
//! # Ok(())
//! # }
//! ```
//!
//! # What operators see
//!
//! With the feature `tracing`, each call is a span `composio_link` with its operation, version, status,
//! attempts and duration. One that fails is marked (`otel.status_code`) and has an event with the cause, at
//! the level `error` if it may have succeeded all the same, and else `warn`. [`Response::request_id`] and [`Error::request_id`] name the request to the
//! API's support. No secret, key or body is in a span or in an error's text.
//!
//! # When the API changes
//!
//! Types that come from the API's documents are `non_exhaustive`: a property, a value or a status that
//! the API adds is a minor release of this crate. Before there is one, a new property is in
//! [`AdditionalProperties`], a new value is one that is [unknown](UnknownValue), and the API's error on a
//! new status is [`Error::Api`].
//!
//! That is promised to programs that use the types of one version by the names of its module. That two
//! versions share a type is not: a property that one of them alone gets makes two types of it, in a minor
//! release. A program that hands values of one version to the other should convert them by itself.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` | TLS by rustls, with aws-lc and the system's certificates; on by default |
//! | `native-tls` | TLS by the system's own library; used where both are on |
//! | `rustls-no-provider` | TLS by rustls, with the cryptography that the program installs, such as ring's |
//! | `mock` | a server on loopback, for the tests of programs that use the client |
//! | `tools` | the operations as tools for agents, with JSON Schemas |
//! | `tracing` | a span for each call |
//!
//! Without any TLS, a client talks to loopback, or over a [ready-made client](ClientBuilder::http_client)
//! that has TLS; to build another one is an error that says so.
//!
//! # What it needs
//!
//! Rust 1.88, and a [tokio](https://docs.rs/tokio) runtime with time and I/O enabled, as `#[tokio::main]` has
//! them. A program that is not asynchronous keeps a runtime for its calls:
//!
//! ```no_run
//! # use composio_link_client::v3_1::{Client, SessionLinkRequest};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! let client = Client::from_env()?;
//! let request = SessionLinkRequest::builder().toolkit("github").build();
//! let link = runtime.block_on(client.create_session_link("trs_1234", &request))?;
//! println!("{}", link.redirect_url.expose_secret());
//! # Ok(())
//! # }
//! ```
//!
//! It does not run on `wasm32`, where there are no sockets.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(missing_docs)]

#[cfg(target_arch = "wasm32")]
compile_error!(
    "composio-link-client does not run on wasm32, where there are no sockets: call the API from a server"
);

mod answer;
mod builder;
mod call;
// prettyplease prints it, which is a little different from rustfmt.
#[rustfmt::skip]
mod generated;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "tools")]
pub mod tools;
mod value;

// Generated fields name its functions in their attributes, as `crate::wire::…`.
use value::wire;

pub use answer::{
    error::{Error, ErrorBody, InvalidParameter},
    response::Response,
    transport_error::TransportError,
    unexpected::{UnexpectedReason, UnexpectedResponse},
};
pub use builder::{BuildError, ClientBuilder};
pub use call::retry::RetryPolicy;
pub use generated::*;
pub use http::{HeaderMap, StatusCode};
pub use reqwest;
pub use serde_json::Number;
pub use value::{
    additional_properties::AdditionalProperties, nullable::Nullable, secret::Secret,
    unknown_value::UnknownValue, whole_number::WholeNumber,
};
