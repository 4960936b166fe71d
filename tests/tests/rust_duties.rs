//! What a library in Rust owes its users, in a program without `unsafe`: goroutines stay on their thread.
//!
//! Thread-locals, `Rc`s and guards are as safe in a goroutine as in a thread only if it never changes threads.
//! generator-rs issue 58 and may issue 109 show what happens otherwise.

#![forbid(unsafe_code)]

use generator::Gn;
use goroutines::prelude::*;
use goroutines::time::sleep;
use goroutines_tests::{ms, sized, watch};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

/// Parks in one of many ways.
fn park_somehow(step: usize, tx: &Sender<usize>, rx: &Receiver<usize>) {
    match step % 6 {
        0 => goroutines::yield_now(),
        1 => sleep(std::time::Duration::from_micros(50)),
        2 => drop(rx.recv_timeout(std::time::Duration::from_micros(50))),
        3 => select! {
            tx <- step => {}
            _ = <-rx => {}
        },
        4 => {
            let handle = goroutines::spawn(goroutines::yield_now);
            handle.join().unwrap();
        }
        _ => scope(|s| {
            s.spawn(goroutines::yield_now);
        }),
    }
}

/// Runs many goroutines that park, and a partner for those that need one.
fn run_crowd(members: usize, work: impl Fn(&dyn Fn(usize)) + Send + Sync + 'static) {
    let (tx, rx) = chan(0);
    let (done_tx, done) = chan::<()>(0);
    let partner = go!(|rx = rx.clone()| loop {
        select! {
            _ = <-rx => {}
            _ = <-done => break,
        }
    });
    let work = Arc::new(work);
    let handles: Vec<_> = (0..members)
        .map(|member| {
            let (tx, rx, work) = (tx.clone(), rx.clone(), Arc::clone(&work));
            go!(|| {
                work(&|step| park_somehow(member + step, &tx, &rx));
            })
        })
        .collect();
    handles.into_iter().for_each(|handle| handle.join().unwrap());
    drop(done_tx);
    partner.join().unwrap();
}

// RU-01, RU-05, SC-18
#[goroutine]
#[test]
fn a_goroutine_that_has_started_never_changes_its_thread() {
    let _watch = watch("a_goroutine_that_has_started_never_changes_its_thread");
    run_crowd(sized(8_000), |park| {
        let home = thread::current().id();
        for step in 0..12 {
            park(step);
            assert_eq!(thread::current().id(), home);
        }
    });
}

// RU-01; generator-rs issue 58, may issue 109
#[goroutine]
#[test]
fn an_rc_out_of_a_thread_local_is_safe_over_parks() {
    thread_local!(static LOCAL: Rc<Cell<u64>> = Rc::new(Cell::new(0)));
    const STEPS: usize = 12;
    let _watch = watch("an_rc_out_of_a_thread_local_is_safe_over_parks");
    let members = sized(4_000);
    let totals: Arc<Mutex<HashMap<ThreadId, u64>>> = Arc::default();
    let seen = Arc::clone(&totals);
    run_crowd(members, move |park| {
        let mine = LOCAL.with(Rc::clone);
        for step in 0..STEPS {
            let more = Rc::clone(&mine);
            park(step);
            more.set(more.get() + 1);
            assert!(LOCAL.with(|local| Rc::ptr_eq(local, &mine)));
        }
        let mut totals = seen.lock().unwrap();
        let total = totals.entry(thread::current().id()).or_insert(0);
        *total = (*total).max(mine.get());
    });
    // The counters are not atomic: two threads in one of them would have lost counts.
    assert_eq!(totals.lock().unwrap().values().sum::<u64>(), (members * STEPS) as u64);
    let checks: Vec<_> = (0..100).map(|_| go!(|| LOCAL.with(Rc::strong_count))).collect();
    for check in checks {
        assert_eq!(check.join().unwrap(), 1, "all clones have been dropped, each once");
    }
}

// RU-01: a value that is not `Send` lives in a goroutine; RU-03
#[goroutine]
#[test]
fn what_is_made_in_a_goroutine_need_not_be_send() {
    let handle = go! {
        let list = Rc::new(RefCell::new(Vec::new()));
        for number in 0..10 {
            let other = Rc::clone(&list);
            goroutines::yield_now();
            other.borrow_mut().push(number);
        }
        list.take().into_iter().sum::<i32>()
    };
    assert_eq!(handle.join().unwrap(), 45);
}

