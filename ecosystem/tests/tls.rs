//! `rustls`, blocking as it is, on sockets that park the goroutine: `StreamOwned` over `goroutines::net::TcpStream`.

#![forbid(unsafe_code)]

use goroutines::net::{SocketAddr, TcpListener, TcpStream};
use goroutines_ecosystem::{Bystander, on_one_worker};
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection, Stream, StreamOwned};
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// A certificate for `localhost`, as a server has it and as a client trusts it.
fn configurations() -> (Arc<ServerConfig>, Arc<ClientConfig>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.key_pair.serialize_der()).unwrap();
    let certificate = made.cert.der().clone();
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let server = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    let client = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    (Arc::new(server), Arc::new(client))
}

fn localhost() -> ServerName<'static> {
    ServerName::try_from("localhost").unwrap()
}

/// Reads and writes through a stream, but asks the bystander first: the peer waits meanwhile, in whatever it was doing.
struct Slow<S> {
    stream: S,
    bystander: Bystander,
}

impl<S: Read> Read for Slow<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

impl<S: Write> Write for Slow<S> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.bystander.goes_on();
        // A record comes in two pieces.
        let half = buffer.len().div_ceil(2);
        self.stream.write(&buffer[..half])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[test]
fn a_client() {
    on_one_worker("a TLS client", |bystander| {
        let (server, client) = configurations();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = thread::spawn(move || {
            let socket = Slow { stream: listener.accept().unwrap().0, bystander };
            let mut stream = StreamOwned::new(ServerConnection::new(server).unwrap(), socket);
            let mut asked = [0; 5];
            stream.read_exact(&mut asked).unwrap();
            assert_eq!(&asked, b"hello");
            stream.write_all(b"and hello to you").unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
        });
        let socket = TcpStream::connect(address).unwrap();
        let mut stream = StreamOwned::new(ClientConnection::new(client, localhost()).unwrap(), socket);
        stream.write_all(b"hello").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "and hello to you");
        goroutines::blocking(|| peer.join()).unwrap();
    });
}

fn serve(listener: &TcpListener, configuration: Arc<ServerConfig>) -> io::Result<u64> {
    let (mut socket, _) = listener.accept()?;
    let mut connection = ServerConnection::new(configuration).map_err(io::Error::other)?;
    let mut stream = Stream::new(&mut connection, &mut socket);
    let (mut buffer, mut total) = ([0; 4096], 0);
    loop {
        match stream.read(&mut buffer)? {
            0 => break,
            length => {
                stream.write_all(&buffer[..length])?;
                total += length as u64;
            }
        }
    }
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(total)
}

#[test]
fn a_server() {
    on_one_worker("a TLS server", |bystander| {
        let (server, client) = configurations();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = thread::spawn(move || {
            let socket = Slow { stream: std::net::TcpStream::connect(address).unwrap(), bystander };
            let mut stream = StreamOwned::new(ClientConnection::new(client, localhost()).unwrap(), socket);
            for round in 0..10_u8 {
                stream.write_all(&[round; 1000]).unwrap();
                let mut echo = [0; 1000];
                stream.read_exact(&mut echo).unwrap();
                assert_eq!(echo, [round; 1000]);
            }
            stream.conn.send_close_notify();
            stream.flush().unwrap();
            assert_eq!(stream.read(&mut [0]).unwrap(), 0);
        });
        assert_eq!(serve(&listener, server).unwrap(), 10_000);
        goroutines::blocking(|| peer.join()).unwrap();
    });
}

// Both ends are goroutines of the same worker.
#[test]
fn both() {
    on_one_worker("TLS both ways", |_| {
        let (server, client) = configurations();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let serving = goroutines::spawn(move || serve(&listener, server));
        let sent: Vec<u8> = (0..300_000_u32).map(|n| n as u8).collect();
        let mut connection = ClientConnection::new(client, localhost()).unwrap();
        let mut socket = TcpStream::connect(address).unwrap();
        let mut stream = Stream::new(&mut connection, &mut socket);
        for piece in sent.chunks(10_000) {
            stream.write_all(piece).unwrap();
            let mut echo = vec![0; piece.len()];
            stream.read_exact(&mut echo).unwrap();
            assert_eq!(echo, piece);
        }
        stream.conn.send_close_notify();
        stream.flush().unwrap();
        assert_eq!(serving.join().unwrap().unwrap(), 300_000);
    });
}

// A deadline of the socket ends what waits in TLS, too, and an end without a goodbye is told.
#[test]
fn deadlines_and_cut_connections() {
    on_one_worker("TLS with deadlines", |_| {
        let (server, client) = configurations();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let silent = TcpStream::connect(address).unwrap();
        let (mut socket, _) = listener.accept().unwrap();
        socket.set_deadline(Some(Instant::now() + Duration::from_millis(20))).unwrap();
        let mut connection = ServerConnection::new(Arc::clone(&server)).unwrap();
        let error = Stream::new(&mut connection, &mut socket).read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        drop(silent);
        let serving = goroutines::spawn(move || serve(&listener, server));
        let mut stream =
            StreamOwned::new(ClientConnection::new(client, localhost()).unwrap(), TcpStream::connect(address).unwrap());
        stream.write_all(b"x").unwrap();
        stream.read_exact(&mut [0]).unwrap();
        drop(stream);
        assert_eq!(serving.join().unwrap().unwrap_err().kind(), ErrorKind::UnexpectedEof);
    });
}
