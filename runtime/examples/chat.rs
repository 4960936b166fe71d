//! A chat: rooms of goroutines that talk over channels.
//!
//! ```sh
//! cargo run --release -p goroutines --example chat -- 127.0.0.1:7001
//! nc 127.0.0.1 7001
//! ```
//!
//! Who connects says a name and then lines; `/join room` goes to another room, `/quit` leaves. Each connection has two goroutines:
//! one reads lines, one writes what the others say. A room is a goroutine, too: it alone knows its members, so nothing is
//! locked. A member that does not read loses what does not fit into its buffer, and keeps nobody waiting.

use goroutines::channel::{TrySendError, bounded};
use goroutines::net::{TcpListener, TcpStream};
use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::time::sleep;
use std::collections::HashMap;
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::Arc;
use std::time::Duration;

/// Lines that a member may be behind.
const BEHIND: usize = 64;

/// How long nothing is accepted after a failure.
const PAUSE: Duration = Duration::from_millis(50);

/// Bytes that a line may have.
const LONGEST: u64 = 1024;

/// What a room is told.
enum Event {
    Enter { name: String, lines: Sender<Arc<str>> },
    Say { name: String, text: String },
    Leave { name: String },
}

#[derive(Clone, Default)]
struct Rooms(Arc<Mutex<HashMap<String, Sender<Event>>>>);

#[goroutine]
fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7001".to_owned());
    let listener = TcpListener::bind(&address)?;
    println!("listening on {}", listener.local_addr()?);
    let rooms = Rooms::default();
    for stream in listener.incoming() {
        let stream = match stream {
            Ok(stream) => stream,
            // No descriptor is left, most likely: some have been closed soon.
            Err(error) => {
                eprintln!("accept: {error}");
                sleep(PAUSE);
                continue;
            }
        };
        go!(|stream, rooms = rooms.clone()| {
            // Whatever has happened to it, the others go on.
            let _ = member(&stream, &rooms);
        });
    }
    Ok(())
}

impl Rooms {
    /// The room of that name, which is opened if there is none.
    fn room(&self, name: &str) -> Sender<Event> {
        let mut rooms = self.0.lock();
        let room = rooms.entry(name.to_owned()).or_insert_with(|| {
            let (events, rx) = bounded(16);
            go!(|rx| room(&rx));
            events
        });
        room.clone()
    }
}

/// A room: tells everybody what one says.
fn room(events: &Receiver<Event>) {
    let mut members = HashMap::<String, Sender<Arc<str>>>::new();
    for event in events {
        let text: Arc<str> = match event {
            Event::Enter { name, lines } => {
                let text = format!("* {name} is here, with {} others\n", members.len());
                members.insert(name, lines);
                text.into()
            }
            Event::Say { name, text } => format!("{name}: {text}\n").into(),
            Event::Leave { name } => {
                members.remove(&name);
                format!("* {name} has left\n").into()
            }
        };
        members.retain(|_, lines| !matches!(lines.try_send(Arc::clone(&text)), Err(TrySendError::Disconnected(_))));
    }
}

/// One connection.
fn member(stream: &TcpStream, rooms: &Rooms) -> io::Result<()> {
    let mut input = BufReader::new(stream);
    let mut out = stream;
    out.write_all(b"your name?\n")?;
    let Some(name) = line(&mut input)? else { return Ok(()) };
    let (lines, to_write) = bounded::<Arc<str>>(BEHIND);
    let writer = stream.try_clone()?;
    go!(|writer, to_write| {
        for line in &to_write {
            if (&writer).write_all(line.as_bytes()).is_err() {
                break;
            }
        }
        // Nobody hears it any more, so it need not be read either.
        let _ = writer.close();
    });
    let mut room = rooms.room("lobby");
    let enter = |room: &Sender<Event>| room.send(Event::Enter { name: name.clone(), lines: lines.clone() });
    let leave = |room: &Sender<Event>| room.send(Event::Leave { name: name.clone() });
    let _ = enter(&room);
    let ended = loop {
        let text = match line(&mut input) {
            Ok(Some(text)) if text != "/quit" => text,
            Ok(_) => break Ok(()),
            Err(error) => break Err(error),
        };
        if let Some(other) = text.strip_prefix("/join ") {
            let _ = leave(&room);
            room = rooms.room(other.trim());
            let _ = enter(&room);
        } else {
            let _ = room.send(Event::Say { name: name.clone(), text });
        }
    };
    let _ = leave(&room);
    ended
}

/// The next line, without its end; none at the end of the input.
fn line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    if input.take(LONGEST).read_line(&mut line)? == 0 {
        return Ok(None);
    }
    if !line.ends_with('\n') {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the line is too long, or has no end"));
    }
    Ok(Some(line.trim_end().to_owned()))
}
