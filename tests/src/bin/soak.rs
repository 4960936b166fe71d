//! The soak: a server among peers that misbehave in every way, for so many seconds. Those that behave are served all the while;
//! at the end goroutines, descriptors, registrations and memory are what they were.
//!
//! `soak SECONDS [SEED]`; `.ci/soak` runs it. Where malloc is glibc's, it wants `MALLOC_MMAP_THRESHOLD_=1000000`, so that the bodies of
//! eight megabytes go back to the system at once, and do not hide what is lost for good.

#![forbid(unsafe_code)]

#[path = "../../../runtime/examples/http_hello/server.rs"]
mod server;

use goroutines::JoinHandle;
use goroutines::context::Context;
use goroutines::net::{Closed, Shutdown, SocketAddr, TcpListener, TcpStream};
use goroutines::prelude::*;
use goroutines::runtime::{metrics, num_goroutine};
use goroutines::time::sleep;
use goroutines_tests::process::status;
use goroutines_tests::{Numbers, ms, raw};
use server::{Limits, Request, Response};
use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

/// Peers at a time.
const PEERS: usize = 64;

/// How long a connection may be without a request: longer than a machine that is busy with others leaves a thread alone.
const IDLE: Duration = Duration::from_millis(1_500);

/// How long a request may take to arrive, and an answer to be taken.
const TRANSFER: Duration = Duration::from_secs(2);

/// Longer than any answer takes: who waits longer has been forgotten.
const PATIENCE: Duration = Duration::from_secs(60);

/// What it does, and how.
type Fault = (&'static str, fn(&Peer));

/// What one peer does. The last is one that behaves.
const FAULTS: [Fault; 11] = [
    ("resets", reset),
    ("stalls in the middle", stall),
    ("sends byte by byte", byte_by_byte),
    ("half-closes", half_close),
    ("says nothing", say_nothing),
    ("sends garbage", garbage),
    ("sends a head without an end", endless_head),
    ("does not read", full_buffer),
    ("closes what others wait for", close_under_others),
    ("sets deadlines for others", deadlines_under_others),
    ("behaves", behave),
];

struct Peer {
    address: SocketAddr,
    number: u64,
    start: Instant,
}

/// Those that behave and came to ask for something so late that the server had the right to be tired of them.
static LATE: AtomicUsize = AtomicUsize::new(0);

impl Peer {
    /// To be asked when the request is sent: whether it took so long, on a machine that is busy with others.
    fn is_late(&self) -> bool {
        let late = self.start.elapsed() > IDLE / 2;
        LATE.fetch_add(usize::from(late), Ordering::Relaxed);
        late
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_deadline(Some(Instant::now() + PATIENCE)).unwrap();
        stream
    }
}

/// What comes until the end; an error other than the peer's reset is one of ours.
fn rest(mut stream: &TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) => assert!(is_cut(&error), "{error}"),
    }
    bytes
}

fn is_cut(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
}

/// Sends, unless the server has had enough.
fn send(mut stream: &TcpStream, bytes: &[u8]) -> bool {
    match stream.write_all(bytes) {
        Ok(()) => true,
        Err(error) => {
            assert!(is_cut(&error), "{error}");
            false
        }
    }
}

fn behave(peer: &Peer) {
    let stream = peer.connect();
    for round in 0..3 {
        let end = if round == 2 { "close" } else { "keep-alive" };
        send(&stream, format!("GET /{} HTTP/1.1\r\nConnection: {end}\r\n\r\n", peer.number).as_bytes());
    }
    let late = peer.is_late();
    let text = String::from_utf8(rest(&stream)).unwrap();
    assert!(late || text.matches(&format!("hello /{}", peer.number)).count() == 3, "{text}");
}

fn reset(peer: &Peer) {
    let stream = peer.connect();
    raw::reset_when_closed(&stream);
    match peer.number % 4 {
        0 => {}
        1 => drop(send(&stream, b"GET / HTTP/1.1\r\n")),
        2 => drop(send(&stream, b"GET /much HTTP/1.1\r\n\r\n")),
        _ => {
            send(&stream, b"GET / HTTP/1.1\r\n\r\n");
            let _ = (&stream).read(&mut [0; 10]);
        }
    }
}

