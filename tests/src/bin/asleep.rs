//! Programs for the tests of the deadlock report: each ends in one, or must not.

#![forbid(unsafe_code)]

use goroutines::channel::{after, never, tick};
use goroutines::prelude::*;
use goroutines::time::sleep;
use goroutines_tests::ms;
use std::{env, thread};

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("receive") => wait_to_receive(),
        Some("send") => wait_to_send(),
        Some("kinds") => wait_in_every_way(),
        Some("crowd") => wait_in_a_crowd(200),
        Some("crossed") => wait_for_each_other(),
        Some("sleeper") => wait_for_a_sleeper(),
        Some("after-sleeper") => deadlock_after_a_sleeper(),
        Some("idle-ticker") => deadlock_beside_an_idle_ticker(),
        Some("awaited-tick") => wait_for_a_tick(),
        Some("thread") => wait_for_a_thread(),
        Some("exiting-thread") => wait_for_a_thread_that_exits(),
        Some("deadlock-after-thread") => deadlock_after_a_thread(),
        Some("blocked-thread") => deadlock_with_a_blocked_thread(),
        Some("panic") => deadlock_after_a_panic(),
        Some("busy") => be_busy(),
        Some("in-flight") => hand_over_wake_ups(),
        Some("unwinding") => deadlock_while_unwinding(),
        other => panic!("no scenario {other:?}"),
    }
}

fn wait_to_receive() {
    let (_tx, rx) = chan::<()>(0);
    let _ = rx.recv();
}

fn wait_to_send() {
    let (tx, _rx) = chan(1);
    tx.send(1).unwrap();
    let _ = tx.send(2);
}

