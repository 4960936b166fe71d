//! One goroutine owns the table; the others ask it.

use goroutines::prelude::*;
use std::collections::BTreeMap;

enum Request {
    Set(&'static str, bool),
    Get(&'static str, Sender<Option<bool>>),
}

#[goroutine]
fn main() {
    let (table, requests) = chan(0);
    go!(keep(requests));

    table.send(Request::Set("alpha", true)).unwrap();
    let (tx, rx) = chan(1);
    table.send(Request::Get("alpha", tx)).unwrap();
    println!("{:?}", rx.recv().unwrap());
}

fn keep(requests: Receiver<Request>) {
    let mut table = BTreeMap::new();
    for request in requests {
        match request {
            Request::Set(name, up) => _ = table.insert(name, up),
            Request::Get(name, answer) => answer.send(table.get(name).copied()).unwrap(),
        }
    }
}
