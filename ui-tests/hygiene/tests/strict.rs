//! The macros in a crate that denies every warning, clippy's pedantic ones too.

#![deny(warnings, unsafe_code, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(unused_qualifications, single_use_lifetimes, unreachable_pub)]
#![forbid(unsafe_code, unused_mut, unused_variables, unused_must_use)]

use std::sync::Mutex;
use std::time::Duration;

use gor::channel::select_biased;
use gor::{Receiver, Sender, chan, go, goroutine, scope, select};

const fn add(a: u32, b: u32) -> u32 {
    a + b
}

struct Server {
    base: u32,
}

impl Server {
    const fn serve(&self, n: u32) -> u32 {
        self.base + n
    }

    #[goroutine]
    fn count(self, limit: u32) -> u32 {
        let mut n = self.base;
        while n < limit {
            n += 1;
        }
        n
    }
}

#[goroutine]
fn sum<T: Send + Into<u64>>(numbers: Vec<T>) -> u64 {
    let mut total = 0;
    for number in numbers {
        total += number.into();
    }
    total
}

/// It is given to a goroutine, so it owns what it only reads.
#[goroutine]
fn longest(words: Vec<String>) -> usize {
    words.iter().map(String::len).max().unwrap_or(0)
}

/// Guards that may be held, for which the lint has to ask the compiler.
#[goroutine]
fn held(total: &gor::sync::Mutex<u32>, tx: &Sender<u32>) {
    let guard = total.lock();
    tx.send(*guard).unwrap();
    drop(guard);
    if let Some(guard) = total.try_lock() {
        tx.send(*guard).unwrap();
    }
    select! {
        tx <- 1 => {
            let guard = total.lock();
            tx.send(*guard).unwrap();
        }
    }
}

#[goroutine(allow(held_guard), checkpoints = false)]
fn locked(total: &Mutex<u32>) -> u32 {
    let mut guard = total.lock().unwrap();
    for i in 0..3 {
        *guard += i;
    }
    *guard
}

#[goroutine]
#[test]
fn calls() {
    let a = 1;
    assert_eq!(go!(add(a, 2)).join().unwrap(), 3);
    assert_eq!(go!(add(add(1, 1), a)).join().unwrap(), 3);
    let server = Server { base: 40 };
    assert_eq!(go!(server.serve(2)).join().unwrap(), 42);
    assert_eq!(go!(Server { base: 1 }.count(9)).join().unwrap(), 9);
    assert_eq!(go!(sum(vec![1_u32, 2])).join().unwrap(), 3);
    let twice = |n: u32| n * 2;
    assert_eq!(go!(twice(4)).join().unwrap(), 8);
    let mut calls = 0;
    let mut counter = move || {
        calls += 1;
        calls
    };
    assert_eq!(go!(counter()).join().unwrap(), 1);
    assert_eq!(go!(longest(vec!["a".to_owned()])).join().unwrap(), 1);
    assert_eq!(locked(&Mutex::new(0)), 3);
    let (tx, rx) = chan(4);
    held(&gor::sync::Mutex::new(1), &tx);
    assert_eq!(rx.try_iter().sum::<u32>(), 4);
}

#[goroutine]
#[test]
fn bodies() {
    let (tx, rx) = chan::<u32>(4);
    for i in 0..2 {
        go!(|tx = tx.clone(), i| tx.send(i).unwrap());
    }
    go! { let n = 2; tx.send(n).unwrap(); }
    let handle = go!(#[goroutine(name = "adder", stack_size = "1 MiB")] |mut n = 0, rx| {
        for _ in 0..3 {
            n += rx.recv().unwrap();
        }
        n
    });
    assert_eq!(handle.join().unwrap(), 3);
    go!(println!("hello"));
    go!({ add(1, 2) });
    go!(|| add(1, 2));
    go!(match 1 {
        1 => {}
        _ => panic!(),
    });
}

#[goroutine]
#[test]
fn scopes() {
    let data = vec![1, 2, 3];
    let mut sum = 0;
    let total = scope(|s| {
        let handle = go!(in s, { data.len() });
        for i in 0..3 {
            go!(in s, |&data, i| assert!(data[i] > 0));
        }
        go!(in s, |&mut sum| *sum = 6);
        handle.join().unwrap()
    });
    assert_eq!((total, sum), (3, 6));
}

#[goroutine]
#[test]
fn selects() -> Result<(), Box<dyn std::error::Error>> {
    let (tx, rx) = chan::<u32>(1);
    let (quit, done) = chan::<()>(1);
    let armed = false;
    for round in 0..4 {
        let got = select! {
            Ok(v) = <-rx else { break } => v,
            r = tx <- round if armed => { r?; 0 },
            recv(done) -> _ => 0,
            default => 7,
        };
        assert_eq!(got, if round % 2 == 0 { 7 } else { round - 1 });
        if round % 2 == 0 {
            select! {
                tx <- round => {}
                <-done => return Ok(()),
            }
        }
    }
    select_biased! {
        send(quit, ()) -> r => r?,
        default(Duration::from_secs(1)) => {}
    }
    let nobody: Option<&Receiver<u32>> = None;
    let nowhere: Option<&Sender<u32>> = None;
    select! {
        biased;
        v = <-nobody => panic!("{v:?}"),
        nowhere <- 1 => {}
        _ = <-done => {}
    }
    Ok(())
}

#[goroutine]
#[test]
#[should_panic(expected = "as it should")]
fn panics() {
    panic!("as it should");
}

/// What a lint says is `deprecated`'s business, and nothing else finds fault with how it is said.
#[goroutine]
#[test]
#[allow(deprecated)]
fn lints_say_nothing_but_what_they_say() {
    for i in 0..3 {
        go!(|| assert!(i < 3));
    }
    go! {
        std::thread::sleep(Duration::from_millis(1));
        go! {
            for i in 0..3 {
                go!(|| assert!(i < 3));
            }
        }
    }
}
