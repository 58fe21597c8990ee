//! Many calls at once on one client, against a server that fails one call in ten.
//!
//! A test binary of its own, as it looks at the memory of its process.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use composio_link_client::{
    RetryPolicy,
    v3::{self, Error},
};
use peak_alloc::PeakAlloc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const CALLS: usize = 2_000;
const ROUNDS: usize = 15;

/// What the server has done.
#[derive(Default)]
struct Ledger {
    /// The callers that a link was created for, one entry a link.
    created: Mutex<Vec<String>>,
    /// How many requests came.
    requests: AtomicUsize,
}

/// The bytes of an answer after which the connection is closed.
fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n{body}"
    )
}

/// What the server does with the `number`th request of a caller.
fn failure(caller: usize, number: usize) -> Option<&'static str> {
    if !caller.is_multiple_of(10) {
        return None;
    }
    match (caller / 10 % 8, number) {
        (0, 0) => Some("429 Too Many Requests"),
        (1, 0 | 1) => Some("503 Service Unavailable"),
        (2, _) => Some("404 Not Found"),
        (3, _) => Some("502 Bad Gateway"),
        (4, 0) => Some("close before"),
        (5, 0) => Some("close after"),
        (6, 0) => Some("cut after"),
        (7, 0) => Some("reset"),
        _ => None,
    }
}

async fn serve(mut stream: TcpStream, ledger: Arc<Ledger>, seen: Arc<Mutex<Vec<usize>>>) {
    let mut buffer = vec![0; 8192];
    let mut request = String::new();
    // A request has one small body, so its end is the end of the JSON.
    loop {
        match stream.read(&mut buffer).await {
            Ok(read @ 1..) => request.push_str(&String::from_utf8_lossy(&buffer[..read])),
            _ => return,
        }
        if !request.ends_with('}') {
            continue;
        }
        let user = request
            .split("\"user_id\":\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let caller: usize = user
            .and_then(|user| user.parse().ok())
            .expect("a caller has a number");
        request.clear();
        ledger.requests.fetch_add(1, SeqCst);
        let number = {
            let mut seen = seen.lock().expect("no task panics with the lock");
            seen[caller] += 1;
            seen[caller] - 1
        };
        let error = r#"{"error": {"message": "m", "code": 1, "slug": "s", "status": 404}}"#;
        let token = format!("lt_{caller}_{number}");
        let link = format!(
            r#"{{"link_token": "{token}", "redirect_url": "u", "expires_at": "t", "connected_account_id": "ca"}}"#
        );
        let create = || {
            ledger
                .created
                .lock()
                .expect("no task panics")
                .push(token.clone())
        };
        let bytes = match failure(caller, number) {
            None => {
                create();
                let head = format!(
                    "HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n",
                    link.len()
                );
                if stream.write_all((head + &link).as_bytes()).await.is_err() {
                    return;
                }
                continue;
            }
            Some("close before") => return,
            Some("reset") => return drop(stream.set_zero_linger()),
            Some("close after") => return create(),
            Some("cut after") => {
                create();
                format!(
                    "HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n{{",
                    link.len()
                )
            }
            Some(status @ "503 Service Unavailable") => http(status, "retry-after: 0\r\n", error),
            Some(status) => http(status, "", error),
        };
        let _ = stream.write_all(bytes.as_bytes()).await;
        return;
    }
}

/// Counts the memory that is in use; what the system counts depends on how it is scattered.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

async fn round(client: &v3::Client, ledger: &Ledger) {
    let tasks: Vec<_> = (0..CALLS)
        .map(|caller| {
            let client = client.clone();
            tokio::spawn(async move {
                let request = v3::ConnectedAccountLinkRequest::builder()
                    .auth_config_id("ac_1")
                    .user_id(caller.to_string())
                    .build();
                client.create_connected_account_link(&request).await
            })
        })
        .collect();
    let mut reported = Vec::new();
    for (caller, task) in tasks.into_iter().enumerate() {
        let outcome = task.await.expect("no call panics");
        let expected = (caller % 10 == 0).then_some(caller / 10 % 8);
        match (expected, outcome) {
            (None | Some(0 | 1), Ok(link)) => {
                let attempts = match expected {
                    None => 1,
                    Some(kind) => kind + 2,
                };
                assert_eq!(link.attempts(), attempts, "{caller}");
                reported.push(link.link_token.expose_secret().to_owned());
            }
            (Some(2), Err(Error::Api(answer))) => assert_eq!(answer.status().as_u16(), 404),
            (Some(3), Err(Error::Api(answer))) => assert_eq!(answer.status().as_u16(), 502),
            (Some(4 | 5 | 7), Err(Error::Transport(error))) => assert_eq!(error.attempts(), 1),
            (Some(6), Err(Error::UnexpectedResponse(answer))) => {
                assert_eq!(answer.status().as_u16(), 201);
            }
            (expected, outcome) => panic!("{caller}, {expected:?}: {outcome:?}"),
        }
    }

    let created = std::mem::take(&mut *ledger.created.lock().expect("no task panics"));
    let caller = |token: &String| token.split('_').nth(1).map(str::to_owned);
    let callers: BTreeSet<_> = created.iter().map(caller).collect();
    assert_eq!(callers.len(), created.len(), "no call created two links");
    let created: BTreeSet<&String> = created.iter().collect();
    assert!(
        reported.iter().all(|token| created.contains(token)),
        "each reported link was created"
    );
    // Of the others, the server made a link and died: nobody can report those.
    let lost = (0..CALLS).filter(|caller| caller % 10 == 0 && matches!(caller / 10 % 8, 5 | 6));
    assert_eq!(created.len(), reported.len() + lost.count());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_calls_at_once_each_end_right() {
    // Two sockets a call, where the soft limit is often 1024.
    rlimit::increase_nofile_limit(3 * CALLS as u64).expect("the limit can be raised");
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("the listener has an address");
    let ledger = Arc::new(Ledger::default());
    let seen = Arc::new(Mutex::new(vec![0; CALLS]));
    let (of_server, seen_by_server) = (ledger.clone(), seen.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, of_server.clone(), seen_by_server.clone()));
        }
    });
    // So that the memory does not depend on how many connections happened to be open at once.
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(64)
        .build()
        .expect("the client can be built");
    let client = v3::Client::builder()
        .api_key("YOUR_API_KEY")
        .http_client(http)
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::default().min_delay(Duration::from_millis(1)))
        .timeout(Duration::from_secs(120))
        .build()
        .expect("the client can be built");

    let mut in_use = Vec::new();
    for _ in 0..ROUNDS {
        round(&client, &ledger).await;
        seen.lock().expect("no task panics").fill(0);
        in_use.push(MEMORY.current_usage_as_mb());
    }
    // Two thousand connections take about 30 MB, some of which is freed late. Three kilobytes that
    // each of the 30,000 calls left behind would be 90 MB more.
    let most = in_use.iter().copied().fold(0.0, f32::max);
    assert!(most < 96.0, "up to {most} MB: {in_use:?}");

    // Each round: one request a call, two for the first kind of failure, three for the second.
    let retried = |kind: usize| {
        (0..CALLS)
            .filter(move |c| c % 10 == 0 && c / 10 % 8 == kind)
            .count()
    };
    let expected = ROUNDS * (CALLS + retried(0) + 2 * retried(1));
    assert_eq!(ledger.requests.load(SeqCst), expected);
}
