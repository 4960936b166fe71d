//! A program whose goroutines panic, each in `innermost`, called by `outermost`, in each of the places where code of the
//! program's runs.

#![forbid(unsafe_code)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::{ErrGroup, WaitGroup};
use goroutines::time::Timer;
use goroutines::{blocking, goroutine_local};
use goroutines_tests::ms;
use std::env;
use std::process::ExitCode;

#[inline(never)]
fn innermost() {
    panic!("as it is meant to");
}

#[inline(never)]
fn outermost() {
    innermost();
    std::hint::black_box(());
}

/// Panics on drop, and then says so.
struct Fragile(Option<Sender<()>>);

impl Drop for Fragile {
    fn drop(&mut self) {
        let _tx = self.0.take();
        outermost();
    }
}

goroutine_local!(static LOCAL: Fragile = Fragile(None));

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("main") => of_main::main(),
        Some(other) => of_others(other),
        None => panic!("no scenario"),
    }
}

mod of_main {
    #[goroutines::goroutine]
    pub(super) fn main() {
        super::outermost();
    }
}

fn of_others(scenario: &str) -> ExitCode {
    let (tx, rx) = chan::<()>(0);
    match scenario {
        "function" => drop(go!(outermost()).join()),
        "closure" => drop(go!(|| outermost()).join()),
        "scope" => drop(std::panic::catch_unwind(|| scope(|s| drop(go!(in s, || outermost()).join())))),
        "wait-group" => {
            let wg = WaitGroup::new();
            wg.go(outermost);
            wg.wait();
        }
        "err-group" => {
            let group = ErrGroup::<()>::new();
            group.go(|| {
                outermost();
                Ok(())
            });
            assert!(std::panic::catch_unwind(|| group.wait()).is_err());
        }
        "timer" => {
            let mut tx = Some(tx);
            Timer::after_func(ms(1), move || {
                let _tx = tx.take();
                outermost();
            });
            assert!(rx.recv().is_err());
        }
        "context" => {
            let (ctx, cancel) = Context::background().with_cancel();
            ctx.after_func(move || {
                let _tx = tx;
                outermost();
            });
            cancel.cancel();
            assert!(rx.recv().is_err());
        }
        "blocking" => drop(go!(|| blocking(outermost)).join()),
        "captured" => drop(go!(|fragile = Fragile(Some(tx))| drop(fragile)).join()),
        "result" => {
            drop(go!(|| Fragile(Some(tx))));
            assert!(rx.recv().is_err());
        }
        "local" => drop(go!(|| LOCAL.with(|_| ())).join()),
        "parked" => {
            for n in 0..3 {
                go!(|rx = rx.clone(), n| park(&rx, n));
            }
            let (_tx, never) = chan::<()>(0);
            let _ = never.recv();
        }
        other => panic!("no scenario {other:?}"),
    }
    ExitCode::SUCCESS
}

#[inline(never)]
fn park(rx: &Receiver<()>, n: u32) {
    if n > 0 {
        park(rx, n - 1);
    } else {
        let _ = rx.recv();
    }
    std::hint::black_box(());
}
