//! Crates that need an async runtime: one of `tokio` in the background, of which goroutines ask what they want and wait with
//! `block_on`.

#![forbid(unsafe_code)]

use goroutines::net::TcpStream;
use goroutines::{Receiver, Sender, block_on, chan, go};
use goroutines_ecosystem::{Bystander, on_one_worker};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::LazyLock;
use std::thread;
use tokio::sync::oneshot;

// ANCHOR: background
/// The runtime that async crates run on. Its threads have nothing to do with the workers.
static TOKIO: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads for tokio")
});

/// Runs a future on it, while the goroutine is parked.
fn on_tokio<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    match block_on(TOKIO.spawn(future)) {
        Ok(value) => value,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}
// ANCHOR_END: background

/// Answers one request, after the bystander has gone on.
fn peer(bystander: Bystander) -> (std::net::SocketAddr, thread::JoinHandle<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let peer = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
        let first = lines.next().unwrap();
        lines.find(String::is_empty);
        bystander.goes_on();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello").unwrap();
        first
    });
    (address, peer)
}

// ANCHOR: reqwest
fn fetch(client: &reqwest::Client, url: String) -> reqwest::Result<String> {
    let client = client.clone();
    on_tokio(async move { client.get(url).send().await?.error_for_status()?.text().await })
}
// ANCHOR_END: reqwest

#[test]
fn a_client_of_reqwest() {
    on_one_worker("reqwest", |bystander| {
        let (address, peer) = peer(bystander);
        assert_eq!(fetch(&reqwest::Client::new(), format!("http://{address}/path")).unwrap(), "hello");
        assert_eq!(goroutines::blocking(|| peer.join()).unwrap(), "GET /path HTTP/1.1");
    });
}

#[test]
fn a_client_of_hyper() {
    on_one_worker("hyper", |bystander| {
        let (address, peer) = peer(bystander);
        let body = on_tokio(async move {
            let stream = tokio::net::TcpStream::connect(address).await.unwrap();
            let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            let request = Request::post("/x").header("host", "x").body(Full::new(Bytes::from("abc"))).unwrap();
            sender.send_request(request).await.unwrap().into_body().collect().await.unwrap().to_bytes()
        });
        assert_eq!(body, "hello");
        assert_eq!(goroutines::blocking(|| peer.join()).unwrap(), "POST /x HTTP/1.1");
    });
}

// ANCHOR: service
/// A path, and where the answer goes.
type Asked = (String, oneshot::Sender<String>);

/// On tokio: has a goroutine answer. This thread must not wait for room.
async fn service(questions: Sender<Asked>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (answer, answered) = oneshot::channel();
    let body = match questions.try_send((request.uri().path().to_owned(), answer)) {
        Ok(()) => answered.await.unwrap_or_default(),
        Err(_) => "busy".to_owned(),
    };
    Ok(Response::new(Full::new(Bytes::from(body))))
}
// ANCHOR_END: service

// ANCHOR: answers
/// On the workers: a goroutine for each question.
fn answer(asked: Receiver<Asked>) {
    for (path, answer) in asked {
        go!(|path, answer| {
            let _ = answer.send(format!("hello {path}"));
        });
    }
}
// ANCHOR_END: answers

async fn serve(listener: tokio::net::TcpListener, questions: Sender<Asked>) {
    let (stream, _) = listener.accept().await.unwrap();
    let service = service_fn(move |request| service(questions.clone(), request));
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

#[test]
fn a_server_of_hyper() {
    on_one_worker("a server of hyper", |_| {
        let (questions, asked) = chan(100);
        go!(answer(asked));
        let address = on_tokio(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(serve(listener, questions));
            address
        });
        let mut stream = TcpStream::connect(address).unwrap();
        for (path, end) in [("/a", "keep-alive"), ("/b", "close")] {
            write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: {end}\r\n\r\n").unwrap();
        }
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        assert!(answers.contains("hello /a") && answers.ends_with("hello /b"), "{answers}");
    });
}

// A panic of the future is the goroutine's, and a future that is waited for elsewhere goes on.
#[test]
fn panics_come_back() {
    on_one_worker("a panic on tokio", |_| {
        let failed = std::panic::catch_unwind(|| on_tokio(async { panic!("as expected") })).unwrap_err();
        assert_eq!(failed.downcast_ref(), Some(&"as expected"));
    });
}