fn stall(peer: &Peer) {
    let stream = peer.connect();
    send(&stream, b"GET / HT");
    // Given up in time, without an answer.
    assert_eq!(rest(&stream), b"");
}

fn byte_by_byte(peer: &Peer) {
    let stream = peer.connect();
    stream.set_nodelay(true).unwrap();
    let request = format!("GET /{} HTTP/1.1\r\nConnection: close\r\n\r\n", peer.number);
    for byte in request.as_bytes() {
        send(&stream, &[*byte]);
    }
    let late = peer.is_late();
    assert!(rest(&stream).ends_with(format!("hello /{}", peer.number).as_bytes()) || late);
}

fn half_close(peer: &Peer) {
    let stream = peer.connect();
    send(&stream, b"GET /half HTTP/1.1\r\n\r\n");
    let _ = stream.shutdown(Shutdown::Write);
    let late = peer.is_late();
    assert!(rest(&stream).ends_with(b"hello /half") || late);
}

fn say_nothing(peer: &Peer) {
    assert_eq!(rest(&peer.connect()), b"");
}

fn garbage(peer: &Peer) {
    let stream = peer.connect();
    let bytes: Vec<u8> = (0..200).map(|n| (peer.number.wrapping_mul(n + 7) >> 3) as u8).collect();
    send(&stream, b"\0");
    send(&stream, &bytes);
    let answer = rest(&stream);
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&answer));
}

fn endless_head(peer: &Peer) {
    let stream = peer.connect();
    send(&stream, b"GET / HTTP/1.1\r\n");
    let end = Instant::now() + PATIENCE;
    while send(&stream, b"Header: which does not end\r\n") {
        assert!(Instant::now() < end, "a head without an end is read for ever");
    }
}

fn full_buffer(peer: &Peer) {
    let stream = peer.connect();
    send(&stream, b"GET /much HTTP/1.1\r\nConnection: close\r\n\r\n");
    // It may have waited to be accepted; now it is being answered, and for longer than the server is patient.
    let late = peer.is_late();
    assert!((&stream).read_exact(&mut [0]).is_ok() || late);
    sleep(TRANSFER * 5 / 4);
    assert!(rest(&stream).len() < 8 << 20);
}

/// Several goroutines wait for one connection in both directions, and another closes it.
fn close_under_others(peer: &Peer) {
    let stream = peer.connect();
    let waiting: Vec<JoinHandle<ErrorKind>> = (0..3)
        .map(|number| {
            let stream = stream.try_clone().unwrap();
            go! {
                let ended = match number {
                    0 => loop {
                        if let Err(error) = (&stream).write(&[b'x'; 10_000]) { break error }
                    },
                    _ => loop {
                        match (&stream).read(&mut [0; 10]) {
                            Ok(0) => break ErrorKind::BrokenPipe.into(),
                            Ok(_) => {}
                            Err(error) => break error,
                        }
                    },
                };
                if Closed::is(&ended) { ErrorKind::NotConnected } else { ended.kind() }
            }
        })
        .collect();
    sleep(Duration::from_micros(peer.number % 3_000));
    stream.close().unwrap();
    for waiting in waiting {
        let ended = waiting.join().unwrap();
        let known = [ErrorKind::NotConnected, ErrorKind::BrokenPipe, ErrorKind::ConnectionReset];
        assert!(known.contains(&ended), "{ended:?}");
    }
}

/// A deadline that is set, moved and taken away while another reads.
fn deadlines_under_others(peer: &Peer) {
    let stream = peer.connect();
    let reader = stream.try_clone().unwrap();
    let reading = go!(|reader| (&reader).read(&mut [0; 10]).map_err(|error| error.kind()));
    for round in 0..peer.number % 20 {
        stream.set_deadline((round % 3 != 0).then(|| Instant::now() + PATIENCE)).unwrap();
        goroutines::yield_now();
    }
    stream.set_deadline(Some(Instant::now())).unwrap();
    match reading.join().unwrap() {
        // It was idle for so long that the server has closed it.
        Ok(length) => assert_eq!(length, 0),
        Err(kind) => assert!(matches!(kind, ErrorKind::TimedOut | ErrorKind::ConnectionReset), "{kind:?}"),
    }
}

