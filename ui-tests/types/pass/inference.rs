//! What reaches a goroutine through parameters keeps what the compiler knows, and does not know yet, of its type.

#![deny(warnings)]

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use goroutines::{chan, go, goroutine, scope};

#[allow(non_upper_case_globals)]
const limit: u8 = 3;

fn below(n: u8, most: u8) -> bool {
    n < most
}

fn count(set: HashSet<u8>, extra: Option<u8>) -> usize {
    set.len() + usize::from(extra.is_some())
}

fn text(from: &str, boxed: Box<dyn Fn() -> u8 + Send>) -> String {
    format!("{from}{}", boxed())
}

fn apply(n: u8, f: impl Fn(u8) -> u8 + Send + 'static) -> u8 {
    f(n)
}

fn many(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8) -> u8 {
    a + b + c + d + e + f + g
}

fn add(total: &'static Mutex<u8>, n: u8) {
    *total.lock().unwrap() += n;
}

static TOTAL: Mutex<u8> = Mutex::new(0);

struct Server(u8);

impl Server {
    fn start(self) -> u8 {
        go!(Self::run(self)).join().unwrap()
    }

    fn run(self) -> u8 {
        self.0
    }
}

#[goroutine]
fn main() {
    // Of which type `n`, `set` and `none` are, only the goroutine's call tells.
    let n = "2".parse().unwrap();
    assert!(go!(below(n, limit)).join().unwrap());
    let (set, none) = ([1].into_iter().collect(), None);
    assert_eq!(go!(count(set, none)).join().unwrap(), 1);
    assert_eq!(go!(count([1].into_iter().collect(), "5".parse().ok())).join().unwrap(), 2);
    assert!(go!(|n = "2".parse().unwrap(), most = 3| below(n, most)).join().unwrap());

    // Coercions.
    let (owned, boxed) = (&*String::from("a").leak(), Box::new(|| 1));
    assert_eq!(go!(text(owned, boxed)).join().unwrap(), "a1");
    let one = 1;
    assert_eq!(go!(apply(one, |n| n + limit)).join().unwrap(), 4);
    go!(add(&TOTAL, one)).join().unwrap();

    // One variable twice, more values than there are parameters, and `self`.
    assert!(!go!(below(one, one)).join().unwrap());
    let (a, b, c, d, e, f, g) = (1, 1, 1, 1, 1, 1, 1);
    assert_eq!(go!(many(a, b, c, d, e, f, g)).join().unwrap(), 7);
    assert_eq!(go!(|a, b, c, d, e, mut f, g| { f += 1; many(a, b, c, d, e, f, g) }).join().unwrap(), 8);
    assert_eq!(Server(9).start(), 9);

    // A lock that is taken to evaluate an argument is free before the goroutine runs.
    let shared = Arc::new(Mutex::new(1));
    let again = |n: u8, shared: Arc<Mutex<u8>>| *shared.lock().unwrap() + n;
    assert_eq!(go!(again(*shared.lock().unwrap(), shared.clone())).join().unwrap(), 2);

    // `move` before a block, as the compiler proposes it.
    let (tx, rx) = chan(1);
    scope(|s| {
        let inner = 5;
        go!(in s, move { tx.send(inner).unwrap(); });
    });
    assert_eq!(rx.recv(), Ok(5));
}
