//! Programs for the tests of blocking calls: limits, threads, deadlocks and reports belong to a process.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::runtime::{set_blocking_keep_alive, set_max_blocking_threads};
use goroutines::sync::WaitGroup;
use goroutines::time::sleep;
use goroutines::{block_on, blocking, io};
use goroutines_tests::ms;
use goroutines_tests::process::processor_time;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::time::Duration;
use std::{env, fs, process, thread};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("others-run") => others_run(),
        Some("limit") => calls_share_a_few_threads(),
        Some("order") => calls_wait_in_order(),
        Some("raise") => raise_the_limit_while_calls_wait(),
        Some("lower") => lower_the_limit(),
        Some("shrink") => idle_threads_end(),
        Some("one-thread") => calls_one_after_the_other_use_one_thread(),
        Some("running-call") => wait_for_a_running_call(),
        Some("after-call") => deadlock_after_a_call(),
        Some("in-call") => deadlock_in_a_call(),
        Some("at-limit") => deadlock_at_the_limit(),
        Some("endless-call") => wait_for_a_call_that_never_ends(),
        Some("short-calls") => short_calls_while_all_others_wait(),
        Some("refused") => the_system_refuses_threads(),
        Some("first-refused") => the_system_refuses_the_first_thread(),
        Some("panic") => panic_in_a_call(),
        Some("long-call") => long_call(),
        Some("stdin") => echo_lines(),
        Some("stdin-rest") => count_bytes(),
        Some("future") => deadlock_in_a_future(),
        Some("foreign-future") => wait_for_a_waker_in_a_thread(),
        other => panic!("no scenario {other:?}"),
    }
}

/// The call ends only if another goroutine runs meanwhile.
fn others_run() {
    let (tx, rx) = mpsc::channel();
    let handle = go! { blocking(move || rx.recv().unwrap()) };
    goroutines::yield_now();
    go! {
        tx.send("from another goroutine").unwrap();
    };
    println!("{}", handle.join().unwrap());
}

fn calls_share_a_few_threads() {
    const THREADS: usize = 8;
    if env::args().nth(2).is_none() {
        set_max_blocking_threads(THREADS);
    }
    let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let done = AtomicUsize::new(0);
    scope(|s| {
        for number in 0..1_000 {
            let (running, most, done) = (&running, &most, &done);
            s.spawn(move || {
                blocking(|| {
                    let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    if number % 50 == 0 {
                        thread::sleep(ms(5));
                    }
                    running.fetch_sub(1, Ordering::SeqCst);
                });
                done.fetch_add(1, Ordering::SeqCst);
            });
        }
    });
    assert!(most.into_inner() <= THREADS);
    assert!(pool_threads() <= THREADS);
    println!("{} calls", done.into_inner());
}

/// With one worker: each goroutine has made its call when this one goes on.
fn calls_wait_in_order() {
    set_max_blocking_threads(1);
    let (gate, open) = mpsc::channel::<()>();
    let order = Arc::new(Mutex::new(Vec::new()));
    let (here_tx, here) = chan(1);
    go!(|here_tx = here_tx.clone()| {
        here_tx.send(()).unwrap();
        blocking(move || open.recv().unwrap());
    });
    here.recv().unwrap();
    let wg = WaitGroup::new();
    for number in 0..20 {
        wg.add(1);
        go!(|wg = wg.clone(), here_tx = here_tx.clone(), order = Arc::clone(&order), number| {
            here_tx.send(()).unwrap();
            blocking(|| order.lock().unwrap().push(number));
            wg.done();
        });
        here.recv().unwrap();
    }
    gate.send(()).unwrap();
    wg.wait();
    println!("{:?}", order.lock().unwrap());
}

fn raise_the_limit_while_calls_wait() {
    set_max_blocking_threads(1);
    let (tx, rx) = mpsc::channel();
    let first = go! { blocking(move || rx.recv().unwrap()) };
    goroutines::yield_now();
    let second = go! { blocking(|| tx.send("from the second call").unwrap()) };
    goroutines::yield_now();
    assert_eq!(set_max_blocking_threads(2), 1);
    second.join().unwrap();
    println!("{}", first.join().unwrap());
}

