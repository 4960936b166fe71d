//! The floor: the same servers as loops around the system's queue of what is ready, one a processor, without a runtime.

#![forbid(unsafe_code)]

use crate::ours::servers::{ANSWER, is_whole};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Registry, Token};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpListener;
use std::sync::Mutex;
use std::thread;

const THREADS: usize = 2;

/// The connections of a thread.
struct Shared {
    registry: Registry,
    new: Mutex<Vec<TcpStream>>,
    waker: mio::Waker,
}

/// Serves until the process is ended.
pub(crate) fn run(row: &str) -> io::Result<()> {
    let hello = row == "floor_hello";
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    let mut threads = Vec::new();
    for _ in 0..THREADS {
        let poll = Poll::new()?;
        let shared: &'static Shared = Box::leak(Box::new(Shared {
            registry: poll.registry().try_clone()?,
            new: Mutex::new(Vec::new()),
            waker: mio::Waker::new(poll.registry(), Token(usize::MAX))?,
        }));
        thread::spawn(move || serve(poll, shared, hello));
        threads.push(shared);
    }
    for (number, stream) in listener.incoming().enumerate() {
        let stream = stream?;
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let thread = threads[number % THREADS];
        thread.new.lock().expect("nobody panics").push(TcpStream::from_std(stream));
        thread.waker.wake()?;
    }
    Ok(())
}

struct Connection {
    stream: TcpStream,
    buffer: [u8; 1024],
    filled: usize,
}

fn serve(mut poll: Poll, shared: &Shared, hello: bool) {
    let mut events = Events::with_capacity(128);
    let mut connections: Vec<Option<Connection>> = Vec::new();
    loop {
        poll.poll(&mut events, None).expect("the queue works");
        for event in &events {
            if event.token() == Token(usize::MAX) {
                for mut stream in shared.new.lock().expect("nobody panics").drain(..) {
                    let token = Token(connections.len());
                    shared.registry.register(&mut stream, token, Interest::READABLE).expect("it is registered");
                    connections.push(Some(Connection { stream, buffer: [0; 1024], filled: 0 }));
                }
                continue;
            }
            let place = &mut connections[event.token().0];
            if let Some(connection) = place
                && !answer(connection, hello)
            {
                *place = None;
            }
        }
    }
}

/// Takes what is there; false at the end.
fn answer(connection: &mut Connection, hello: bool) -> bool {
    loop {
        let room = connection.buffer.len() - connection.filled;
        let read = connection.stream.read(&mut connection.buffer[connection.filled..]);
        let length = match read {
            Ok(0) => return false,
            Ok(length) => length,
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        };
        connection.filled += length;
        let have = &connection.buffer[..connection.filled];
        let answer = if !hello {
            have
        } else if is_whole(have) {
            ANSWER
        } else {
            b""
        };
        if !answer.is_empty() {
            if connection.stream.write_all(answer).is_err() {
                return false;
            }
            connection.filled = 0;
        }
        if length < room {
            return true;
        }
    }
}
