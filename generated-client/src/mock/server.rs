//! The server: finds the operation of a request and answers as it is told.

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
};

use http::{HeaderMap, Request, request::Parts};
use http_body_util::BodyExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::{runtime, sync::oneshot, time::sleep};

use super::{
    contract::{Call, Contract, Sent},
    endpoint::{Endpoint, Script},
    reply::{End, Reply, ReplyBody},
};
use crate::Credential;

/// A server on loopback that answers as the API's documents say, on a port of its own.
///
/// It serves all versions at once, and stops when it is dropped. Tests that run in parallel have one
/// each.
pub struct MockServer {
    address: SocketAddr,
    scripts: Arc<[Script]>,
    /// The server stops when this is gone.
    _running: oneshot::Sender<()>,
}

impl MockServer {
    /// Starts a server, in a thread of its own.
    ///
    /// # Panics
    ///
    /// If the system has no port or no thread for it.
    pub async fn start() -> Self {
        let contracts = crate::generated::CONTRACTS.iter().copied().flatten();
        let scripts: Arc<[Script]> = contracts.map(|contract| Script::new(contract)).collect();
        let (running, stopped) = oneshot::channel();
        let known = scripts.clone();
        let started = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| {
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            thread::Builder::new()
                .name("mock server".to_owned())
                .spawn(move || serve(listener, known, stopped))?;
            Ok(address)
        });
        Self {
            address: started.unwrap_or_else(|error| panic!("no mock server can start: {error}")),
            scripts,
            _running: running,
        }
    }

    /// The URL for [`ClientBuilder::base_url`](crate::ClientBuilder::base_url).
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
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

/// Serves until the other end of `stopped` is gone.
fn serve(listener: TcpListener, scripts: Arc<[Script]>, stopped: oneshot::Receiver<()>) {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("no mock server can run: {error}"));
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener);
        let listener = listener.expect("invariant: the runtime has I/O enabled");
        loop {
            // One that a client gave up is no reason to take no more.
            let Ok((stream, _)) = listener.accept().await else {
                tokio::task::yield_now().await;
                continue;
            };
            let scripts = scripts.clone();
            let answer = service_fn(move |request| answer(scripts.clone(), request));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
            // A client that hangs up, or is hung up on, is nobody's business here.
            tokio::spawn(async { drop(connection.await) });
        }
    });
    // What still runs ends with the runtime.
    let _ = runtime.block_on(stopped);
}

/// An error closes the connection.
async fn answer(
    scripts: Arc<[Script]>,
    request: Request<Incoming>,
) -> io::Result<http::Response<ReplyBody>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?;
    let reply = respond(&scripts, &head, body.to_bytes().to_vec());
    sleep(reply.delay).await;
    match reply.end {
        End::HungUp => Err(io::ErrorKind::ConnectionAborted.into()),
        End::Whole | End::CutOff => Ok(reply.into_response()),
    }
}

fn respond(scripts: &[Script], head: &Parts, body: Vec<u8>) -> Reply {
    let (method, path) = (head.method.as_str(), head.uri.path());
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
        let key = head.headers.get(*name);
        key.is_some_and(|key| !key.is_empty())
    };
    if !contract.keys.is_empty() && !contract.keys.iter().any(has_key) {
        let keys = contract.keys.join(" or ");
        return refuse(401, &format!("there is no key in the header {keys}"));
    }
    let query = reqwest::Url::parse(&format!("http://mock/?{}", head.uri.query().unwrap_or("")));
    let sent = Sent {
        parameters,
        query: query.map_or_else(
            |_| Vec::new(),
            |url| url.query_pairs().into_owned().collect(),
        ),
        headers: without_keys(&head.headers),
        body,
    };
    if let Err(reason) = (contract.check)(&sent) {
        return refuse(400, &reason);
    }
    script.play(sent)
}

/// An answer of the server itself, with the documented body where there is one.
fn refuse(status: u16, documented: Option<Reply>, reason: &str) -> Reply {
    let undocumented = || Reply::documented(status, &json!({ "mock": reason }).to_string());
    // Anything else than visible ASCII is a name that a caller made up.
    let reason_text = reason.replace(|c: char| !(' '..='~').contains(&c), "?");
    let reply = documented.unwrap_or_else(undocumented);
    reply.header("x-mock-reason", &reason_text)
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
