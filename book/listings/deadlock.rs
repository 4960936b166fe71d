//! The main goroutine waits for more answers, and holds the last sender itself.

use goroutines::prelude::*;

#[goroutine(allow(open_sender))]
fn main() {
    let (tx, rx) = chan(0);
    for name in ["alpha", "beta"] {
        go!(check(name, tx.clone()));
    }
    for answer in rx {
        println!("{answer}");
    }
}

fn check(name: &str, answers: Sender<String>) {
    answers.send(format!("{name} is up")).unwrap();
}
