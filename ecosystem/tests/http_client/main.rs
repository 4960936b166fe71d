//! `ureq` through its transport trait, and a server on `httparse`, over sockets that park the goroutine.

#![forbid(unsafe_code)]

mod transport;

use goroutines::net::{TcpListener, TcpStream};
use goroutines_ecosystem::{Bystander, on_one_worker};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::thread;
use std::time::Duration;
use ureq::config::Config;

/// Answers so many requests over one connection, each in two pieces, between which the bystander goes on.
fn peer(listener: std::net::TcpListener, bystander: Bystander, requests: usize) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(&stream);
        for number in 0..requests {
            let mut line = String::new();
            while lines.read_line(&mut line).unwrap() > 2 {
                line.clear();
            }
            bystander.goes_on();
            (&stream).write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n").unwrap();
            bystander.goes_on();
            (&stream).write_all(format!("answer {number}").as_bytes()).unwrap();
        }
    })
}

#[test]
fn a_client() {
    on_one_worker("an HTTP client", |bystander| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let peer = peer(listener, bystander, 3);
        let agent = transport::agent(Config::default());
        for number in 0..3 {
            // The connection is kept, or the peer would not hear of the second.
            let mut response = agent.get(format!("http://localhost:{port}/")).call().unwrap();
            assert_eq!(response.body_mut().read_to_string().unwrap(), format!("answer {number}"));
        }
        goroutines::blocking(|| peer.join()).unwrap();
    });
}

#[test]
fn a_timeout() {
    on_one_worker("an HTTP client that gives up", |_| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let limit = Some(Duration::from_millis(30));
        let agent = transport::agent(Config::builder().timeout_recv_response(limit).build());
        let error = agent.get(format!("http://{address}/")).call().unwrap_err();
        assert!(matches!(error, ureq::Error::Timeout(_)), "{error}");
    });
}

/// Reads a request, however its bytes come; its path and body.
fn request(stream: &mut impl Read) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(head) = request.parse(&bytes).map_err(io::Error::other)? {
            let length = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
            let length = length.map_or(0, |header| String::from_utf8_lossy(header.value).parse().unwrap());
            let path = request.path.unwrap().to_owned();
            let mut body = bytes.split_off(head);
            let have = body.len();
            body.resize(length, 0);
            stream.read_exact(&mut body[have..])?;
            return Ok((path, body));
        }
        let mut some = [0; 256];
        match stream.read(&mut some)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => bytes.extend_from_slice(&some[..length]),
        }
    }
}

#[test]
fn a_server_on_httparse() {
    on_one_worker("a server on httparse", |bystander| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = thread::spawn(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            for piece in ["POST /a HT", "TP/1.1\r\nContent-Length: 6\r", "\n\r\nabc", "def"] {
                bystander.goes_on();
                stream.write_all(piece.as_bytes()).unwrap();
            }
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.ends_with("\r\n\r\nbye"), "{answer}");
        });
        let (mut stream, _) = listener.accept().unwrap();
        assert_eq!(request(&mut stream).unwrap(), ("/a".to_owned(), b"abcdef".to_vec()));
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbye").unwrap();
        drop(stream);
        goroutines::blocking(|| peer.join()).unwrap();
    });
}

// Client and server are goroutines of the same worker.
#[test]
fn both() {
    on_one_worker("an HTTP client and a server", |_| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serving = goroutines::spawn(move || {
            let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
            let (path, body) = request(&mut stream).unwrap();
            let body = [path.as_bytes(), &body].concat();
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).unwrap();
            stream.write_all(&body).unwrap();
        });
        let agent = transport::agent(Config::default());
        let sent = vec![b'x'; 200_000];
        let mut response = agent.post(format!("http://{address}/path")).send(&sent[..]).unwrap();
        assert_eq!(response.body_mut().read_to_vec().unwrap(), [b"/path", &sent[..]].concat());
        serving.join().unwrap();
    });
}
