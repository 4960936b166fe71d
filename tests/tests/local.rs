//! `goroutine_local!`: values that each goroutine has of its own.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::{AccessError, GoroutineLocal, goroutine_local, runtime, yield_now};
use goroutines_tests::{World, both, ms};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sends its word when it is dropped; the channel is unbuffered, so the destructor waits.
struct Says(Sender<&'static str>, &'static str);

impl Drop for Says {
    fn drop(&mut self) {
        self.0.send(self.1).unwrap();
    }
}

fn each_has_its_own(world: World) {
    goroutine_local! {
        static COUNT: Cell<usize> = Cell::new(0);
        static NAMES: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
        // It need not be `Send`.
        static SHARED: Rc<Cell<usize>> = Rc::new(Cell::new(0));
    }
    world.scope(|s| {
        let handles: Vec<_> = (0..20)
            .map(|n| {
                s.spawn(move || {
                    for step in 0..n {
                        assert_eq!(COUNT.get(), step);
                        COUNT.set(step + 1);
                        NAMES.with_borrow_mut(|names| names.push(n));
                        let shared = SHARED.with(Rc::clone);
                        world.yield_now();
                        shared.set(shared.get() + 1);
                    }
                    (COUNT.take(), NAMES.take(), SHARED.with(|shared| shared.get()))
                })
            })
            .collect();
        for (n, handle) in handles.into_iter().enumerate() {
            assert_eq!(handle.join().unwrap(), (n, vec![n; n], n));
        }
    });
    assert_eq!((COUNT.get(), NAMES.with_borrow(Vec::len)), (0, 0));
}

fn it_is_made_when_it_is_first_asked_for(world: World) {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    goroutine_local!(static VALUE: usize = MADE.fetch_add(1, Ordering::Relaxed));
    let before = MADE.load(Ordering::Relaxed);
    world.scope(|s| {
        s.spawn(|| ()).join().unwrap();
        assert_eq!(MADE.load(Ordering::Relaxed), before);
        s.spawn(|| assert_eq!(VALUE.with(|value| *value), VALUE.with(|value| *value))).join().unwrap();
        assert_eq!(MADE.load(Ordering::Relaxed), before + 1);
    });
}

fn replacing_and_borrowing(_: World) {
    goroutine_local! {
        static CELL: Cell<u32> = Cell::new(1);
        static LIST: RefCell<Vec<u32>> = RefCell::new(vec![1]);
    }
    assert_eq!((CELL.replace(2), CELL.get(), CELL.take(), CELL.get()), (1, 2, 2, 0));
    assert_eq!(LIST.replace(vec![2]), [1]);
    LIST.with_borrow_mut(|list| list.push(3));
    assert_eq!(LIST.take(), [2, 3]);
    LIST.set(vec![4]);
    LIST.with_borrow(|list| {
        assert_eq!(*list, [4]);
        assert!(catch_unwind(AssertUnwindSafe(|| LIST.take())).is_err(), "it is borrowed");
    });
}

fn an_initialiser_may_use_others_but_not_itself(world: World) {
    goroutine_local! {
        static FIRST: usize = 1;
        static SECOND: usize = FIRST.with(|first| first + 1);
        static KNOT: usize = KNOT.with(|knot| *knot);
    }
    world.scope(|s| {
        s.spawn(|| {
            assert_eq!(SECOND.with(|second| *second), 2);
            for _ in 0..2 {
                let payload = catch_unwind(|| KNOT.with(|knot| *knot)).unwrap_err();
                let text = payload.downcast::<&str>().unwrap();
                assert_eq!(*text, "the initial value of a goroutine-local needs the value itself");
            }
        });
    });
}

fn an_initialiser_that_panics_is_tried_again(world: World) {
    goroutine_local! {
        static ATTEMPTS: Cell<u32> = Cell::new(0);
        static HARD: u32 = {
            ATTEMPTS.set(ATTEMPTS.get() + 1);
            assert!(ATTEMPTS.get() > 1, "the first attempt fails");
            ATTEMPTS.get()
        };
    }
    world.scope(|s| {
        s.spawn(|| {
            assert!(catch_unwind(|| HARD.with(|hard| *hard)).is_err());
            assert_eq!(HARD.with(|hard| *hard), 2);
        });
    });
}

fn an_initialiser_may_wait(world: World) {
    goroutine_local!(static SLOW: u32 = { goroutines::time::sleep(ms(2)); 7 });
    world.scope(|s| {
        for _ in 0..8 {
            s.spawn(|| assert_eq!(SLOW.with(|slow| *slow), 7));
        }
    });
}

both!(
    each_has_its_own,
    it_is_made_when_it_is_first_asked_for,
    replacing_and_borrowing,
    an_initialiser_may_use_others_but_not_itself,
    an_initialiser_that_panics_is_tried_again,
    an_initialiser_may_wait,
);

goroutine_local!(static LAST_WORD: RefCell<Option<Says>> = RefCell::new(None));