fn lower_the_limit() {
    const THREADS: usize = 10;
    occupy(THREADS);
    assert_eq!(set_max_blocking_threads(1), 512);
    until(|| pool_threads() <= 1);
    calls_share_one();
    println!("one is left");
}

fn calls_share_one() {
    let running = AtomicUsize::new(0);
    scope(|s| {
        for _ in 0..50 {
            s.spawn(|| {
                blocking(|| {
                    assert_eq!(running.fetch_add(1, Ordering::SeqCst), 0);
                    running.fetch_sub(1, Ordering::SeqCst);
                });
            });
        }
    });
}

/// Has that many calls run at a time.
fn occupy(calls: usize) {
    let barrier = Barrier::new(calls);
    scope(|s| {
        for _ in 0..calls {
            s.spawn(|| blocking(|| barrier.wait()));
        }
    });
}

fn until(condition: impl Fn() -> bool) {
    while !condition() {
        sleep(ms(1));
    }
}

/// How many threads the pool has. (There are others that come and go, such as spare workers.)
fn pool_threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").expect("the system lists threads");
    // One that has just ended has no name any more.
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.starts_with("goroutines-bloc")).count()
}

fn idle_threads_end() {
    const THREADS: usize = 20;
    set_blocking_keep_alive(Duration::from_secs(1_000));
    occupy(THREADS);
    assert_eq!(pool_threads(), THREADS);
    // Those that wait now have a long patience; each but the last ends with a call of its own.
    set_blocking_keep_alive(ms(1));
    occupy(THREADS);
    until(|| pool_threads() == 0);
    assert_eq!(blocking(|| 5), 5);
    println!("all ended");
}

fn calls_one_after_the_other_use_one_thread() {
    let first = blocking(|| thread::current().id());
    assert_ne!(first, thread::current().id());
    for _ in 0..1_000 {
        assert_eq!(blocking(|| thread::current().id()), first);
    }
    assert_eq!(pool_threads(), 1);
    println!("one thread");
}

fn wait_for_a_running_call() {
    let (tx, rx) = chan(0);
    go! {
        blocking(|| thread::sleep(ms(150)));
        tx.send("the call has ended").unwrap();
    };
    println!("{}", rx.recv().unwrap());
}

fn deadlock_after_a_call() {
    let (tx, rx) = chan::<()>(0);
    go! {
        blocking(|| thread::sleep(ms(60)));
        println!("called");
    };
    let _ = rx.recv();
    drop(tx);
}

/// The call itself waits for what only goroutines could do.
fn deadlock_in_a_call() {
    let (_tx, rx) = chan::<()>(0);
    let _ = blocking(|| rx.recv());
}

/// All threads wait for what the calls behind them would do.
fn deadlock_at_the_limit() {
    set_max_blocking_threads(2);
    let (tx, rx) = chan::<()>(0);
    for _ in 0..2 {
        go!(|rx = rx.clone()| blocking(|| rx.recv()));
        goroutines::yield_now();
    }
    // The calls of the others have begun, or will before this one.
    sleep(ms(20));
    let _ = blocking(|| tx.send(()));
}

fn wait_for_a_call_that_never_ends() {
    blocking(|| {
        thread::sleep(ms(400));
        println!("no report");
        process::exit(0);
    });
}

/// All the time everybody waits, but for a thread of the pool that is about to wake somebody, to rest, or to end.
fn short_calls_while_all_others_wait() {
    for round in 0..3_000 {
        if round % 500 == 0 {
            set_blocking_keep_alive(Duration::from_micros(round / 500 * 20));
        }
        let (tx, rx) = chan(0);
        go! {
            tx.send(blocking(|| round)).unwrap();
        };
        assert_eq!(rx.recv(), Ok(round));
        assert_eq!(blocking(|| round), round);
    }
    println!("done");
}

/// Takes the room that there is for threads, until the sender is dropped. The threads of the pool are larger than these, as
/// `RUST_MIN_STACK` says, so that what is left is enough for everything else.
fn take_all_threads() -> (mpsc::Sender<()>, Vec<thread::JoinHandle<()>>) {
    let (hold, held) = mpsc::channel::<()>();
    let held = Arc::new(Mutex::new(held));
    let mut threads = Vec::new();
    let ballast = Vec::<u8>::with_capacity(4 << 20);
    loop {
        let held = Arc::clone(&held);
        let started = thread::Builder::new().stack_size(16 << 20).spawn(move || {
            let _ = held.lock().unwrap().recv();
        });
        match started {
            Ok(thread) => threads.push(thread),
            Err(_) => {
                drop(ballast);
                return (hold, threads);
            }
        }
    }
}

