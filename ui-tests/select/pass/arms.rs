//! Every form of arm, in one `select!` of both dialects.

#![deny(warnings)]

use std::time::Duration;

use goroutines::channel::{SendError, select_biased};
use goroutines::{Receiver, Sender, chan, select};

struct Job {
    id: u8,
}

fn arms(armed: bool, timeout: Duration) -> Result<u8, SendError<Job>> {
    let (tx, rx) = chan::<Job>(1);
    let (_keep, other) = chan::<u8>(1);
    let nobody: Option<&Receiver<u8>> = None;
    let nowhere: Option<&Sender<u8>> = None;
    tx.send(Job { id: 7 })?;
    let boxed = Box::new(other.clone());
    loop {
        return select! {
            Ok(Job { id }) = <-rx if armed else { break } => Ok(id),
            tx <- Job { id: 1 } if !armed => continue,
            r = tx <- if armed { Job { id: 1 } } else { Job { id: 2 } } => { r?; Ok(1) }
            <-nobody => Ok(2),
            nowhere <- 5 => Ok(3),
            Ok(0) | Err(_) = <-other.clone() if false else { break } => Ok(8),
            recv(boxed) -> n => Ok(n.unwrap_or(4)),
            send(tx, Job { id: 3 },) -> r => r.map(|()| 5),
            default(timeout) => Ok(6),
        };
    }
    Ok(0)
}

fn main() {
    assert_eq!(arms(true, Duration::ZERO).ok(), Some(7));
    // A body may assign to the channel that its arm used.
    let (tx, mut rx) = chan::<u8>(1);
    tx.send(1).unwrap();
    let mut round = 0;
    while round < 2 {
        select! {
            v = <-rx => {
                assert!(v.is_ok());
                round += 1;
                let (next, fresh) = chan::<u8>(1);
                next.send(2).unwrap();
                rx = fresh;
            }
        }
    }
    // A lone default, a lone timeout, nested ones, and a value.
    assert_eq!(select! { default => 1 }, 1);
    assert_eq!(select! { default(Duration::ZERO) => 2 }, 2);
    let n = select_biased! {
        _ = <-rx => select! { default => 4 }
        default => 3,
    };
    assert!(n == 3 || n == 4);
}
