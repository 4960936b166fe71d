//! Bubbles: virtual time, waiting for all others, and how a bubble ends. The first part shows what Go's tests of
//! `internal/synctest` and `testing/synctest` show, written anew; their names stand beside.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::{self, Duration, Instant, Ticker, Timer};
use goroutines::{channel, runtime, sync, testing};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const SECOND: Duration = Duration::from_secs(1);

/// What a bubble fails with.
fn failure(f: impl FnOnce() + Send + 'static) -> String {
    let payload = catch_unwind(AssertUnwindSafe(|| testing::bubble(f))).expect_err("the bubble fails");
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&str>().unwrap()).to_owned(),
    }
}

// SY-01, TestNow, TestMonotonicClock
#[test]
fn the_clock_stands_still_while_somebody_runs() {
    testing::bubble(|| {
        let start = time::now();
        let busy = Instant::now();
        while busy.elapsed() < Duration::from_millis(2) {}
        assert_eq!(time::now(), start);
        time::sleep(SECOND);
        assert_eq!(time::now() - start, SECOND);
        go! {
            assert_eq!(time::now() - start, SECOND);
            time::sleep(SECOND);
            assert_eq!(time::now() - start, 2 * SECOND);
        };
        time::sleep(3 * SECOND);
        assert_eq!(time::now() - start, 4 * SECOND);
    });
}

// TestRunEmpty
#[test]
fn an_empty_bubble_ends_and_its_result_comes_back() {
    testing::bubble(|| ());
    assert_eq!(testing::bubble(|| String::from("done")), "done");
}

// SY-03, TestSimpleWait, TestGoroutineWait
#[test]
fn waiting_for_nobody_and_for_one_that_ends() {
    testing::bubble(testing::wait);
    testing::bubble(|| {
        let _ = go!(|| ());
        testing::wait();
    });
}

// SY-03, TestWait
#[test]
fn wait_returns_when_all_others_wait() {
    testing::bubble(|| {
        let (stage, seen) = (Arc::new(AtomicUsize::new(0)), |stage: &AtomicUsize| stage.load(Ordering::Relaxed));
        let (tx, rx) = chan::<()>(0);
        go!(|stage = stage.clone()| {
            stage.store(1, Ordering::Relaxed);
            rx.recv().unwrap();
            stage.store(2, Ordering::Relaxed);
            time::sleep(SECOND);
            stage.store(3, Ordering::Relaxed);
        });
        assert_eq!(seen(&stage), 0);
        testing::wait();
        assert_eq!(seen(&stage), 1);
        tx.send(()).unwrap();
        testing::wait();
        assert_eq!(seen(&stage), 2, "the clock does not go on for one who waits");
        testing::wait();
        assert_eq!(seen(&stage), 2);
        testing::sleep(SECOND);
        assert_eq!(seen(&stage), 3);
    });
}

// SY-03
#[test]
fn what_is_runnable_is_done_before_wait_returns() {
    testing::bubble(|| {
        let done = Arc::new(AtomicUsize::new(0));
        for _ in 0..10 {
            go!(|done = done.clone()| {
                for _ in 0..10 {
                    runtime::yield_now();
                }
                done.fetch_add(1, Ordering::Relaxed);
            });
        }
        testing::wait();
        assert_eq!(done.load(Ordering::Relaxed), 10);
    });
}

// SY-02, TestTimerReadBeforeDeadline, TestTimerReadAfterDeadline
#[test]
fn a_timers_message_has_the_time_at_which_it_was_due() {
    testing::bubble(|| {
        let start = time::now();
        let timer = Timer::new(5 * SECOND);
        time::sleep(SECOND);
        assert_eq!(timer.recv().unwrap() - start, 5 * SECOND);
        let timer = Timer::new(SECOND);
        time::sleep(2 * SECOND);
        assert_eq!(timer.recv().unwrap() - start, 6 * SECOND);
        assert_eq!(time::now() - start, 7 * SECOND);
    });
}

