//! Two workers ask six servers.

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};

#[goroutine]
fn main() {
    let (jobs, todo) = chan(0);
    let (answers, rx) = chan(0);

    for _ in 0..2 {
        go!(worker(todo.clone(), answers.clone()));
    }
    drop(answers);

    go! {
        for id in 1..=6 {
            jobs.send(id).unwrap();
        }
        jobs.close();
    }

    let mut up: Vec<u64> = rx.iter().collect();
    up.sort();
    println!("{up:?}");
}

#[goroutine]
fn worker(todo: Receiver<u64>, answers: Sender<u64>) {
    for id in todo {
        sleep(Duration::from_millis(10));
        answers.send(id).unwrap();
    }
}
