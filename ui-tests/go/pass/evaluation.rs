//! When and where the parts of a call are evaluated. The ids are CONFORMANCE's.

#![deny(warnings)]

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use goroutines::{go, goroutine};

thread_local! {
    static ORDER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn note(n: u8) -> u8 {
    ORDER.with_borrow_mut(|order| order.push(n));
    n
}

fn callee(n: u8) -> fn(u8, u8) -> u8 {
    note(n);
    |a, b| a * 10 + b
}

struct Server(u8);

impl Server {
    fn serve(&self, a: u8, b: u8) -> u32 {
        u32::from(self.0) * 100 + u32::from(a) * 10 + u32::from(b)
    }
}

static GLOBAL: Server = Server(9);

fn server(n: u8) -> Server {
    Server(note(n))
}

fn try_it(text: &str) -> Result<u8, std::num::ParseIntError> {
    Ok(go!(u8::max(text.parse()?, 1)).join().unwrap())
}

static STARTED: AtomicBool = AtomicBool::new(false);

fn start(_: u8) {
    STARTED.store(true, Ordering::SeqCst);
}

struct Nobody;

impl Nobody {
    fn work(&self, _: u8) {
        start(0);
    }
}

fn absent<T>() -> Option<T> {
    None
}

#[goroutine]
fn main() {
    // GO-01, GO-03: in the calling goroutine, in source order, once.
    assert_eq!(go!(callee(1)(note(2), note(3))).join().unwrap(), 23);
    assert_eq!(go!(server(4).serve(note(5), note(6))).join().unwrap(), 456);
    assert_eq!(ORDER.take(), [1, 2, 3, 4, 5, 6]);

    // GO-01: a later change of the variables is not seen.
    let mut n = 1;
    let handle = go!(u8::max(n, 0));
    n += 1;
    assert_eq!((handle.join().unwrap(), n), (1, 2));
    let handle = go!(u8::max(n, { n = 1; n }));
    assert_eq!(handle.join().unwrap(), 2);
    let handle = go!(u32::max(u32::from(n), { n = 9; 0 }));
    assert_eq!((handle.join().unwrap(), n), (1, 9));
    let mut f: fn(u8) -> u8 = |n| n;
    let handle = go!(f({ f = |n| n + 1; 1 }));
    assert_eq!((handle.join().unwrap(), f(1)), (1, 2));

    // A static receiver stays where it is.
    assert_eq!(go!(GLOBAL.serve(1, note(2))).join().unwrap(), 912);

    // GO-02, GO-05: a panic in an argument, the callee or the receiver is the caller's, and no
    // goroutine starts.
    let caught = catch_unwind(AssertUnwindSafe(|| {
        go!(start(absent::<u8>().unwrap()));
    }));
    assert!(caught.is_err());
    let caught = catch_unwind(AssertUnwindSafe(|| {
        go!(absent::<fn(u8)>().unwrap()(1));
    }));
    assert!(caught.is_err());
    let caught = catch_unwind(AssertUnwindSafe(|| {
        go!(Nobody.work(absent().unwrap()));
    }));
    assert!(caught.is_err());
    thread::yield_now();
    assert!(!STARTED.load(Ordering::SeqCst));

    // `?` in an argument leaves the caller.
    assert_eq!(try_it("7"), Ok(7));
    assert!(try_it("seven").is_err());

    // GO-10: each turn of a loop has its own variable.
    static SUM: AtomicUsize = AtomicUsize::new(0);
    let handles: Vec<_> = (0..3)
        .map(|i| go!(|i| SUM.fetch_add(1 << (4 * i), Ordering::SeqCst)))
        .collect();
    for handle in handles {
        handle.join().unwrap();
    }
    assert_eq!(SUM.load(Ordering::SeqCst), 0x111);

    // A list takes a variable whole, however little of it the body mentions.
    struct Loud(u8, &'static AtomicBool);
    impl Drop for Loud {
        fn drop(&mut self) {
            self.1.store(true, Ordering::SeqCst);
        }
    }
    static DROPPED: AtomicBool = AtomicBool::new(false);
    let pair = (1, Loud(2, &DROPPED));
    let handle = go!(|pair| (pair.0, DROPPED.load(Ordering::SeqCst)));
    assert_eq!(handle.join().unwrap(), (1, false));
    assert!(DROPPED.load(Ordering::SeqCst));
    let _ = Loud(0, &DROPPED).0;
}
