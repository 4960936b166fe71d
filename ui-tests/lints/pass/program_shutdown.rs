//! A server that ends in good order: it stops to accept, drains what it has, and says how it went.
#![deny(deprecated)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

struct Connection {
    id: usize,
    reply: Sender<usize>,
}

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn say(&self, text: impl Into<String>) {
        if let Ok(mut lines) = self.0.lock() {
            lines.push(text.into());
        }
    }
}

#[goroutine]
fn handle(connection: Connection, active: Arc<AtomicUsize>, log: Arc<Log>) {
    active.fetch_add(1, Ordering::SeqCst);
    defer! {
        active.fetch_sub(1, Ordering::SeqCst);
    }
    log.say(format!("connection {}", connection.id));
    sleep(Duration::from_millis(1));
    let _ = connection.reply.send(connection.id * 2);
}

#[goroutine]
fn accept(ctx: Context, incoming: Receiver<Connection>, log: Arc<Log>) -> usize {
    let active = Arc::new(AtomicUsize::new(0));
    let wg = WaitGroup::new();
    let mut count = 0;
    'accepting: loop {
        select! {
            <-ctx.done() => break 'accepting,
            connection = <-incoming => {
                let Ok(connection) = connection else { break 'accepting };
                count += 1;
                wg.add(1);
                go!(|wg = wg.clone(), active = Arc::clone(&active), log = Arc::clone(&log), connection| {
                    defer! {
                        wg.done();
                    }
                    handle(connection, active, log);
                });
            }
        }
    }
    wg.wait();
    assert_eq!(active.load(Ordering::SeqCst), 0);
    count
}

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let (dial, incoming) = chan(0);
    let log = Arc::new(Log::default());
    let server = go!(accept(ctx, incoming, Arc::clone(&log)));
    let (reply, replies) = chan(8);
    for id in 0..3 {
        let reply = reply.clone();
        dial.send(Connection { id, reply }).unwrap();
    }
    drop(reply);
    let sum: usize = replies.iter().sum();
    cancel.cancel();
    assert_eq!((server.join().unwrap(), sum), (3, 6));
    let lines = log.0.lock().unwrap();
    assert_eq!(lines.len(), 3);
}