// SY-02, TestTimerReset
#[test]
fn a_timer_can_be_set_again() {
    testing::bubble(|| {
        let start = time::now();
        let timer = Timer::new(SECOND);
        timer.recv().unwrap();
        assert!(!timer.reset(2 * SECOND));
        assert_eq!(timer.recv().unwrap() - start, 3 * SECOND);
        assert!(!timer.reset(3 * SECOND));
        time::sleep(SECOND);
        assert!(timer.reset(10 * SECOND));
        assert_eq!(timer.recv().unwrap() - start, 14 * SECOND);
    });
}

// SY-05, GO-18, TestTimeAfter
#[test]
fn functions_of_timers_run_in_the_bubble() {
    testing::bubble(|| {
        let (start, called) = (time::now(), Arc::new(AtomicUsize::new(0)));
        let again = called.clone();
        Timer::after_func(SECOND, move || {
            assert_eq!(time::now() - start, SECOND);
            let last = again.clone();
            Timer::after_func(SECOND, move || {
                assert_eq!(time::now() - start, 2 * SECOND);
                last.fetch_add(1, Ordering::Relaxed);
            });
        });
        let end = channel::after(3 * SECOND).recv().unwrap();
        assert_eq!((end - start, called.load(Ordering::Relaxed)), (3 * SECOND, 1));
    });
}

// TestAfterFuncTimerReset
#[test]
fn a_function_that_is_put_off_comes_later() {
    testing::bubble(|| {
        let (tx, rx) = chan(1);
        let timer = Timer::after_func(SECOND, move || tx.send(time::now()).unwrap());
        let start = time::now();
        assert!(timer.reset(3 * SECOND));
        assert_eq!(rx.recv().unwrap() - start, 3 * SECOND);
        assert!(!timer.reset(SECOND));
        assert_eq!(rx.recv().unwrap() - start, 4 * SECOND);
        assert!(!timer.stop());
    });
}

// SY-09, TestTimerRunsImmediately, TestTimerRanInPast, TestAfterFuncRunsImmediately
#[test]
fn what_is_due_at_once_takes_no_time() {
    testing::bubble(|| {
        let start = time::now();
        Timer::new(Duration::ZERO).recv().unwrap();
        assert_eq!(channel::after(Duration::ZERO).recv(), Ok(start));
        let (tx, rx) = chan(0);
        Timer::after_func(Duration::ZERO, move || tx.send(()).unwrap());
        rx.recv().unwrap();
        time::sleep(SECOND);
        assert_eq!(channel::at(start).recv(), Ok(start));
        assert_eq!(time::now() - start, SECOND);
    });
}

#[test]
fn tickers_tick_by_the_bubbles_clock() {
    testing::bubble(|| {
        let start = time::now();
        let ticker = Ticker::new(SECOND);
        for tick in 1..=1000 {
            assert_eq!(ticker.recv().unwrap() - start, tick * SECOND);
        }
        ticker.reset(10 * SECOND);
        assert_eq!(ticker.recv().unwrap() - start, 1010 * SECOND);
        let tick = channel::tick(SECOND / 2);
        tick.recv().unwrap();
        time::sleep(10 * SECOND);
        tick.recv().unwrap();
        assert_eq!(tick.recv().unwrap() - start, 1021 * SECOND);
    });
}

#[test]
fn every_wait_with_a_time_counts_by_the_bubbles_clock() {
    testing::bubble(|| {
        let start = time::now();
        let (tx, rx) = chan::<i32>(0);
        rx.recv_timeout(SECOND).unwrap_err();
        assert_eq!(time::now() - start, SECOND);
        rx.recv_deadline(start + 2 * SECOND).unwrap_err();
        tx.send_timeout(1, SECOND).unwrap_err();
        assert_eq!(time::now() - start, 3 * SECOND);
        select! {
            _ = <-rx => unreachable!(),
            default(SECOND) => {}
        }
        let mut several = channel::Select::new();
        several.recv(&rx);
        several.select_timeout(SECOND).unwrap_err();
        assert_eq!(time::now() - start, 5 * SECOND);
        let (mutex, cond) = (sync::Mutex::new(()), sync::Cond::new());
        assert!(cond.wait_timeout(mutex.lock(), SECOND).1.timed_out());
        assert!(cond.wait_timeout_while(mutex.lock(), SECOND, |()| true).1.timed_out());
        assert_eq!(time::now() - start, 7 * SECOND);
        let (ctx, _cancel) = Context::background().with_timeout(SECOND);
        assert!(sync::Semaphore::new(0).acquire_with(&ctx, 1).is_err());
        assert_eq!(time::now() - start, 8 * SECOND);
    });
}

