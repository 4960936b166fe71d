//! Who has not answered in time is down.

use goroutines::prelude::*;
use goroutines::time::{Duration, after, sleep};

const SERVERS: [(&str, u64); 3] = [("alpha", 9_000), ("beta", 30), ("gamma", 60)];

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    for (name, millis) in SERVERS {
        go!(check(name, millis, tx.clone()));
    }
    drop(tx);

    let timeout = after(Duration::from_millis(500));
    loop {
        select! {
            Ok(answer) = <-rx else { break } => println!("{answer}"),
            <-timeout => {
                println!("the others are down");
                break;
            }
        }
    }
}

/// Asks a server whether it is up. It takes its time to answer.
fn check(name: &str, millis: u64, answers: Sender<String>) {
    sleep(Duration::from_millis(millis));
    let _ = answers.send(format!("{name} is up"));
}
