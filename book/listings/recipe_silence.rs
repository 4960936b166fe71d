//! Gives up when nothing has come for a while.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go! {
        for number in 1..=3 {
            tx.send(number).unwrap();
        }
        sleep(Duration::from_secs(60));
        let _ = tx.send(4);
    }
    loop {
        select! {
            Ok(number) = <-rx else { break } => println!("{number}"),
            default(Duration::from_millis(100)) => {
                println!("silence");
                break;
            }
        }
    }
}