// TI-02 in a bubble; the documentation of testing/synctest, "Example (Context.WithTimeout)"
#[test]
fn a_contexts_deadline_is_exact_to_the_nanosecond() {
    testing::bubble(|| {
        let timeout = 5 * SECOND;
        let (ctx, _cancel) = Context::background().with_timeout(timeout);
        time::sleep(timeout - Duration::from_nanos(1));
        testing::wait();
        assert_eq!(ctx.err(), None);
        time::sleep(Duration::from_nanos(1));
        testing::wait();
        assert_eq!(ctx.err(), Some(goroutines::context::ContextError::DeadlineExceeded));
    });
}

// The documentation of testing/synctest, "Example (Context.AfterFunc)"
#[test]
fn a_contexts_function_is_called_when_it_is_cancelled_and_not_before() {
    testing::bubble(|| {
        let (ctx, cancel) = Context::background().with_cancel();
        let called = Arc::new(AtomicBool::new(false));
        ctx.after_func({
            let called = called.clone();
            move || called.store(true, Ordering::Relaxed)
        });
        testing::wait();
        assert!(!called.load(Ordering::Relaxed));
        cancel.cancel();
        testing::wait();
        assert!(called.load(Ordering::Relaxed));
    });
}

// The documentation of testing/synctest, "Example (HTTP 100 Continue)": what matters of it
#[test]
fn a_client_waits_for_100_continue_before_it_sends_its_body() {
    use std::io::{Read as _, Write as _};
    testing::bubble(|| {
        let (mut client, mut server) = goroutines::net::pipe();
        let request = go! {
            client.write_all(b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n").unwrap();
            let mut answer = [0; 25];
            client.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"HTTP/1.1 100 Continue\r\n\r\n");
            client.write_all(b"body").unwrap();
            let mut answer = [0; 19];
            client.read_exact(&mut answer).unwrap();
        };
        let mut head = [0; 62];
        let sent = server.read(&mut head).unwrap();
        assert!(head[..sent].ends_with(b"\r\n\r\n"), "{}", String::from_utf8_lossy(&head[..sent]));
        let body = Arc::new(Mutex::new(Vec::new()));
        let reader = go!(|body = body.clone(), mut server = server.try_clone().unwrap()| {
            let mut part = [0; 4];
            server.read_exact(&mut part).unwrap();
            body.lock().unwrap().extend(part);
        });
        testing::wait();
        assert!(body.lock().unwrap().is_empty(), "it waits until it is told to go on");
        server.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
        testing::wait();
        assert_eq!(&**body.lock().unwrap(), b"body");
        reader.join().unwrap();
        server.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        request.join().unwrap();
    });
}

// SY-06, TestDeadlockRoot
#[test]
fn a_function_that_waits_for_ever_fails_with_a_report() {
    let text = failure(|| {
        let (_tx, rx) = chan::<i32>(0);
        let _ = rx.recv();
    });
    assert!(text.starts_with("deadlock: all goroutines in the bubble are blocked\n\ngoroutine "), "{text}");
    assert!(text.contains("[chan receive]:") && text.contains("blocked at tests/tests/bubble.rs:"), "{text}");
}

// SY-06, TestDeadlockChild
#[test]
fn a_goroutine_that_is_left_behind_fails_with_a_report() {
    let text = failure(|| {
        go!(|| goroutines::select! {});
    });
    assert!(text.starts_with("the bubble's function has returned, and goroutines"), "{text}");
    assert!(text.contains("[select (no cases)]:"), "{text}");
}

