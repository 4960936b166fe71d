//! The examples, run as the programs that people start from.

#![forbid(unsafe_code)]

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

/// A test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The example's program, which is built if it is not there or no longer true.
fn example(name: &str) -> PathBuf {
    static BUILT: Once = Once::new();
    let profile = env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_path_buf();
    BUILT.call_once(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--package", "goroutines", "--examples", "--target-dir"]).arg(profile.parent().unwrap());
        // What this cargo has told the test would have the other one build again what depends on it.
        for (name, _) in
            env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            cargo.env_remove(name);
        }
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        assert!(cargo.status().unwrap().success(), "the examples are not built");
    });
    profile.join("examples").join(name)
}

/// An example that runs until it is dropped.
struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(name: &str, arguments: &[&str]) -> Running {
        let mut child = Command::new(example(name))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Running { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("another line").unwrap()
    }

    /// The address in its next line, after this.
    fn address(&mut self, before: &str) -> String {
        let line = self.line();
        let address = line.strip_prefix(before).unwrap_or_else(|| panic!("{line}"));
        address.split(',').next().unwrap().to_owned()
    }

    /// As Ctrl-C does.
    fn interrupt(&self) {
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn ends_well(mut self) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("it does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn rest(mut stream: impl Read) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn echo() {
    let mut server = Running::start("echo", &["127.0.0.1:0"]);
    let address = server.address("listening on ");
    let mut clients: Vec<TcpStream> = (0..10).map(|_| connect(&address)).collect();
    for stream in &mut clients {
        stream.write_all(b"hello").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
    }
    for stream in clients {
        assert_eq!(rest(stream), "hello");
    }
}

#[test]
fn proxy() {
    let mut server = Running::start("echo", &["127.0.0.1:0"]);
    let behind = server.address("listening on ");
    let mut proxy = Running::start("proxy", &["127.0.0.1:0", &behind]);
    let address = proxy.address("listening on ");
    let sent = "x".repeat(300_000);
    let mut stream = connect(&address);
    let mut writer = stream.try_clone().unwrap();
    let writing = std::thread::spawn({
        let sent = sent.clone();
        move || {
            writer.write_all(sent.as_bytes()).unwrap();
            writer.shutdown(Shutdown::Write).unwrap();
        }
    });
    assert!(rest(&mut stream) == sent);
    writing.join().unwrap();
    assert_eq!(proxy.line(), "300000 bytes there, 300000 back");
}

#[test]
fn chat() {
    let mut server = Running::start("chat", &["127.0.0.1:0"]);
    let address = server.address("listening on ");
    let enter = |name: &str| {
        let mut stream = connect(&address);
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
        assert_eq!(lines.next().unwrap(), "your name?");
        writeln!(stream, "{name}").unwrap();
        (stream, lines)
    };
    let (mut ann, mut to_ann) = enter("ann");
    assert_eq!(to_ann.next().unwrap(), "* ann is here, with 0 others");
    let (mut bob, mut to_bob) = enter("bob");
    assert_eq!(to_ann.next().unwrap(), "* bob is here, with 1 others");
    assert_eq!(to_bob.next().unwrap(), "* bob is here, with 1 others");
    ann.write_all(b"hello\n").unwrap();
    assert_eq!(to_bob.next().unwrap(), "ann: hello");
    bob.write_all(b"/join den\n").unwrap();
    assert_eq!(to_bob.next().unwrap(), "* bob is here, with 0 others");
    assert_eq!(to_ann.next().unwrap(), "ann: hello");
    assert_eq!(to_ann.next().unwrap(), "* bob has left");
    bob.write_all(b"/quit\n").unwrap();
    assert_eq!(to_bob.next(), None);
}

#[test]
fn crawl() {
    let mut crawler = Running::start("crawl", &[]);
    let mut last = String::new();
    for line in crawler.lines.by_ref() {
        last = line.unwrap();
    }
    let (pages, dead) = last.split_once(" pages, ").unwrap();
    assert!(pages.parse::<usize>().unwrap() > 20, "{last}");
    assert!(dead.strip_suffix(" dead").unwrap().parse::<usize>().unwrap() > 0, "{last}");
    crawler.ends_well();
}

/// Asks twice over one connection, and interrupts the server with the second request half sent.
fn ask(server: Running, mut stream: impl Read + Write, hello: &str) {
    let mut answer = vec![0; hello.len() + 200];
    stream.write_all(b"GET /reader HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut text = String::new();
    while !text.ends_with(hello) {
        let length = stream.read(&mut answer).unwrap();
        assert!(length > 0, "{text}");
        text += std::str::from_utf8(&answer[..length]).unwrap();
    }
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    stream.write_all(b"GET /reader HT").unwrap();
    stream.flush().unwrap();
    server.interrupt();
    stream.write_all(b"TP/1.1\r\nConnection: close\r\n\r\n").unwrap();
    // It may have been told before the first half had come.
    let text = rest(stream);
    assert!(text.is_empty() || text.ends_with(hello), "{text}");
    server.ends_well();
}

#[test]
fn http_hello() {
    let mut server = Running::start("http_hello", &["127.0.0.1:0"]);
    let stream = connect(&server.address("http://"));
    ask(server, stream, "hello, reader\n");
}

#[test]
fn https_hello() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = env::temp_dir().join(format!("goroutines-https-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| folder.join(name));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.key_pair.serialize_pem()).unwrap();
    let arguments = ["127.0.0.1:0", certificate.to_str().unwrap(), key.to_str().unwrap()];
    let mut server = Running::start("https_hello", &arguments);
    let address = server.address("https://");
    fs::remove_dir_all(&folder).unwrap();
    let client = client(made.cert.der());
    let name = ServerName::try_from("localhost").unwrap();
    // One that knows nothing of TLS is turned away.
    let mut plain = connect(&address);
    plain.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"));
    let stream = StreamOwned::new(ClientConnection::new(client, name).unwrap(), connect(&address));
    ask(server, stream, "hello, reader, in secret\n");
}

fn client(trusted: &CertificateDer<'static>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}