/// One goroutine for each state that a report can name.
fn wait_in_every_way() {
    let (tx, rx) = chan::<i32>(0);
    let (full_tx, _full_rx) = chan(1);
    full_tx.send(0).unwrap();
    let wg = WaitGroup::new();
    wg.add(1);
    go!(#[goroutine(name = "receiver")] |rx = rx.clone()| rx.recv());
    go!(#[goroutine(name = "sender")] |full_tx = full_tx.clone()| full_tx.send(1));
    go!(
        #[goroutine(name = "nothing")]
        || never::<i32>().recv()
    );
    go!(#[goroutine(name = "chooser")] |rx = rx.clone(), full_tx = full_tx.clone()| select! {
        _ = <-rx => (),
        full_tx <- 1 => (),
    });
    go!(
        #[goroutine(name = "no cases")]
        || select! {}
    );
    go!(
        #[goroutine(name = "nil cases")]
        || select! { _ = <-(None::<&Receiver<i32>>) => () }
    );
    go!(#[goroutine(name = "group")] |wg = wg.clone()| wg.wait());
    let waits = go!(#[goroutine(name = "waits")] |rx = rx.clone()| rx.recv());
    go!(
        #[goroutine(name = "joiner")]
        || waits.join()
    );
    go!(#[goroutine(name = "scope")] |rx = rx.clone()| scope(|s| {
        s.spawn(|| rx.recv());
    }));
    let _ = rx.recv();
    drop(tx);
}

fn wait_in_a_crowd(members: usize) {
    let (_tx, rx) = chan::<()>(0);
    for _ in 0..members {
        go!(|rx = rx.clone()| rx.recv());
    }
    let _ = rx.recv();
}

/// Two that each wait for what the other would send next.
fn wait_for_each_other() {
    let (tx1, rx1) = chan::<()>(0);
    let (tx2, rx2) = chan::<()>(0);
    let other = go! {
        let _ = rx2.recv();
        let _ = tx1.send(());
    };
    let _ = rx1.recv();
    let _ = tx2.send(());
    let _ = other.join();
}

fn wait_for_a_sleeper() {
    let (tx, rx) = chan(0);
    go! {
        sleep(ms(150));
        tx.send("awake").unwrap();
    };
    println!("{}", rx.recv().unwrap());
}

fn deadlock_after_a_sleeper() {
    let (tx, rx) = chan::<()>(0);
    go! {
        sleep(ms(60));
        println!("slept");
    };
    let _ = rx.recv();
    drop(tx);
}

fn deadlock_beside_an_idle_ticker() {
    let _ticker = tick(ms(1));
    let _timer = after(ms(1_000_000));
    wait_to_receive();
}

fn wait_for_a_tick() {
    let (_tx, rx) = chan::<()>(0);
    let ticker = tick(ms(60));
    for _ in 0..2 {
        select! {
            _ = <-rx => panic!("nothing is sent"),
            _ = <-ticker => {}
        }
    }
    println!("ticked");
}

fn wait_for_a_thread() {
    let (tx, rx) = chan(0);
    thread::spawn(move || {
        thread::sleep(ms(150));
        tx.send("from a thread").unwrap();
    });
    println!("{}", rx.recv().unwrap());
}

/// Threads that send and end at once: the wake-up must count, however short the thread lives.
fn wait_for_a_thread_that_exits() {
    for number in 0..300 {
        let (tx, rx) = chan(number % 2);
        thread::spawn(move || tx.send(number).unwrap());
        assert_eq!(rx.recv(), Ok(number));
    }
    println!("all came");
}

fn deadlock_after_a_thread() {
    let (tx, rx) = chan::<()>(0);
    thread::spawn(|| thread::sleep(ms(60)));
    let _ = rx.recv();
    drop(tx);
}

/// The only other thread is itself blocked in one of our operations.
fn deadlock_with_a_blocked_thread() {
    let (tx1, rx1) = chan::<()>(0);
    let (tx2, rx2) = chan::<()>(0);
    let thread = thread::spawn(move || {
        let _ = rx1.recv();
        drop(tx2);
    });
    let _ = rx2.recv();
    drop(tx1);
    let _ = thread.join();
}

fn deadlock_after_a_panic() {
    let (tx, rx) = chan::<()>(0);
    go!(|| panic!("one goroutine panics"));
    let _ = rx.recv();
    drop(tx);
}

/// Much goes on, with all workers going to sleep and waking all the time.
fn be_busy() {
    for round in 0..300 {
        let (tx, rx) = chan(round % 3);
        let (back_tx, back_rx) = chan(0);
        for number in 0..10 {
            go!(|rx = rx.clone(), back_tx = back_tx.clone(), number| {
                let got: usize = rx.recv().unwrap();
                if number == 3 {
                    sleep(ms(1));
                }
                back_tx.send(got).unwrap();
            });
        }
        for number in 0..10 {
            tx.send(number).unwrap();
        }
        let mut sum = 0;
        for _ in 0..10 {
            sum += back_rx.recv().unwrap();
        }
        assert_eq!(sum, 45);
    }
    println!("done");
}

/// A token goes round between goroutines and a thread, so that all but one always wait.
fn hand_over_wake_ups() {
    const ROUNDS: usize = 3_000;
    let (tx, rx) = chan(0);
    let (thread_tx, thread_rx) = chan(0);
    let (back_tx, back_rx) = chan(0);
    go! {
        for value in rx {
            thread_tx.send(value).unwrap();
        }
    };
    thread::spawn(move || {
        for value in thread_rx {
            back_tx.send(value).unwrap();
        }
    });
    for round in 0..ROUNDS {
        tx.send(round).unwrap();
        assert_eq!(back_rx.recv(), Ok(round));
    }
    drop(tx);
    assert!(back_rx.recv().is_err());
    println!("done");
}

/// A destructor that blocks for ever, in a goroutine that unwinds.
fn deadlock_while_unwinding() {
    struct Blocks(Receiver<()>);
    impl Drop for Blocks {
        fn drop(&mut self) {
            let _ = self.0.recv();
        }
    }
    let (tx, rx) = chan::<()>(0);
    let handle = go! {
        let _blocks = Blocks(rx);
        panic!("and block");
    };
    let _ = handle.join();
    drop(tx);
}