// SY-06, TestDeadlockTicker
#[test]
fn a_ticker_keeps_nobody_from_being_left_behind() {
    let text = failure(|| {
        go! {
            for _ in Ticker::new(SECOND).receiver().iter() {}
        };
    });
    assert!(text.starts_with("the bubble's function has returned, and goroutines"), "{text}");
}

// SY-07, TestTimerAfterBubbleExit
#[test]
fn time_stops_when_the_function_returns() {
    let called = Arc::new(AtomicBool::new(false));
    let inside = called.clone();
    testing::bubble(move || {
        Timer::after_func(SECOND, move || inside.store(true, Ordering::Relaxed));
    });
    assert!(!called.load(Ordering::Relaxed));
    assert_eq!(Arc::strong_count(&called), 1, "what the function has captured is dropped");
}

#[test]
fn each_kind_of_wait_that_never_ends_is_reported() {
    let locked: fn() = || {
        let mutex = sync::Mutex::new(());
        let _first = mutex.lock();
        let _second = mutex.lock();
    };
    let kinds: [(&str, fn()); 9] = [
        ("sync.Mutex.Lock", locked),
        ("sync.RWMutex.RLock", || {
            let lock = sync::RwLock::new(());
            let _first = lock.write();
            let _second = lock.read();
        }),
        ("sync.RWMutex.Lock", || {
            let lock = sync::RwLock::new(());
            let _first = lock.read();
            let _second = lock.write();
        }),
        ("sync.WaitGroup.Wait", || {
            let wg = WaitGroup::new();
            wg.add(1);
            wg.wait();
        }),
        ("sync.Cond.Wait", || {
            let mutex = sync::Mutex::new(());
            let _guard = sync::Cond::new().wait(mutex.lock());
        }),
        ("semacquire", || _ = sync::Semaphore::new(0).acquire()),
        ("barrier", || _ = sync::Barrier::new(2).wait()),
        ("chan send", || {
            let (tx, _rx) = chan(0);
            tx.send(1).unwrap();
        }),
        ("select", || {
            let (_tx, rx) = chan::<()>(0);
            let (tx, _rx) = chan::<()>(0);
            select! { _ = <-rx => {}, tx <- () => {} }
        }),
    ];
    for (kind, f) in kinds {
        let text = failure(f);
        assert!(text.contains(&format!("[{kind}]:")), "{kind}: {text}");
    }
}

#[test]
fn joins_and_scopes_are_durable() {
    testing::bubble(|| {
        let start = time::now();
        go!(|| time::sleep(SECOND)).join().unwrap();
        goroutines::scope(|s| {
            s.spawn(|| time::sleep(SECOND));
        });
        assert_eq!(time::now() - start, 2 * SECOND);
    });
    let text = failure(|| {
        let (_tx, rx) = chan::<i32>(0);
        let _ = go!(|| rx.recv()).join();
    });
    assert!(text.contains("[goroutine join]:"), "{text}");
}

#[test]
fn a_panic_of_the_function_goes_on_as_it_is() {
    let payload = catch_unwind(|| testing::bubble(|| std::panic::panic_any(7_u8))).unwrap_err();
    assert_eq!(*payload.downcast::<u8>().unwrap(), 7);
}

#[test]
fn a_panic_that_nobody_joins_fails_the_bubble() {
    let text = failure(|| {
        go! {
            panic!("unseen");
        };
        testing::wait();
    });
    assert!(text.contains("a goroutine that nobody has joined has panicked: unseen"), "{text}");
    testing::bubble(|| {
        let handle = go!(|| assert!(1 + 1 == 3, "seen"));
        handle.join().unwrap_err();
    });
}

// SY-04, TestChannelFromOutsideBubble
#[test]
fn for_what_is_outside_a_bubble_waits_in_real_time() {
    let (tx, rx) = chan(0);
    let plain = std::thread::spawn(move || {
        // Whether the bubble is there already makes no difference.
        tx.send(1).unwrap();
        tx
    });
    let passed = testing::bubble(move || {
        let start = time::now();
        let (one, end) = (rx.recv(), Timer::new(SECOND / 1000));
        assert_eq!(one, Ok(1));
        assert_eq!(goroutines::blocking(|| 6 * 7), 42);
        assert_eq!(time::now(), start, "the clock does not jump while somebody waits for the outside");
        let real = Instant::now();
        select! {
            _ = <-rx => unreachable!(),
            _ = <-end => {}
        }
        assert!(real.elapsed() >= SECOND / 1000, "meanwhile it runs as the real one does");
        time::now() - start
    });
    drop(plain.join().unwrap());
    assert_eq!(passed, SECOND / 1000);
}

