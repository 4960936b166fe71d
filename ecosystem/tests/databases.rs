//! The blocking clients of databases, which open sockets of their own, through `blocking`; against real servers, which these
//! tests start. Where a server is not installed, its tests say so and are passed over.

#![forbid(unsafe_code)]

use goroutines::{blocking, chan, go};
use goroutines_ecosystem::on_one_worker;
use postgres::NoTls;
use redis::Commands;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

/// A server that runs as long as this lives.
struct Server {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn new_folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("goroutines-{name}-{}", process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).unwrap();
    folder
}

fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders = env::split_paths(&path).map(|folder| folder.join(program));
    // Where Debian has what is not for everybody's path.
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    folders.chain(versions.map(|version| version.path().join("bin").join(program))).find(|path| path.is_file())
}

fn quiet(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Tries until the server answers.
fn patiently<T, E: std::fmt::Display>(mut attempt: impl FnMut() -> Result<T, E>) -> T {
    let start = Instant::now();
    loop {
        match attempt() {
            Ok(result) => return result,
            Err(error) => assert!(start.elapsed() < Duration::from_secs(60), "{error}"),
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn redis_server() -> Option<Server> {
    let program = found("redis-server")?;
    let (folder, port) = (new_folder("redis"), free_port());
    let mut command = quiet(&program, &folder);
    command.args(["--bind", "127.0.0.1", "--save", "", "--port", &port.to_string()]);
    Some(Server { child: command.spawn().unwrap(), folder, port })
}

// ANCHOR: redis
/// Waits until the queue has something.
fn pop(connection: &mut redis::Connection, queue: &str) -> redis::RedisResult<String> {
    let (_, value): (String, String) = blocking(|| connection.blpop(queue, 0.0))?;
    Ok(value)
}
// ANCHOR_END: redis

#[test]
fn redis_clients() {
    let Some(server) = redis_server() else { return println!("redis: passed over, no redis-server is installed") };
    let client = redis::Client::open(format!("redis://127.0.0.1:{}/", server.port)).unwrap();
    patiently(|| client.get_connection());
    on_one_worker("redis", move |bystander| {
        let mut connection = blocking(|| client.get_connection()).unwrap();
        let count: i64 = blocking(|| connection.incr("count", 2)).unwrap();
        assert_eq!(count, 2);
        // One waits for what the other pushes, and both live on the only worker.
        let (ready, wait) = chan(0);
        let waiting = go!(|client = client.clone()| {
            let mut connection = blocking(|| client.get_connection()).unwrap();
            ready.send(()).unwrap();
            pop(&mut connection, "queue").unwrap()
        });
        wait.recv().unwrap();
        bystander.goes_on();
        let _: i64 = blocking(|| connection.rpush("queue", "hello")).unwrap();
        assert_eq!(waiting.join().unwrap(), "hello");
    });
}

/// The server refuses to run for root: then it runs for somebody who may do nothing.
fn postgres_server() -> Option<Server> {
    const NOBODY: u32 = 65_534;
    let (program, init) = (found("postgres")?, found("initdb")?);
    let (folder, port) = (new_folder("postgres"), free_port());
    let root = fs::metadata(&folder).unwrap().uid() == 0;
    if root {
        chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    let command = |program: &Path| {
        let mut command = quiet(program, &folder);
        if root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    let made = command(&init).args(["-D", "data", "-U", "test", "-A", "trust", "--no-sync"]).status().unwrap();
    assert!(made.success(), "initdb: {made}");
    let mut server = command(&program);
    server.args(["-D", "data", "-h", "127.0.0.1", "-k", "", "-F", "-p", &port.to_string()]);
    Some(Server { child: server.spawn().unwrap(), folder: folder.clone(), port })
}

// The client runs `tokio` inside.
#[test]
fn postgres_clients() {
    let Some(server) = postgres_server() else { return println!("postgres: passed over, no server is installed") };
    let address = format!("host=127.0.0.1 port={} user=test dbname=postgres", server.port);
    patiently(|| postgres::Client::connect(&address, NoTls));
    on_one_worker("postgres", move |bystander| {
        let mut client = blocking(|| postgres::Client::connect(&address, NoTls)).unwrap();
        let sum: i32 = blocking(|| client.query_one("SELECT 1 + $1::INT", &[&2_i32])).unwrap().get(0);
        assert_eq!(sum, 3);
        // One waits for the lock that the other has, and both live on the only worker.
        blocking(|| client.execute("SELECT pg_advisory_lock(1)", &[])).unwrap();
        let (ready, wait) = chan(0);
        let waiting = go!(|address| {
            let mut client = blocking(|| postgres::Client::connect(&address, NoTls)).unwrap();
            ready.send(()).unwrap();
            blocking(|| client.execute("SELECT pg_advisory_lock(1)", &[])).unwrap();
            blocking(move || drop(client));
        });
        wait.recv().unwrap();
        bystander.goes_on();
        assert!(!waiting.is_finished());
        blocking(|| client.execute("SELECT pg_advisory_unlock(1)", &[])).unwrap();
        waiting.join().unwrap();
        // It says goodbye, and waits.
        blocking(move || drop(client));
    });
}
