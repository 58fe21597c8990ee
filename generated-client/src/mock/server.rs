//! The server: finds the operation of a request and answers as it is told.

use std::{fmt, sync::Arc};

use reqwest::header::HeaderMap;
use serde_json::json;
use wiremock::{Mock, Request, ResponseTemplate, matchers};

use super::{
    contract::{Call, Contract, Reply, Sent},
    endpoint::{Endpoint, Script},
};
use crate::Credential;

/// A server on loopback that answers as the API's documents say, on a port of its own.
///
/// It serves all versions at once, and stops when it is dropped. Tests that run in parallel have one
/// each.
pub struct MockServer {
    server: wiremock::MockServer,
    scripts: Arc<[Script]>,
}

impl MockServer {
    /// Starts a server, in a thread of its own.
    pub async fn start() -> Self {
        let contracts = crate::generated::CONTRACTS.iter().copied().flatten();
        let scripts: Arc<[Script]> = contracts.map(|contract| Script::new(contract)).collect();
        // One that is built stops when it is dropped; wiremock keeps others for the next test.
        let server = wiremock::MockServer::builder()
            .disable_request_recording()
            .start()
            .await;
        let known = scripts.clone();
        Mock::given(matchers::any())
            .respond_with(move |request: &Request| respond(&known, request))
            .mount(&server)
            .await;
        Self { server, scripts }
    }

    /// The URL for [`ClientBuilder::base_url`](crate::ClientBuilder::base_url).
    pub fn base_url(&self) -> String {
        self.server.uri()
    }

    pub(crate) fn endpoint<C: Call>(&self) -> Endpoint<'_, C> {
        let id = |contract: &Contract| (contract.version, contract.name);
        let script = self
            .scripts
            .iter()
            .find(|script| id(script.contract) == id(C::CONTRACT));
        Endpoint::new(script.expect("invariant: each operation has its script"))
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

fn respond(scripts: &[Script], request: &Request) -> ResponseTemplate {
    let (method, path) = (request.method.as_str(), request.url.path());
    let found = scripts.iter().find_map(|script| {
        let parameters = script.contract.parameters(path)?;
        (script.contract.method == method).then_some((script, parameters))
    });
    let Some((script, parameters)) = found else {
        return refuse(404, None, "the API has no such operation");
    };
    let contract = script.contract;
    let refuse = |status, reason: &str| refuse(status, contract.failure(status), reason);
    let has_key = |name: &&str| {
        let key = request.headers.get(*name);
        key.is_some_and(|key| !key.is_empty())
    };
    if !contract.keys.is_empty() && !contract.keys.iter().any(has_key) {
        let keys = contract.keys.join(" or ");
        return refuse(401, &format!("there is no key in the header {keys}"));
    }
    let sent = Sent {
        parameters,
        query: request.url.query_pairs().into_owned().collect(),
        headers: without_keys(&request.headers),
        body: request.body.clone(),
    };
    if let Err(reason) = (contract.check)(&sent) {
        return refuse(400, &reason);
    }
    let ((status, body), delay) = script.play(sent);
    json_answer(status, &body).set_delay(delay)
}

/// An answer of the server itself, with the documented body where there is one.
fn refuse(status: u16, documented: Option<Reply>, reason: &str) -> ResponseTemplate {
    let undocumented = || json!({ "mock": reason }).to_string();
    let body = documented.map_or_else(undocumented, |(_, body)| body);
    // Anything else than visible ASCII is a name that a caller made up.
    let reason = reason.replace(|c: char| !(' '..='~').contains(&c), "?");
    json_answer(status, &body).insert_header("x-mock-reason", reason)
}

fn json_answer(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body, "application/json")
}

/// The headers, of which `Debug` does not show the keys.
fn without_keys(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for (name, value) in &mut headers {
        if Credential::HEADERS.contains(&name.as_str()) {
            value.set_sensitive(true);
        }
    }
    headers
}
