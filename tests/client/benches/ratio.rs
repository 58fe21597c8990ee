//! What a minimal call costs beside the same call written by hand on reqwest. The two take turns, so that
//! whatever else the machine does falls on both, and the median of the ratios is printed.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    thread,
    time::{Duration, Instant},
};

use composio_link_client::v3;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

const ROUNDS: usize = 301;

#[derive(Serialize)]
struct Request {
    toolkit: &'static str,
}

#[derive(Deserialize)]
struct Link {
    redirect_url: String,
    #[expect(dead_code, reason = "decoding is what is measured")]
    connected_account_id: String,
    #[expect(dead_code, reason = "decoding is what is measured")]
    link_token: String,
}

/// A server that answers every request of a kept connection.
fn serve() -> SocketAddr {
    const BODY: &str = r#"{"connected_account_id":"ca_1","link_token":"lt_1","redirect_url":"https://example.com/lt_1"}"#;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("the listener has an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection comes");
            stream.set_nodelay(true).expect("it can be set");
            thread::spawn(move || {
                let answer = format!(
                    "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{BODY}",
                    BODY.len()
                );
                let mut buffer = [0; 4 * 1024];
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

#[derive(Clone)]
struct Callers {
    ours: v3::Client,
    by_hand: reqwest::Client,
    base_url: String,
}

impl Callers {
    async fn ours(self) -> usize {
        let request = v3::SessionLinkRequest::builder().toolkit("github").build();
        let link = self.ours.create_session_link("trs_1", &request).await;
        link.expect("a link").redirect_url.expose_secret().len()
    }

    async fn by_hand(self) -> usize {
        let url = format!("{}/api/v3/tool_router/session/trs_1/link", self.base_url);
        let request = self
            .by_hand
            .post(url)
            .header("x-api-key", "YOUR_API_KEY")
            .header("accept", "application/json")
            .json(&Request { toolkit: "github" });
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 201);
        answer
            .json::<Link>()
            .await
            .expect("a link")
            .redirect_url
            .len()
    }
}

/// How long `calls` calls take with this many in flight.
async fn time<F: Future<Output = usize> + Send + 'static>(
    calls: usize,
    in_flight: usize,
    call: impl Fn() -> F,
) -> Duration {
    let start = Instant::now();
    if in_flight == 1 {
        for _ in 0..calls {
            call().await;
        }
        return start.elapsed();
    }
    let mut running = JoinSet::new();
    for _ in 0..calls {
        if running.len() == in_flight {
            running.join_next().await;
        }
        running.spawn(call());
    }
    running.join_all().await;
    start.elapsed()
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let base_url = format!("http://{}", serve());
    let callers = Callers {
        ours: v3::Client::builder()
            .api_key("YOUR_API_KEY")
            .base_url(&base_url)
            .build()
            .expect("the client can be built"),
        by_hand: reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .build()
            .expect("the client can be built"),
        base_url,
    };
    for (calls, in_flight) in [(50, 1), (400, 200)] {
        let ours = || time(calls, in_flight, || callers.clone().ours());
        let by_hand = || time(calls, in_flight, || callers.clone().by_hand());
        let mut ratios: Vec<f64> = Vec::new();
        let (mut all_ours, mut all_by_hand) = (Duration::ZERO, Duration::ZERO);
        for round in 0..ROUNDS {
            // Whoever comes first may find the caches cold.
            let (one, other) = match round % 2 {
                0 => {
                    let one = runtime.block_on(ours());
                    (one, runtime.block_on(by_hand()))
                }
                _ => {
                    let other = runtime.block_on(by_hand());
                    (runtime.block_on(ours()), other)
                }
            };
            all_ours += one;
            all_by_hand += other;
            ratios.push(one.as_secs_f64() / other.as_secs_f64());
        }
        ratios.sort_by(f64::total_cmp);
        let each = |all: Duration| all.as_secs_f64() * 1e6 / (ROUNDS * calls) as f64;
        println!(
            "{in_flight} in flight: median ratio {:.3}, ours {:.1} µs, by hand {:.1} µs",
            ratios[ROUNDS / 2],
            each(all_ours),
            each(all_by_hand),
        );
    }
}