// The destructor waits, on the goroutine's own stack, and `join` returns after it.
#[test]
fn it_is_dropped_before_join_returns() {
    let _watch = goroutines_tests::watch("it_is_dropped_before_join_returns");
    let (tx, rx) = chan(0);
    let handle = go!(|tx| LAST_WORD.set(Some(Says(tx, "farewell"))));
    let joiner = go! {
        handle.join().unwrap();
        "joined"
    };
    yield_now();
    assert!(!joiner.is_finished());
    assert_eq!(rx.recv(), Ok("farewell"));
    assert_eq!(joiner.join().unwrap(), "joined");
    assert!(rx.recv().is_err(), "dropped once");
}

#[test]
fn it_is_dropped_however_the_goroutine_ends() {
    let _watch = goroutines_tests::watch("it_is_dropped_however_the_goroutine_ends");
    let (tx, rx) = chan(1);
    let ends: [fn(); 3] = [|| (), || panic!("on purpose"), || runtime::goexit()];
    for end in ends {
        let tx = tx.clone();
        let handle = go! {
            LAST_WORD.set(Some(Says(tx, "dropped")));
            end();
        };
        let _ = handle.join();
        assert_eq!(rx.try_recv(), Ok("dropped"));
    }
}

// In a scope as well: what was borrowed is given back when the scope ends.
#[test]
fn it_is_dropped_before_the_scope_ends() {
    let _watch = goroutines_tests::watch("it_is_dropped_before_the_scope_ends");
    let (tx, rx) = chan(1);
    scope(|s| {
        go!(in s, |tx| LAST_WORD.set(Some(Says(tx, "dropped"))));
    });
    assert_eq!(rx.try_recv(), Ok("dropped"));
}

/// Looks at others when it is dropped.
struct Curious(Sender<Result<u32, AccessError>>, &'static GoroutineLocal<RefCell<Option<Curious>>>);

goroutine_local! {
    static NUMBER: Cell<u32> = Cell::new(0);
    static OLD: RefCell<Option<Curious>> = RefCell::new(None);
    static YOUNG: RefCell<Option<Curious>> = RefCell::new(None);
    static LATE: Cell<u32> = Cell::new(5);
}

impl Drop for Curious {
    fn drop(&mut self) {
        // Itself is gone; a number is there, though it may be a new one.
        self.0.send(self.1.try_with(|_| 0)).unwrap();
        self.0.send(NUMBER.try_with(Cell::get)).unwrap();
        self.0.send(LATE.try_with(Cell::get)).unwrap();
    }
}

#[test]
fn destructors_go_from_the_youngest_and_see_what_is_left() {
    let _watch = goroutines_tests::watch("destructors_go_from_the_youngest_and_see_what_is_left");
    let (tx, rx) = chan(16);
    let handle = go! {
        OLD.set(Some(Curious(tx.clone(), &OLD)));
        NUMBER.set(3);
        YOUNG.set(Some(Curious(tx, &YOUNG)));
    };
    handle.join().unwrap();
    let seen: Vec<_> = rx.iter().map(Result::ok).collect();
    // The young one finds the number and makes `LATE`; both are gone when the old one's turn comes.
    assert_eq!(seen, [None, Some(3), Some(5), None, None, None]);
}

#[test]
fn a_destructor_that_panics_is_how_the_goroutine_has_ended() {
    let _watch = goroutines_tests::watch("a_destructor_that_panics_is_how_the_goroutine_has_ended");
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in a destructor");
        }
    }
    goroutine_local!(static BOMB: Bomb = Bomb);
    let (tx, rx) = chan(1);
    let handle = go! {
        LAST_WORD.set(Some(Says(tx, "and the others are dropped")));
        BOMB.with(|_| ());
        "a result"
    };
    assert_eq!(*handle.join().unwrap_err().downcast::<&str>().unwrap(), "in a destructor");
    assert_eq!(rx.try_recv(), Ok("and the others are dropped"));
    let handle = go! {
        BOMB.with(|_| ());
        panic!("the first panic counts");
    };
    assert_eq!(*handle.join().unwrap_err().downcast::<&str>().unwrap(), "the first panic counts");
}

#[test]
fn nothing_is_left_of_a_thousand() {
    let _watch = goroutines_tests::watch("nothing_is_left_of_a_thousand");
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    struct Counted;
    impl Drop for Counted {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, Ordering::Relaxed);
        }
    }
    goroutine_local!(static COUNTED: Counted = { ALIVE.fetch_add(1, Ordering::Relaxed); Counted });
    let (tx, rx) = chan::<()>(0);
    let handles: Vec<_> = (0..1000)
        .map(|_| {
            go!(|rx = rx.clone()| {
                COUNTED.with(|_| ());
                let _ = rx.recv();
            })
        })
        .collect();
    while ALIVE.load(Ordering::Relaxed) < 1000 {
        std::thread::yield_now();
    }
    drop(tx);
    handles.into_iter().for_each(|handle| handle.join().unwrap());
    assert_eq!(ALIVE.load(Ordering::Relaxed), 0);
}