// RU-02: a thread-local's address is the same before and after a park
#[goroutine]
#[test]
fn thread_locals_are_those_of_the_home() {
    thread_local!(static ID: Cell<u64> = const { Cell::new(0) });
    let _watch = watch("thread_locals_are_those_of_the_home");
    run_crowd(sized(1_000), |park| {
        for step in 0..6 {
            let before = ID.get();
            ID.set(before + 1);
            let after = ID.get();
            park(step);
            assert!(ID.get() >= after, "a thread's counter never goes back");
        }
    });
}

// A user's own generator, in which its goroutine parks. The native engine cannot do this, and says so.
#[goroutine]
#[test]
fn a_generator_inside_a_goroutine_may_park() {
    if std::env::var("GOROUTINES_ENGINE").as_deref() != Ok("generator") {
        return;
    }
    const STACK: usize = 0x4000;
    let _watch = watch("a_generator_inside_a_goroutine_may_park");
    let handles: Vec<_> = (0..50)
        .map(|member| {
            go!(|| {
                let (tx, rx) = chan(0);
                go!(|| (0..20).for_each(|value| tx.send(value).unwrap()));
                let home = thread::current().id();
                let values = Gn::<()>::new_scoped_opt(STACK, move |mut generator| {
                    while let Ok(value) = rx.recv() {
                        goroutines::yield_now();
                        generator.yield_(value * 2);
                        assert_eq!(thread::current().id(), home);
                    }
                    generator::done!();
                });
                let mut got = Vec::new();
                for value in values {
                    sleep(std::time::Duration::from_micros(10));
                    got.push(value);
                }
                assert_eq!(got, (0..20).map(|value| value * 2).collect::<Vec<i32>>(), "member {member}");
            })
        })
        .collect();
    handles.into_iter().for_each(|handle| handle.join().unwrap());
}

// A generator that is given up while it is suspended.
#[goroutine]
#[test]
fn a_generator_may_be_dropped_inside_a_goroutine() {
    const STACK: usize = 0x4000;
    let mut values = Gn::<()>::new_scoped_opt(STACK, |mut generator| {
        let kept = Rc::new(5);
        loop {
            goroutines::yield_now();
            generator.yield_(*kept);
        }
    });
    assert_eq!(values.next(), Some(5));
    assert_eq!(values.next(), Some(5));
    drop(values);
    goroutines::yield_now();
}

// A scope of threads may borrow from a goroutine's stack, also while the goroutine is parked.
#[goroutine]
#[test]
fn threads_may_borrow_from_a_parked_goroutine() {
    let _watch = watch("threads_may_borrow_from_a_parked_goroutine");
    let handles: Vec<_> = (0..8)
        .map(|member| {
            go!(|| {
                let data = [member; 64];
                let (tx, rx) = chan(0);
                let sum = thread::scope(|s| {
                    for half in data.chunks(32) {
                        let tx = tx.clone();
                        s.spawn(move || tx.send(half.iter().sum::<usize>()).unwrap());
                    }
                    // The goroutine parks in the scope, and others run on its worker.
                    let first = rx.recv().unwrap();
                    sleep(ms(1));
                    first + rx.recv().unwrap()
                });
                assert_eq!(sum, member * 64);
            })
        })
        .collect();
    handles.into_iter().for_each(|handle| handle.join().unwrap());
}

// RU-06: a goroutine that nobody waits for is not unwound, and what it borrows stays
#[test]
fn goroutines_that_nobody_waits_for_stay_as_they_are() {
    let (tx, rx) = chan::<()>(0);
    let token = Arc::new(());
    for _ in 0..10 {
        let (rx, token) = (rx.clone(), Arc::clone(&token));
        drop(goroutines::spawn(move || {
            let _ = rx.recv();
            drop(token);
        }));
    }
    goroutines::spawn(goroutines::yield_now).join().unwrap();
    assert_eq!(Arc::strong_count(&token), 11);
    drop(tx);
    while Arc::strong_count(&token) > 1 {
        thread::yield_now();
    }
}