fn answer(request: &Request<'_>) -> Response {
    let body = match request.path {
        "/much" => vec![b'm'; 8 << 20],
        path => [format!("hello {path}").as_bytes(), request.body].concat(),
    };
    Response { status: if request.method == "GET" { "200 OK" } else { "405 Method Not Allowed" }, body }
}

/// What must not grow: goroutines, descriptors of sockets, sockets that are registered, goroutines that wait for them.
fn held() -> [usize; 4] {
    let links = fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    let sockets = links.filter(|link| link.to_string_lossy().starts_with("socket:")).count();
    [num_goroutine(), sockets, metrics().sockets, metrics().waiting_for_sockets]
}

/// Serves peers until then; how many of each kind there were.
fn serve_peers(until: Instant, numbers: &mut Numbers) -> [usize; FAULTS.len()] {
    let limits = Limits { connections: PEERS / 2, head: 2_000, body: 10_000, idle: IDLE, transfer: TRANSFER };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (ctx, cancel) = Context::background().with_cancel();
    let serving = go!(|listener, ctx| {
        server::serve(&listener, &ctx, limits, |stream, ctx, limits| {
            server::connection(stream, stream, ctx, limits, answer)
        })
    });
    let counts: Arc<[AtomicUsize; FAULTS.len()]> = Arc::default();
    let peers: Vec<JoinHandle<()>> = (0..PEERS)
        .map(|_| {
            let (mut numbers, counts) = (Numbers::new(numbers.below(u64::MAX)), Arc::clone(&counts));
            go! {
                while Instant::now() < until {
                    let fault = numbers.below(FAULTS.len() as u64) as usize;
                    (FAULTS[fault].1)(&Peer { address, number: numbers.below(1 << 40), start: Instant::now() });
                    counts[fault].fetch_add(1, Ordering::Relaxed);
                }
            }
        })
        .collect();
    for peer in peers {
        // Its panic has been reported.
        assert!(peer.join().is_ok(), "a peer was not treated as it should be");
    }
    cancel.cancel();
    serving.join().unwrap().unwrap();
    std::array::from_fn(|fault| counts[fault].load(Ordering::Relaxed))
}

fn settles_to(before: [usize; 4]) {
    let start = Instant::now();
    while held() != before {
        assert!(
            start.elapsed() < PATIENCE,
            "goroutines, sockets, registrations, waiting: {:?}, not {before:?}",
            held()
        );
        sleep(ms(5));
    }
}

#[goroutine]
fn main() {
    let seconds: u64 = env::args().nth(1).expect("so many seconds").parse().unwrap();
    let seed = env::args().nth(2).map_or(1, |seed| seed.parse().unwrap());
    let mut numbers = Numbers::new(seed);
    println!("{seconds} seconds, seed {seed}");
    // The first socket makes what is kept for all.
    drop(TcpListener::bind("127.0.0.1:0").unwrap());
    let before = held();
    let end = Instant::now() + Duration::from_secs(seconds);
    // What a process keeps at hand for the next time is there after a while.
    serve_peers(Instant::now() + Duration::from_secs(seconds) / 5, &mut numbers);
    settles_to(before);
    let memory = status("VmRSS");
    let mut total = [0; FAULTS.len()];
    while Instant::now() < end {
        let until = end.min(Instant::now() + Duration::from_secs(20));
        let counts = serve_peers(until, &mut numbers);
        total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        settles_to(before);
    }
    for ((name, _), count) in FAULTS.iter().zip(total) {
        println!("{count:>8} {name}");
    }
    let late = LATE.load(Ordering::Relaxed);
    println!("{late:>8} of those that behave were late");
    assert!(late <= total.iter().sum::<usize>() / 10, "the machine was too busy for a verdict");
    let now = status("VmRSS");
    println!("memory {memory} kB, then {now} kB");
    assert!(now < memory + memory / 4 + 2_000, "it has grown");
    println!("done");
}