#[test]
fn a_goroutine_from_outside_can_be_joined_inside() {
    let (tx, rx) = chan::<i32>(0);
    let outside = go!(|| rx.recv().unwrap());
    let plain = std::thread::spawn(move || testing::bubble(move || outside.join().unwrap()));
    tx.send(5).unwrap();
    assert_eq!(plain.join().unwrap(), 5);
}

// SY-10, TestChannelMovedOutOfBubble
#[test]
fn a_bubbles_channel_is_refused_outside() {
    let (tx, rx) = testing::bubble(|| chan::<i32>(0));
    let refused = catch_unwind(AssertUnwindSafe(|| rx.recv())).unwrap_err();
    let text = *refused.downcast::<String>().unwrap();
    assert!(text.starts_with("receive from a channel of a bubble from outside of it"), "{text}");
    let refused = catch_unwind(AssertUnwindSafe(|| tx.send(1))).unwrap_err();
    assert!(refused.downcast::<String>().unwrap().starts_with("send to a channel of a bubble from outside"));
}

// SY-10
#[test]
fn a_goroutine_of_a_bubble_that_is_woken_from_outside_fails_the_bubble() {
    let (give, take) = std::sync::mpsc::channel();
    let outside = std::thread::spawn(move || {
        let tx: Sender<i32> = take.recv().unwrap();
        // Not before the other waits, or it would be this one that is refused.
        while tx.try_send(1).is_err() {
            std::thread::yield_now();
        }
    });
    let text = failure(move || {
        let (tx, rx) = chan(0);
        let waits = go!(|| rx.recv().unwrap());
        testing::wait();
        give.send(tx).unwrap();
        goroutines::blocking(|| outside.join().unwrap());
        waits.join().unwrap();
    });
    assert!(text.contains("[chan receive], has been woken from outside"), "{text}");
}

// SY-14, TestWaitGroupManyBubbles
#[test]
fn a_hundred_bubbles_at_once() {
    let outer = WaitGroup::new();
    for _ in 0..100 {
        outer.go(|| {
            testing::bubble(|| {
                let wg = WaitGroup::new();
                for i in 0..10 {
                    wg.go(move || time::sleep(i * SECOND));
                }
                let start = time::now();
                wg.wait();
                assert_eq!(time::now() - start, 9 * SECOND);
            });
        });
    }
    outer.wait();
}

#[test]
fn a_bubble_in_a_bubble_is_refused() {
    let text = failure(|| testing::bubble(|| ()));
    assert!(text.starts_with("a bubble in a bubble"), "{text}");
}

#[test]
fn waiting_outside_of_a_bubble_is_refused() {
    for refused in [catch_unwind(testing::wait), go!(|| testing::wait()).join()] {
        assert!(refused.unwrap_err().downcast::<&str>().unwrap().contains("outside of a bubble"));
    }
}

#[test]
fn the_clock_outside_is_the_systems() {
    let before = Instant::now();
    let now = time::now();
    assert!(before <= now && now <= Instant::now());
}

/// What a failed bubble has left stays where it is and is not counted any more; whoever wakes it later does so in vain.
#[test]
fn what_is_left_of_failed_bubbles_harms_nobody() {
    let (tx, rx) = chan::<i32>(0);
    for _ in 0..20 {
        let rx = rx.clone();
        failure(move || {
            // It waits for the outside for ever, so its bubble must be ended by a panic of the first.
            let (ready, told) = chan::<()>(1);
            go! {
                let (_tx, inside) = chan::<i32>(0);
                ready.send(()).unwrap();
                select! { _ = <-inside => {} }
                drop(rx);
            };
            told.recv().unwrap();
            panic!("the end");
        });
    }
    assert_eq!(tx.try_send(1).unwrap_err().into_inner(), 1);
    testing::bubble(|| time::sleep(SECOND));
}

