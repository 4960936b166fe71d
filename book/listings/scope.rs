//! Asks three servers at once; the goroutines write the answers where they belong.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

struct Server {
    name: String,
    millis: u64,
    up: bool,
}

#[goroutine]
fn main() {
    let mut servers = [("alpha", 90), ("beta", 30), ("gamma", 60)].map(|(name, millis)| Server {
        name: name.to_string(),
        millis,
        up: false,
    });
    scope(|s| {
        for server in &mut servers {
            go!(in s, |server| server.up = check(server));
        }
    });
    for server in &servers {
        println!("{}: {}", server.name, server.up);
    }
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(server: &Server) -> bool {
    sleep(Duration::from_millis(server.millis));
    true
}
