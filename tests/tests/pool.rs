//! `sync::Pool`.

#![forbid(unsafe_code)]

use goroutines::sync::{Pool, Pooled};
use goroutines_tests::tally::{Tally, Token};
use goroutines_tests::{World, both, sized, watch};
use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

// PO-01, PO-04, after Go's sync/pool_test.go:TestPool, TestPoolNew
fn what_was_put_back_comes_again(_: World) {
    let made = AtomicUsize::new(0);
    let pool = Pool::new(|| made.fetch_add(1, Ordering::Relaxed));
    assert_eq!((*pool.get(), *pool.get()), (0, 1), "two at a time are two");
    assert_eq!(made.load(Ordering::Relaxed), 2);
    pool.put(10);
    pool.put(11);
    assert_eq!(*pool.get(), 11, "the last one first");
    let (a, b) = (pool.get(), pool.get());
    assert_eq!((*a, *b), (11, 10));
    let (c, d) = (Pooled::into_inner(pool.get()), Pooled::into_inner(pool.get()));
    assert_eq!(c + d, 1);
    assert_eq!(*pool.get(), 2, "what was taken out does not come back");
    drop((a, b));
    assert_eq!(made.load(Ordering::Relaxed), 3);
    assert_eq!(format!("{pool:?} {:?}", Pool::new(|| 1).get()), "Pool { .. } 1");
}

// PO-01
fn the_value_comes_back_as_it_is(world: World) {
    let pool = Pool::new(Vec::new);
    pool.get().push(1);
    pool.get().push(2);
    assert_eq!(*pool.get(), [1, 2]);
    // A panic gives it back too.
    let pool = &pool;
    world.scope(|s| {
        let panics = s.spawn(move || {
            let mut value = pool.get();
            value.push(3);
            resume_unwind(Box::new("quiet"));
        });
        panics.join().unwrap_err();
    });
    assert_eq!(*pool.get(), [1, 2, 3]);
}

// PO-02, after Go's sync/pool_test.go:TestPoolStress, TestPoolDequeue, TestPoolChain
fn one_caller_has_it_at_a_time(world: World) {
    let pool = Pool::new(|| AtomicUsize::new(0));
    world.scope(|s| {
        for number in 0..10 {
            let pool = &pool;
            s.spawn(move || {
                for turn in 0..sized(4_000) {
                    let value = pool.get();
                    assert_eq!(value.fetch_add(1, Ordering::Relaxed), 0, "two have it");
                    if (turn + number) % 16 == 0 {
                        world.yield_now();
                    }
                    assert_eq!(value.fetch_sub(1, Ordering::Relaxed), 1, "two have it");
                    if turn % 100 == 0 {
                        pool.put(Pooled::into_inner(value));
                    }
                }
            });
        }
    });
}

// PO-03, after Go's sync/pool_test.go:TestPoolGC, TestPoolRelease (without a collector): it does not grow without bound
fn it_keeps_a_limited_number(world: World) {
    let tally = Tally::new();
    let pool = Pool::new(|| tally.token());
    let all: Vec<Token> = (0..10_000).map(|_| tally.token()).collect();
    world.scope(|s| {
        s.spawn(|| all.into_iter().for_each(|token| pool.put(token)));
    });
    assert!((9_000..10_000).contains(&tally.dropped()), "{} of 10,000 are dropped", tally.dropped());
    drop(pool);
    assert_eq!(tally.dropped(), 10_000);
}

both!(
    what_was_put_back_comes_again,
    the_value_comes_back_as_it_is,
    one_caller_has_it_at_a_time,
    it_keeps_a_limited_number,
);

// PO-02: what one worker has put back, a thread finds
#[test]
fn the_pool_is_one_for_all() {
    let _watch = watch("the_pool_is_one_for_all");
    let pool = Pool::new(|| 0);
    goroutines::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| pool.put(1));
        }
    });
    thread::scope(|s| {
        s.spawn(|| {
            let found = [(); 5].map(|()| pool.get());
            assert_eq!(found.map(|value| *value).iter().sum::<i32>(), 4);
        });
    });
}

// MU-08: facts of the types
#[test]
fn handles_may_be_shared_and_survive_unwinding() {
    static POOL: Pool<String> = Pool::new(String::new);
    fn shared<T: Send + Sync>() {}
    fn unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}
    shared::<Pool<Cell<u8>>>();
    shared::<Pooled<'static, u8>>();
    unwind_safe::<Pool<Cell<&mut u8>>>();
    unwind_safe::<Pooled<'static, Cell<&mut u8>>>();
    POOL.get().push('x');
    assert_eq!(*POOL.get(), "x");
}