/// Runs under `ulimit -v`: there is a thread in the pool, and no room for a second one.
fn the_system_refuses_threads() {
    const CALLS: usize = 20;
    assert_eq!(blocking(|| 1), 1);
    let (start_tx, start) = chan::<()>(0);
    let (here_tx, here) = chan(0);
    let wg = WaitGroup::new();
    for _ in 0..CALLS {
        wg.add(1);
        go!(|wg = wg.clone(), start = start.clone(), here_tx = here_tx.clone()| {
            here_tx.send(()).unwrap();
            let _ = start.recv();
            blocking(|| thread::sleep(ms(1)));
            wg.done();
        });
        here.recv().unwrap();
    }
    let (_hold, threads) = take_all_threads();
    assert!(!threads.is_empty());
    drop(start_tx);
    wg.wait();
    assert_eq!(pool_threads(), 1);
    println!("all have run");
    process::exit(0);
}

/// Runs under `ulimit -v`: there is no room for the first thread of the pool.
fn the_system_refuses_the_first_thread() {
    let (hold, threads) = take_all_threads();
    let dropped = Arc::new(());
    let kept = Arc::clone(&dropped);
    let refusal = catch_unwind(AssertUnwindSafe(|| {
        blocking(move || {
            let _kept = kept;
        });
    }));
    let refusal = refusal.expect_err("there is no thread");
    assert_eq!(Arc::strong_count(&dropped), 1);
    println!("{}", refusal.downcast_ref::<String>().expect("a message"));
    drop(hold);
    for thread in threads {
        thread.join().unwrap();
    }
    println!("{}", blocking(|| "now there is room"));
}

fn panic_in_a_call() {
    let handle = go!(
        #[goroutine(name = "unlucky")]
        || blocking(|| panic!("in a call"))
    );
    let payload = handle.join().expect_err("the panic is carried over");
    println!("{}", payload.downcast_ref::<&str>().expect("the payload of the panic"));
}

fn long_call() {
    let before = processor_time();
    blocking(|| thread::sleep(ms(500)));
    block_on(async {
        let (tx, rx) = async_wait();
        thread::spawn(move || {
            thread::sleep(ms(500));
            tx.send(()).unwrap();
        });
        rx.await;
    });
    let used = processor_time() - before;
    assert!(used < ms(200), "{used:?}");
    println!("waited");
}

/// A future that is ready when something was sent.
fn async_wait() -> (Sender<()>, impl Future<Output = ()>) {
    let (tx, rx) = chan(1);
    let mut helper = None;
    let future = std::future::poll_fn(move |context| {
        if rx.try_recv().is_ok() {
            return std::task::Poll::Ready(());
        }
        let (waker, rx) = (context.waker().clone(), rx.clone());
        helper.get_or_insert_with(|| {
            thread::spawn(move || {
                while rx.is_empty() {
                    thread::sleep(ms(1));
                }
                waker.wake();
            })
        });
        std::task::Poll::Pending
    });
    (tx, future)
}

/// Answers each line, with a goroutine that works meanwhile.
fn echo_lines() {
    let (line_tx, lines) = chan(0);
    go! {
        for line in io::stdin().lines() {
            line_tx.send(line.unwrap()).unwrap();
        }
    };
    println!("ready");
    for line in lines {
        println!("got {line:?}");
    }
    println!("end");
}

fn count_bytes() {
    let mut line = String::new();
    assert_eq!(io::stdin().read_line(&mut line).unwrap(), line.len());
    let rest = std::io::read_to_string(io::stdin()).unwrap();
    println!("{line:?} and {} bytes", rest.len());
}

fn deadlock_in_a_future() {
    block_on(pending::<()>());
}

fn wait_for_a_waker_in_a_thread() {
    let (tx, future) = async_wait();
    go! {
        sleep(ms(30));
        tx.send(()).unwrap();
    };
    block_on(future);
    println!("woken");
}
