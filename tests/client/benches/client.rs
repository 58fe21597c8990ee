//! What the client costs beside serde and reqwest that were written by hand for the same work.

use std::{
    hint::black_box,
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    thread,
};

use composio_link_client::v3_1;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[allow(
    dead_code,
    unused_imports,
    reason = "the tests need what is not needed here"
)]
#[path = "../src/support/mod.rs"]
mod support;

use support::operation::Operation;

/// `connection_data` as one would write it by hand: texts, and a map for the rest.
macro_rules! connection_data {
    ($($field:ident = $name:literal: $ty:ty,)*) => {
        #[derive(Serialize, Deserialize)]
        struct ConnectionData {
            $(#[serde(rename = $name, skip_serializing_if = "Option::is_none")] $field: Option<$ty>,)*
            #[serde(flatten)]
            further: Map<String, Value>,
        }
    };
}

connection_data! {
    f1 = "subdomain": String, f2 = "your-domain": String, f3 = "region": String, f4 = "shop": String,
    f5 = "account_url": String, f6 = "COMPANYDOMAIN": String, f7 = "extension": String,
    f8 = "form_api_base_url": String, f9 = "instanceEndpoint": String, f10 = "api_url": String,
    f11 = "borneo_dashboard_url": String, f12 = "proxy_username": String,
    f13 = "proxy_password": String, f14 = "domain": String, f15 = "version": String,
    f16 = "dc": String, f17 = "site_name": String, f18 = "instanceName": String,
    f19 = "account_id": String, f20 = "your_server": String, f21 = "server_location": String,
    f22 = "base_url": String, f23 = "oauth_token": String, f24 = "authUri": String,
    f25 = "oauth_token_secret": String, f26 = "redirectUrl": String, f27 = "callbackUrl": String,
    f28 = "oauth_verifier": String, f29 = "consumer_key": String, f30 = "callback_url": String,
    f31 = "error": String, f32 = "error_description": String, f33 = "expired_at": String,
    f34 = "state_prefix": String, f35 = "long_redirect_url": bool, f36 = "code_verifier": String,
    f37 = "finalRedirectUri": String, f38 = "webhook_signature": String,
    f39 = "access_token": String, f40 = "id_token": String, f41 = "token_type": String,
    f42 = "refresh_token": Option<String>, f43 = "expires_in": Value, f44 = "scope": Value,
    f45 = "authed_user": AuthedUser, f46 = "generic_api_key": String, f47 = "api_key": String,
    f48 = "bearer_token": String, f49 = "basic_encoded": String, f50 = "username": String,
    f51 = "password": String, f52 = "token": String, f53 = "composio_link_redirect_url": String,
    f54 = "credentials_json": String, f55 = "sessionId": String, f56 = "devKey": String,
    f57 = "application_id": String, f58 = "installation_id": String, f59 = "private_key": String,
    f60 = "client_id": String, f61 = "client_secret": String,
    f62 = "client_id_issued_at": serde_json::Number,
    f63 = "client_secret_expires_at": serde_json::Number, f64 = "expires_at": String,
}

#[derive(Serialize, Deserialize)]
struct AuthedUser {
    access_token: Option<String>,
    scope: Option<String>,
    #[serde(flatten)]
    further: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct Request {
    auth_config_id: String,
    user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_data: Option<ConnectionData>,
    #[serde(flatten)]
    further: Map<String, Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoding is what is measured")]
struct Link {
    link_token: String,
    redirect_url: String,
    expires_at: String,
    connected_account_id: String,
    account_type: Option<String>,
    experimental: Option<Value>,
    #[serde(flatten)]
    further: Map<String, Value>,
}

/// A server that answers every request of a kept connection with the documents' example.
fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("the listener has an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection comes");
            thread::spawn(move || {
                let body = Operation::V3_1ConnectedAccount.answer();
                let answer = format!(
                    "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                let mut buffer = [0; 16 * 1024];
                let mut request = Vec::new();
                while let Ok(read @ 1..) = stream.read(&mut buffer) {
                    request.extend_from_slice(&buffer[..read]);
                    // Every request ends with its JSON.
                    if request.ends_with(b"}") {
                        request.clear();
                        if stream.write_all(answer.as_bytes()).is_err() {
                            break;
                        }
                    }
                }
            });
        }
    });
    address
}

fn encode_and_decode(criterion: &mut Criterion) {
    let json = Operation::V3ConnectedAccount.shown_body();
    let ours: v3_1::ConnectedAccountLinkRequest =
        serde_json::from_value(json.clone()).expect("the example is a request");
    let by_hand: Request = serde_json::from_value(json).expect("the example is a request");
    let mut group = criterion.benchmark_group("encode the full request");
    group.bench_function("ours", |bencher| {
        bencher.iter(|| serde_json::to_vec(black_box(&ours)).expect("it can be encoded"));
    });
    group.bench_function("by hand", |bencher| {
        bencher.iter(|| serde_json::to_vec(black_box(&by_hand)).expect("it can be encoded"));
    });
    group.finish();

    let answer = &*Operation::V3_1ConnectedAccount.answer();
    let mut group = criterion.benchmark_group("decode the answer");
    group.bench_function("ours", |bencher| {
        bencher.iter(|| {
            serde_json::from_str::<v3_1::ConnectedAccountLink>(black_box(answer)).expect("a link")
        });
    });
    group.bench_function("by hand", |bencher| {
        bencher.iter(|| serde_json::from_str::<Link>(black_box(answer)).expect("a link"));
    });
    group.finish();
}

fn whole_call(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime can be built");
    let base_url = format!("http://{}", serve());
    let json = Operation::V3ConnectedAccount.shown_body();
    let ours: v3_1::ConnectedAccountLinkRequest =
        serde_json::from_value(json.clone()).expect("the example is a request");
    let by_hand: Request = serde_json::from_value(json).expect("the example is a request");
    let client = v3_1::Client::builder()
        .api_key("YOUR_API_KEY")
        .base_url(&base_url)
        .build();
    let client = client.expect("the client can be built");
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(std::time::Duration::from_secs(30))
        .build()
        .expect("the client can be built");

    let mut group = criterion.benchmark_group("a whole call on loopback");
    group.bench_function("ours", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                let link = runtime.block_on(client.create_connected_account_link(&ours));
                link.expect("a link").into_body()
            },
            BatchSize::SmallInput,
        );
    });
    group.bench_function("by hand", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                runtime.block_on(async {
                    let url = format!("{base_url}/api/v3.1/connected_accounts/link");
                    let request = http.post(url).header("x-api-key", "YOUR_API_KEY");
                    let request = request.header("accept", "application/json").json(&by_hand);
                    let answer = request.send().await.expect("an answer");
                    assert_eq!(answer.status(), 201);
                    answer.json::<Link>().await.expect("a link")
                })
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, encode_and_decode, whole_call);
criterion_main!(benches);
