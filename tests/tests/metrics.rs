//! `runtime::metrics`. One test, so that no other's goroutines are counted.

#![forbid(unsafe_code)]

use goroutines::channel::never;
use goroutines::prelude::*;
use goroutines::runtime::{self, Metrics};
use goroutines::yield_now;
use goroutines_tests::{ms, watch};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Waits until the numbers are as they should become.
fn until(what: &str, holds: impl Fn(&Metrics) -> bool) -> Metrics {
    let _watch = watch(what);
    loop {
        let metrics = runtime::metrics();
        if holds(&metrics) {
            return metrics;
        }
        thread::yield_now();
    }
}

// TR-09; after Go's runtime/metrics_test.go:TestReadMetricsSched
#[test]
fn goroutines_are_counted_by_state() {
    let before = runtime::metrics();
    let (tx, rx) = chan::<()>(0);
    let receivers: Vec<_> = (0..100).map(|_| go!(|rx = rx.clone()| rx.recv().is_err())).collect();
    let (late_tx, late_rx) = chan::<()>(0);
    let sleepers: Vec<_> =
        (0..10).map(|_| go!(|late_rx = late_rx.clone()| late_rx.recv_timeout(ms(100_000)).is_ok())).collect();
    let now = until("all wait", |now| now.waiting == 110);
    assert_eq!((now.running, now.runnable, now.unstarted), (0, 0, 0), "{now:?}");
    assert_eq!((now.created - before.created, now.ended - before.ended), (110, 0), "{now:?}");
    assert_eq!((now.timers, now.stacks_in_use), (10, 110), "{now:?}");
    assert!(now.parked >= before.parked + 110, "{now:?}");
    assert!(now.workers >= 1 && now.threads > now.workers, "{now:?}");

    for _ in 0..10 {
        late_tx.send(()).unwrap();
    }
    assert!(sleepers.into_iter().all(|sleeper| sleeper.join().unwrap()));
    drop(tx);
    assert!(receivers.into_iter().all(|receiver| receiver.join().unwrap()));
    let now = until("all have ended", |now| now.stacks_in_use == 0);
    assert_eq!((now.waiting, now.timers), (0, 0), "{now:?}");
    assert_eq!(now.ended - before.ended, 110, "{now:?}");
    assert!(now.stacks_pooled > 0, "{now:?}");

    // As many as there are workers compute, and more want to.
    let stop = Arc::new(AtomicBool::new(false));
    let busy: Vec<_> = (0..now.workers * 2)
        .map(|_| {
            go!(|stop = Arc::clone(&stop)| {
                while !stop.load(Ordering::Relaxed) {
                    yield_now();
                }
            })
        })
        .collect();
    let now = until("all compute", |now| now.running + now.runnable == 2 * now.workers);
    assert!((1..=now.workers).contains(&now.running) && now.waiting == 0, "{now:?}");
    stop.store(true, Ordering::Relaxed);
    busy.into_iter().for_each(|handle| handle.join().unwrap());

    // One worker is kept busy by the goroutine that starts a thousand, so the others, if there are any, take some.
    let before = until("all have ended", |now| now.stacks_in_use == 0);
    go! {
        let many: Vec<_> = (0..1000).map(|_| go!(|| std::hint::black_box(0))).collect();
        for _ in 0..1_000_000 {
            std::hint::spin_loop();
        }
        many.into_iter().for_each(|handle| assert_eq!(handle.join().unwrap(), 0));
    }
    .join()
    .unwrap();
    let now = runtime::metrics();
    assert_eq!(now.created - before.created, 1001, "{now:?}");
    assert!(now.workers > 1 || now.stolen == 0, "{now:?}");
    assert!(now.polled >= before.polled, "{now:?}");

    let forever = go!(|| never::<()>().recv().is_ok());
    assert_eq!(until("it waits", |now| now.waiting == 1).timers, 0);
    assert!(!forever.is_finished());
}
