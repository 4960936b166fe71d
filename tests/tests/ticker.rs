//! `time::Ticker`. Go's `time/tick_test.go`, written anew from what it shows.

#![forbid(unsafe_code)]

use goroutines::channel::{TryRecvError, unbounded};
use goroutines::select;
use goroutines::time::{Duration, Instant, Ticker, sleep};
use goroutines_tests::{World, both, ms, sized};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

const HOUR: Duration = Duration::from_secs(3600);

fn on_grid(first: Instant, tick: Instant, period: Duration) -> bool {
    (tick - first).as_nanos().is_multiple_of(period.as_nanos())
}

/// TK-01, TK-03, after tick_test.go:TestTicker
fn ticks_keep_to_their_times(_: World) {
    let made = Instant::now();
    let ticker = Ticker::new(ms(2));
    let first = ticker.recv().unwrap();
    assert!(first >= made + ms(2));
    let mut last = first;
    for n in 1..=10 {
        // Whatever the receiver does in between.
        sleep(Duration::from_micros(300 * n));
        let tick = ticker.recv().unwrap();
        assert!(tick > last && on_grid(first, tick, ms(2)));
        assert!(Instant::now() >= tick, "not before its time");
        last = tick;
    }
}

/// TK-01, TK-05, after tick_test.go:TestTicker
fn reset_changes_the_period(_: World) {
    let ticker = Ticker::new(ms(1));
    ticker.recv().unwrap();
    let before = Instant::now();
    ticker.reset(ms(4));
    let first = ticker.recv().unwrap();
    assert!(first >= before + ms(4));
    for _ in 0..3 {
        assert!(on_grid(first, ticker.recv().unwrap(), ms(4)));
    }
    ticker.stop();
    assert!(ticker.receiver().recv_timeout(ms(10)).is_err());
}

/// TK-02, TK-03, after tick_test.go:TestTickTimes
fn a_slow_receiver_gets_one_tick(_: World) {
    let ticker = Ticker::new(ms(1));
    let first = ticker.recv().unwrap();
    let received = Instant::now();
    sleep(ms(8));
    let slept = Instant::now();
    let waiting = ticker.try_recv().unwrap();
    assert!(first < waiting && waiting <= received + ms(1), "the first that was missed");
    let next = ticker.recv().unwrap();
    assert!(next > slept, "the others that were missed are dropped");
    assert!(on_grid(first, next, ms(1)));
}

/// TK-04, after tick_test.go:TestTeardown, testTimerChan
fn stop_does_not_close(world: World) {
    let ticker = Ticker::new(HOUR);
    world.scope(|s| {
        let (tx, rx) = unbounded();
        let ticker = &ticker;
        s.spawn(move || tx.send(ticker.recv().is_ok()).unwrap());
        ticker.stop();
        assert!(rx.recv_timeout(ms(5)).is_err());
        ticker.reset(ms(1));
        assert_eq!(rx.recv(), Ok(true));
    });
    for _ in 0..3 {
        let ticker = Ticker::new(ms(1));
        ticker.recv().unwrap();
        ticker.stop();
        ticker.stop();
    }
}

/// TK-05, after tick_test.go:testTimerChan
fn reset_drops_a_tick_that_is_due(_: World) {
    let ticker = Ticker::new(ms(1));
    sleep(ms(3));
    let before = Instant::now();
    ticker.reset(ms(3));
    assert!(ticker.recv().unwrap() >= before + ms(3));
    let ticker = Ticker::new(ms(1));
    sleep(ms(3));
    ticker.reset(HOUR);
    assert_eq!(ticker.try_recv(), Err(TryRecvError::Empty));
}

/// TK-06, after tick_test.go:TestNewTickerLtZeroDuration, TestTickerResetLtZeroDuration
fn a_period_of_nothing_is_refused(_: World) {
    let text = |result: std::thread::Result<()>| *result.unwrap_err().downcast::<&str>().unwrap();
    assert_eq!(text(catch_unwind(|| drop(Ticker::new(Duration::ZERO)))), "non-positive interval for NewTicker");
    let ticker = Ticker::new(ms(1));
    let refused = catch_unwind(AssertUnwindSafe(|| ticker.reset(Duration::ZERO)));
    assert_eq!(text(refused), "non-positive interval for Ticker.Reset");
    ticker.recv().expect("it goes on");
}

/// TK-07, after sleep_test.go:TestTickerStress, TestMultiWakeupTicker
fn the_fastest_ticker_serves_many(world: World) {
    let ticker = Ticker::new(Duration::from_nanos(1));
    world.scope(|s| {
        for member in 0..10 {
            let ticker = &ticker;
            s.spawn(move || {
                for _ in 0..sized(20_000) {
                    if member % 2 == 0 {
                        ticker.recv().unwrap();
                    } else {
                        select! { t = <-ticker => assert!(t.is_ok()) }
                    }
                    drop(std::hint::black_box(vec![0_u8; 64]));
                }
            });
        }
    });
}

/// TK-07, after sleep_test.go:TestTickerConcurrentStress
fn tickers_are_reset_under_their_receivers(world: World) {
    let ticker = Ticker::new(HOUR);
    let finished = AtomicUsize::new(0);
    world.scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                (0..100).for_each(|_| assert!(ticker.recv().is_ok()));
                finished.fetch_add(1, Ordering::SeqCst);
            });
        }
        s.spawn(|| {
            while finished.load(Ordering::SeqCst) < 4 {
                ticker.stop();
                ticker.reset(Duration::from_micros(10));
                world.sleep(Duration::from_micros(20));
            }
        });
    });
}

/// TK-08, after cb:tick.rs recv_two: those who receive share the ticks.
fn clones_share_the_ticks(world: World) {
    let ticker = Ticker::new(ms(1));
    let (tx, rx) = unbounded();
    world.scope(|s| {
        for _ in 0..3 {
            let (ticks, tx) = (ticker.receiver().clone(), tx.clone());
            s.spawn(move || (0..5).for_each(|_| tx.send(ticks.recv().unwrap()).unwrap()));
        }
    });
    let mut ticks: Vec<Instant> = rx.try_iter().collect();
    ticks.sort();
    ticks.dedup();
    assert_eq!(ticks.len(), 15, "no tick comes twice");
}

/// TI-13
fn a_ticker_has_no_buffer(_: World) {
    let ticker = Ticker::new(ms(1));
    sleep(ms(2));
    assert_eq!((ticker.receiver().len(), ticker.receiver().capacity()), (0, Some(0)));
    ticker.try_recv().unwrap();
}

/// TI-03: a period that no clock can count.
fn the_longest_period(_: World) {
    let ticker = Ticker::new(Duration::MAX);
    assert!(ticker.receiver().recv_timeout(ms(2)).is_err());
    ticker.reset(ms(1));
    ticker.recv().unwrap();
    ticker.reset(Duration::MAX);
    assert!(ticker.try_recv().is_err());
}

both!(
    ticks_keep_to_their_times,
    reset_changes_the_period,
    a_slow_receiver_gets_one_tick,
    stop_does_not_close,
    reset_drops_a_tick_that_is_due,
    a_period_of_nothing_is_refused,
    the_fastest_ticker_serves_many,
    tickers_are_reset_under_their_receivers,
    clones_share_the_ticks,
    a_ticker_has_no_buffer,
    the_longest_period,
);
