//! Ordinary functions of every kind that the attribute takes.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::{Arc, Mutex};

use goroutines::goroutine;

struct Server<'a> {
    name: Cow<'a, str>,
}

impl<'a> Server<'a> {
    #[goroutine]
    fn borrowed(&self, other: Cow<'_, str>) -> bool {
        self.name == other
    }

    #[goroutine]
    fn owned(mut self, name: &'a str) -> Self {
        self.name = Cow::Borrowed(name);
        self
    }

    #[goroutine]
    fn shared(self: Arc<Self>) -> usize {
        self.name.len()
    }
}

#[goroutine]
fn generic<'a, T: Send + Display, const N: usize>(values: [T; N], texts: Vec<&'a str>) -> String {
    let mut all = String::new();
    for value in values {
        all += &value.to_string();
    }
    let mut texts = texts.into_iter();
    while let Some(text) = texts.next() {
        all += text;
    }
    all
}

#[goroutine]
fn closures(f: impl Fn(i32) -> i32, (a, b): (i32, i32), g: &dyn Fn()) -> i32 {
    g();
    f(a) + b
}

#[goroutine(checkpoints = false, allow(blocking_call, held_guard), deny(lost_write))]
fn without_checkpoints(total: &Mutex<u32>) -> u32 {
    loop {
        let mut total = total.lock().unwrap();
        *total += 1;
        if *total > 3 {
            break *total;
        }
    }
}

trait Work {
    #[goroutine]
    fn work(&self) -> u8 {
        loop {
            break 7;
        }
    }
}

impl Work for u8 {}

/// # Safety
///
/// None needed.
#[goroutine]
unsafe fn dangerous(n: u8) -> u8 {
    n
}

fn main() {
    let server = Server { name: Cow::Borrowed("a") };
    assert!(server.borrowed(Cow::Borrowed("a")));
    assert_eq!(Arc::new(server.owned("abc")).shared(), 3);
    assert_eq!(generic([1, 2], vec!["a", "b"]), "12ab");
    assert_eq!(closures(|n| n + 1, (1, 2), &|| {}), 4);
    assert_eq!(without_checkpoints(&Mutex::new(0)), 4);
    assert_eq!(0.work(), 7);
    assert_eq!(unsafe { dangerous(1) }, 1);
}
