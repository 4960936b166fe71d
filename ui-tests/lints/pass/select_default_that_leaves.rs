#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    let mut sum = 0;
    'turns: loop {
        select! {
            Ok(v) = <-rx else { break } => sum += v,
            default => break 'turns,
        }
    }
    loop {
        if let Some(v) = select! { v = <-rx => v.ok(), default => None } {
            sum += v;
        } else {
            break;
        }
    }
    while let Some(v) = select! { v = <-rx => v.ok(), default => None } {
        sum += v;
    }
    let mut going = true;
    while going {
        select! {
            v = <-rx => sum += v.unwrap(),
            default => going = false,
        }
    }
    loop {
        match select! { v = <-rx => v.ok(), default => None } {
            Some(v) => sum += v,
            None => return assert_eq!(sum, 1),
        }
    }
}
