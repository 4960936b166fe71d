//! The value of a `go!` wherever it stands: its handle where one is wanted, nothing elsewhere.

#![deny(warnings)]

use std::thread;

use goroutines::{JoinHandle, ScopedJoinHandle, chan, go, scope};

fn in_braces() -> JoinHandle<u8> {
    go! { let n = 1; n }
}

fn in_parentheses() -> JoinHandle<u8> {
    go!(u8::from(true))
}

fn behind_statements(n: u8) -> JoinHandle<u8> {
    let n = n + 1;
    go! { same(n) }
}

fn in_branches(first: bool) -> JoinHandle<u8> {
    if first {
        go! { same(1) }
    } else {
        match first {
            true => go! { same(2) },
            false => {
                go! { same(3) }
            }
        }
    }
}

fn nothing() {
    go! { println!("nothing"); }
}

fn nothing_in_branches(first: bool) {
    if first {
        go! { println!("first"); }
    } else {
        go! { println!("second"); }
    }
    match first {
        true => {
            go! { println!("first"); }
        }
        false => {}
    }
    for _ in 0..2 {
        go! { println!("loop"); }
    }
    let (tx, rx) = chan(0);
    go! { tx.send(1).unwrap(); }
    go! { rx.recv().unwrap(); }
}

fn takes(handle: JoinHandle<u8>, _other: u8) -> u8 {
    handle.join().unwrap()
}

struct Worker {
    handle: JoinHandle<u8>,
}

impl Worker {
    fn new() -> Self {
        Self { handle: go! { same(1) } }
    }

    fn handles() -> Vec<JoinHandle<u8>> {
        (0..3).map(|n| go! { same(n) }).collect()
    }

    fn handles_of_blocks() -> Vec<JoinHandle<u8>> {
        (0..3u8)
            .map(|n| {
                let n = n + 1;
                go! { same(n) }
            })
            .collect()
    }
}

fn in_a_scope<'scope>(s: &'scope goroutines::Scope<'scope, '_>, n: u8) -> ScopedJoinHandle<'scope, u8> {
    go! { in s, |n| n }
}

fn optional() -> Option<JoinHandle<()>> {
    Some(go! { println!("optional"); })
}

const fn same(n: u8) -> u8 {
    n
}

fn generic<T>(f: impl FnOnce() -> T) -> T {
    f()
}

fn main() {
    assert_eq!(in_braces().join().unwrap(), 1);
    assert_eq!(in_parentheses().join().unwrap(), 1);
    assert_eq!(behind_statements(1).join().unwrap(), 2);
    assert_eq!(in_branches(true).join().unwrap() + in_branches(false).join().unwrap(), 4);
    nothing();
    nothing_in_branches(true);
    let handle = go! { same(5) };
    assert_eq!(handle.join().unwrap(), 5);
    assert_eq!(go! { same(5) }.join().unwrap(), 5);
    assert_eq!(go!(u8::from(true)).join().unwrap() + 1, 2);
    assert_eq!(takes(go! { same(2) }, 0), 2);
    assert_eq!(Worker::new().handle.join().unwrap(), 1);
    assert_eq!(Worker::handles().into_iter().map(|handle| handle.join().unwrap()).sum::<u8>(), 3);
    assert_eq!(Worker::handles_of_blocks().len(), 3);
    scope(|s| {
        assert_eq!(in_a_scope(s, 4).join().unwrap(), 4);
        go! { in s, println!("at the end of a closure"); }
    });
    assert!(optional().is_some());
    // Nobody asks what these closures give.
    generic(|| {
        go! { println!("generic"); }
    });
    thread::spawn(|| {
        go! { println!("in a thread"); }
    })
    .join()
    .unwrap();
    let boxed: Box<dyn Fn()> = Box::new(|| {
        go! { println!("boxed"); }
    });
    boxed();
    let pointer: fn() = || {
        go! { println!("by a pointer"); }
    };
    pointer();
    let unit: () = {
        go! { println!("unit"); }
    };
    _ = unit;
    let asked: JoinHandle<u8> = {
        println!("asked");
        go! { same(7) }
    };
    assert_eq!(asked.join().unwrap(), 7);
    go!(println!("statement"));
    _ = go!(println!("discarded"));
    go! { println!("last"); }
}
