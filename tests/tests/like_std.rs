//! What crossbeam-channel and std promise of their types, as far as the compiler and single calls can tell.

use goroutines::channel::{self, Receiver, Select, SelectedOperation, Sender};
use goroutines::prelude::*;
use goroutines::sync::{Barrier, Once, OnceLock, OnceState, RwLock, RwLockReadGuard};
use goroutines::{JoinHandle, ScopedJoinHandle};
use goroutines_tests::blocked::{named, until_blocked};
use goroutines_tests::watch;
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn send<T: Send>() {}
fn sync<T: Sync>() {}
fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}

#[test]
fn auto_traits() {
    send::<Select<'_>>();
    sync::<Select<'_>>();
    unwind_safe::<SelectedOperation<'_>>();
    send::<JoinHandle<Rc<()>>>();
    sync::<JoinHandle<Rc<()>>>();
    send::<ScopedJoinHandle<'_, Rc<()>>>();
    send::<RwLockReadGuard<'_, u8>>();
    sync::<RwLockReadGuard<'_, u8>>();
    unwind_safe::<RwLockReadGuard<'_, Cell<u8>>>();
    unwind_safe::<Sender<Cell<u8>>>();
    unwind_safe::<Receiver<Cell<u8>>>();
}

static NEVER: Receiver<u32> = channel::never();

#[test]
fn never_is_a_constant() {
    const NOTHING: Receiver<u32> = channel::never();
    assert!(NEVER.same_channel(&NOTHING));
}

/// Values that must not change threads, over a channel on one thread.
#[test]
fn select_takes_what_is_not_send() {
    let (tx, rx) = channel::bounded(1);
    let mut select = Select::new();
    select.send(&tx);
    select.select().send(&tx, Rc::new(5)).unwrap();
    let mut select = Select::new();
    select.recv(&rx);
    assert_eq!(select.clone().ready(), 0);
    assert_eq!(*select.select().recv(&rx).unwrap(), 5);
}

/// A selection on a thread that must not have the value leaves it alone.
#[test]
fn a_value_that_is_not_send_is_not_dropped_on_another_thread() {
    struct Home(thread::ThreadId, Rc<()>);
    impl Drop for Home {
        fn drop(&mut self) {
            assert_eq!(self.0, thread::current().id());
        }
    }
    let (tx, rx) = channel::unbounded();
    let rc = Rc::new(());
    (0..2).for_each(|_| tx.send(Home(thread::current().id(), Rc::clone(&rc))).unwrap_or_else(|_| unreachable!()));
    let mut select = Select::new();
    select.recv(&rx);
    let panic = thread::scope(|s| s.spawn(move || drop(select.select())).join()).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"dropped `SelectedOperation` without completing the operation"));
    assert_eq!((rx.len(), Rc::strong_count(&rc)), (1, 3));
    assert_eq!(rx.recv().unwrap().1, rc);
}

/// What is locked for reading may stand for a shorter life, as what is borrowed may.
#[test]
fn a_read_guard_is_covariant() {
    fn shorter<'a, 'b>(guard: RwLockReadGuard<'a, &'static str>, _: &'b str) -> RwLockReadGuard<'a, &'b str> {
        guard
    }
    let lock = RwLock::new("long");
    let local = String::from("short");
    let guard = shorter(lock.read(), &local);
    assert_eq!(*guard, "long");
    assert!(lock.try_write().is_none());
    drop(guard);
    assert!(lock.try_write().is_some());

    let unsized_lock: Arc<RwLock<[u8]>> = Arc::new(RwLock::new([1, 2, 3]));
    assert_eq!(unsized_lock.read()[2], 3);
    // Dropped elsewhere.
    thread::scope(|s| {
        let guard = unsized_lock.read();
        s.spawn(move || drop(guard));
    });
    assert!(unsized_lock.try_write().is_some());
}

#[test]
fn whoever_waits_for_a_once_goes_on_when_it_is_done() {
    let _watch = watch("Once::wait");
    static ONCE: Once = Once::new();
    static WAITED: AtomicUsize = AtomicUsize::new(0);
    let waiting: Vec<_> = ["one", "two", "three"]
        .map(|name| {
            named(name, || {
                if WAITED.fetch_add(1, Ordering::Relaxed) == 0 {
                    ONCE.wait()
                } else {
                    ONCE.wait_force()
                }
                assert!(ONCE.is_completed());
            })
        })
        .into_iter()
        .collect();
    let thread = thread::spawn(|| ONCE.wait());
    for name in ["one", "two", "three"] {
        until_blocked(name, "sync.Once.Do");
    }
    let mut states = Vec::new();
    ONCE.call_once_force(|state: &OnceState| states.push(state.is_poisoned()));
    ONCE.call_once_force(|_| unreachable!());
    assert_eq!(states, [false]);
    waiting.into_iter().for_each(|handle| handle.join().unwrap());
    thread.join().unwrap();
    ONCE.wait();
}

/// A function that panics counts as done, as with `call_once`.
#[test]
fn whoever_waits_for_a_once_goes_on_when_its_function_panics() {
    let _watch = watch("Once::wait and a panic");
    static ONCE: Once = Once::new();
    let waiting = named("after a panic", || ONCE.wait());
    until_blocked("after a panic", "sync.Once.Do");
    let panicking = go!(|| ONCE.call_once(|| std::panic::resume_unwind(Box::new("quiet"))));
    assert!(panicking.join().is_err());
    waiting.join().unwrap();
}

#[test]
fn whoever_waits_for_a_once_lock_gets_its_value() {
    let _watch = watch("OnceLock::wait");
    for fill in [|place: &OnceLock<u32>| place.set(7).unwrap(), |place: &OnceLock<u32>| _ = place.get_or_init(|| 7)] {
        let place = Arc::new(OnceLock::new());
        let waiting: Vec<_> = ["first", "second"]
            .map(|name| {
                let place = Arc::clone(&place);
                named(name, move || *place.wait())
            })
            .into_iter()
            .collect();
        until_blocked("first", "sync.Once.Do");
        until_blocked("second", "sync.Once.Do");
        fill(&place);
        for handle in waiting {
            assert_eq!(handle.join().unwrap(), 7);
        }
        assert_eq!((place.wait(), place.set(8)), (&7, Err(8)));
    }
}

/// What a pointer leads to is inferred, as in crossbeam's `select!`.
#[test]
fn select_infers_what_a_pointer_leads_to() {
    let (tx, rx) = channel::bounded::<i32>(1);
    let (to, from) = ((&raw const tx).cast(), (&raw const rx).cast());
    // SAFETY: the handles live longer.
    select! { send(unsafe { &*to }, 1) -> sent => sent.unwrap() }
    select! {
        // SAFETY: as above.
        recv(unsafe { &*from }) -> value => assert_eq!(value, Ok(1)),
        default => unreachable!(),
    }
    let boxed = Box::new(rx);
    let from = &raw const boxed;
    select! {
        // SAFETY: as above.
        recv(unsafe { &*from }) -> _ => unreachable!(),
        default => {}
    }
}

#[test]
fn results_print_as_stds_do() {
    let result = Barrier::new(1).wait();
    assert_eq!(format!("{result:?}"), format!("{:?}", std::sync::Barrier::new(1).wait()));
}