/// "An hour of tickers, retries with back-off and leases."
#[test]
fn an_hour_takes_no_time() {
    let real = Instant::now();
    testing::bubble(|| {
        let hour = 3600 * SECOND;
        let (ctx, cancel) = Context::background().with_timeout(hour);
        let done = ctx.done().clone();
        let mut all = Vec::new();
        let handle = go!(|done = done.clone()| {
            let ticker = Ticker::new(SECOND);
            let mut ticks = 0;
            loop {
                select! {
                    _ = <-ticker => ticks += 1,
                    _ = <-done => return ticks,
                }
            }
        });
        all.push(handle);
        let handle = go!(|done = done.clone()| {
            let (mut tries, mut pause) = (0, SECOND / 10);
            loop {
                select! {
                    _ = <-done => return tries,
                    default(pause) => tries += 1,
                }
                pause = (2 * pause).min(30 * SECOND);
            }
        });
        all.push(handle);
        let handle = go!(|done = done.clone()| {
            let lease = Timer::new(10 * SECOND);
            let mut renewals = 0;
            loop {
                select! {
                    _ = <-lease => unreachable!("it is renewed in time"),
                    _ = <-done => return renewals,
                    default(7 * SECOND) => {}
                }
                lease.reset(10 * SECOND);
                renewals += 1;
            }
        });
        all.push(handle);
        let counts: Vec<i32> = all.into_iter().map(|handle| handle.join().unwrap()).collect();
        assert!((3599..=3600).contains(&counts[0]), "{counts:?}");
        assert!(counts[1] > 120 && counts[2] == 514, "{counts:?}");
        cancel.cancel();
    });
    println!("an hour took {:?}", real.elapsed());
}

// SY-10, TestTimerFromInsideBubble
#[test]
fn a_bubbles_timer_is_refused_outside() {
    let (timer, after) = testing::bubble(|| (Timer::new(SECOND), channel::after(SECOND)));
    for receiver in [timer.receiver(), &after] {
        let refused = catch_unwind(AssertUnwindSafe(|| receiver.recv())).unwrap_err();
        assert!(refused.downcast::<String>().unwrap().starts_with("receive from a timer of a bubble from outside"));
    }
}

// SY-11, TestTimerFromOutsideBubble
#[test]
fn a_timer_from_outside_keeps_real_time() {
    let pause = SECOND / 50;
    let start = Instant::now();
    let (first, second) = (Timer::new(pause), Timer::new(pause));
    testing::bubble(move || {
        first.recv().unwrap();
        assert!(start.elapsed() >= pause, "{:?}", start.elapsed());
        second.reset(pause);
        let again = Instant::now();
        select! { _ = <-second => {} }
        assert!(again.elapsed() >= pause, "{:?}", again.elapsed());
    });
}

// SY-04: sockets are outside
#[test]
fn sockets_work_in_a_bubble() {
    use std::io::{Read as _, Write as _};
    testing::bubble(|| {
        let listener = goroutines::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = go! {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 4];
            stream.read_exact(&mut asked).unwrap();
            stream.write_all(&asked).unwrap();
        };
        let mut stream = goroutines::net::TcpStream::connect(address).unwrap();
        stream.write_all(b"ping").unwrap();
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"ping");
        server.join().unwrap();
        stream.set_deadline(Some(Instant::now() + SECOND / 100)).unwrap();
        let closed = stream.read(&mut answer);
        assert!(matches!(closed, Ok(0)), "{closed:?}");
    });
}

/// A goroutine that waits for the outside does not keep a bubble that has failed.
#[test]
fn a_panic_of_the_function_is_told_at_once() {
    let (_tx, rx) = chan::<i32>(0);
    let text = failure(move || {
        go!(|| rx.recv());
        runtime::yield_now();
        panic!("at once");
    });
    assert_eq!(text, "at once");
}
