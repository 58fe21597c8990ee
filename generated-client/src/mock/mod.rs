//! A server that answers as the API's documents say, for the tests of programs that use the client.
//! Needs the feature `mock`.
//!
//! [`MockServer::start`] starts one on loopback. Each operation has an [`Endpoint`], which says what
//! it was called with and tells it how to answer:
//!
//! ```
//! use composio_link_client::{mock::{MockServer, Reply}, v3_1::{self, mock::CreateSessionLinkFailure}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = MockServer::start().await;
//! let client = v3_1::Client::builder()
//!     .api_key("test")
//!     .base_url(server.base_url())
//!     .build()?;
//! let request = v3_1::SessionLinkRequest::builder().toolkit("github").build();
//! let endpoint = server.v3_1().create_session_link();
//!
//! // It fails in the ways that the documents name.
//! for failure in CreateSessionLinkFailure::ALL {
//!     endpoint.fail_next(1, *failure);
//!     let error = client.create_session_link("trs_1", &request).await.unwrap_err();
//!     assert_eq!(error.status(), Some(failure.status()));
//! }
//!
//! // It answers with what the API may add one day.
//! let mut body = endpoint.example();
//! body["poll_url"] = "https://example.com/poll".into();
//! endpoint.answer(body);
//! let link = client.create_session_link("trs_1", &request).await?;
//! assert!(link.additional_properties.get("poll_url").is_some());
//!
//! // And with whatever else a test asks for.
//! let gone = endpoint.failure(CreateSessionLinkFailure::NotFound);
//! endpoint.reply(gone.edit(|body| body["error"]["slug"] = "Session_Gone".into()));
//! let error = client.create_session_link("trs_1", &request).await.unwrap_err();
//! assert_eq!(error.api().unwrap().error.slug, "Session_Gone");
//! endpoint.reply(Reply::hang_up());
//! let error = client.create_session_link("trs_1", &request).await.unwrap_err();
//! assert!(error.may_have_succeeded());
//! # Ok(())
//! # }
//! ```
//!
//! # How it answers
//!
//! From the first of these that applies:
//!
//! 1. A request to another path, or with another method, than the API's: status 404 and a body that
//!    is not the API's, so that no program takes it for a documented error.
//! 2. A request without a key: the documented 401.
//! 3. A request that the client's types cannot hold, or one with null where the documents allow none: the
//!    documented 400. Lengths and other bounds are not checked.
//! 4. What [`reply_next`](Endpoint::reply_next) and [`fail_next`](Endpoint::fail_next) say.
//! 5. What [`reply`](Endpoint::reply), [`fail`](Endpoint::fail) or [`answer`](Endpoint::answer) said last.
//! 6. The documented success.
//!
//! Bodies are the JSON of the documents' examples, and not what the client's types make of it: what a
//! type would drop is there. An error's `status` is the one that it is sent with. What no document
//! shows is as small as the schema allows. Where the API's documents show no more than the type of a text,
//! the text is one that this crate made up. Answers of the server itself, 1 to 3, say why in the header
//! `x-mock-reason`.

mod contract;
mod endpoint;
mod reply;
mod server;

pub(crate) use contract::{Call, Contract, Sent, status};
pub use endpoint::{Endpoint, Recorded};
pub use reply::Reply;
pub use server::MockServer;
