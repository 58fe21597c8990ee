//! Servers on loopback that do what no library does.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
};

/// An address on loopback that neither takes a connection nor refuses one.
pub(crate) struct Deaf {
    listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Deaf {
    /// Connects to a listener that accepts nothing, until the system lets nobody else wait.
    pub(crate) async fn start() -> Self {
        let socket = TcpSocket::new_v4().expect("there are sockets");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(any).expect("a port is free");
        let listener = socket.listen(1).expect("it can listen");
        let address = listener.local_addr().expect("the listener has an address");
        let mut waiting = Vec::new();
        let patience = std::time::Duration::from_millis(200);
        while let Ok(stream) = tokio::time::timeout(patience, TcpStream::connect(address)).await {
            waiting.push(stream.expect("nobody refuses"));
        }
        Self {
            listener,
            _waiting: waiting,
        }
    }

    pub(crate) fn uri(&self) -> String {
        let address = self.listener.local_addr();
        format!("http://{}", address.expect("the listener has an address"))
    }
}

/// What a [`Scripted`] server does with a request, once it has read it to its end.
#[derive(Clone)]
pub(crate) enum Act {
    /// Answers with these bytes and closes the connection.
    Answer(String),
    /// Closes the connection without an answer.
    Close,
    /// Resets the connection without an answer.
    Reset,
    /// Answers with these bytes, then with another byte again and again.
    Drip(String),
    /// Answers with these bytes, then with as many zeros.
    Flood(String, usize),
    /// Does nothing, until the client closes the connection.
    Hang,
    /// Answers with these bytes and waits for the next request.
    Keep(Vec<u8>),
}

impl Act {
    /// An answer after which the connection is kept: a page, or else JSON.
    pub(crate) fn keep(status: u16, body: &[u8]) -> Self {
        let (length, is_page) = (body.len(), body.starts_with(b"<"));
        let of_type = if is_page {
            "text/html"
        } else {
            "application/json"
        };
        let head = format!(
            "HTTP/1.1 {status} Some\r\nx-trace: trace-1\r\ncontent-type: {of_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        Self::Keep([head.as_bytes(), body].concat())
    }
}

/// A server that does one act for each request, and the last one again for all that follow.
pub(crate) struct Scripted {
    address: SocketAddr,
    acts: Arc<Mutex<Vec<Act>>>,
    done: Arc<Done>,
}

/// What a [`Scripted`] server has done.
#[derive(Default)]
struct Done {
    requests: AtomicUsize,
    written: AtomicUsize,
    hung_up: Notify,
    arrived: Notify,
}

impl Scripted {
    pub(crate) async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port is free");
        let server = Self {
            address: listener.local_addr().expect("the listener has an address"),
            acts: Arc::new(Mutex::new(acts)),
            done: Arc::default(),
        };
        let (acts, done) = (server.acts.clone(), server.done.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acts.clone(), done.clone()));
            }
        });
        server
    }

    /// A server that does one act again and again.
    pub(crate) async fn always(act: Act) -> Self {
        Self::start(vec![act]).await
    }

    /// What it does from now on.
    pub(crate) fn then(&self, act: Act) {
        *self.acts.lock().expect("nobody panics with the lock") = vec![act];
    }

    pub(crate) fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests came.
    pub(crate) fn requests(&self) -> usize {
        self.done.requests.load(SeqCst)
    }

    /// How many bytes went out.
    pub(crate) fn written(&self) -> usize {
        self.done.written.load(SeqCst)
    }

    /// Waits for a request.
    pub(crate) async fn arrived(&self) {
        self.done.arrived.notified().await;
    }

    /// Waits for the end of a connection.
    pub(crate) async fn hung_up(&self) {
        self.done.hung_up.notified().await;
    }
}

/// Does an act for each request of a connection, of which most acts are the end.
async fn serve(mut stream: TcpStream, acts: Arc<Mutex<Vec<Act>>>, done: Arc<Done>) {
    while read_request(&mut stream).await {
        let number = done.requests.fetch_add(1, SeqCst);
        done.arrived.notify_one();
        let act = {
            let acts = acts.lock().expect("nobody panics with the lock");
            acts[number.min(acts.len() - 1)].clone()
        };
        match act {
            Act::Keep(bytes) if stream.write_all(&bytes).await.is_ok() => {}
            act => {
                play(act, stream, &done.written).await;
                return done.hung_up.notify_one();
            }
        }
    }
}

async fn play(act: Act, mut stream: TcpStream, written: &AtomicUsize) {
    // A client that goes away ends the act; that is the test's business, not the server's.
    match act {
        Act::Answer(bytes) => {
            let _ = stream.write_all(bytes.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Act::Close | Act::Keep(_) => {}
        Act::Reset => {
            let _ = stream.set_zero_linger();
        }
        Act::Drip(bytes) => {
            let mut next = stream.write_all(bytes.as_bytes()).await;
            while next.is_ok() {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                next = stream.write_all(b" ").await;
            }
        }
        Act::Flood(bytes, mut length) => {
            let zeros = [b'0'; 64 * 1024];
            let mut next = stream.write_all(bytes.as_bytes()).await;
            while next.is_ok() && length > 0 {
                let part = length.min(zeros.len());
                next = stream.write_all(&zeros[..part]).await;
                written.fetch_add(part, SeqCst);
                length -= part;
            }
        }
        Act::Hang => {
            let _ = stream.read(&mut [0]).await;
        }
    }
}

/// The URL of a server that does one act for one request, and takes no connection any more.
pub(crate) async fn once(act: Act) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port is free");
    let address = listener.local_addr().expect("the listener has an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection comes");
        drop(listener);
        if read_request(&mut stream).await {
            play(act, stream, &AtomicUsize::new(0)).await;
        }
    });
    format!("http://{address}")
}

/// Reads a request with its body, and says whether it was whole.
async fn read_request(stream: &mut TcpStream) -> bool {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer).await {
            Ok(read @ 1..) => request.extend_from_slice(&buffer[..read]),
            _ => return false,
        }
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.to_ascii_lowercase();
        let length = length
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.lines().next());
        if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
            return true;
        }
    }
}

/// The bytes of an answer with a JSON body.
pub(crate) fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}connection: close\r\n\r\n{body}"
    )
}
