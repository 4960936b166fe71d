//! The dynamic `Select`: what it chooses, and how it is used again.
//!
//! Covers crossbeam's `select.rs`.

use goroutines::channel::{RecvError, Select, SendError, TryRecvError, after, bounded, never, tick, unbounded};
use goroutines_tests::{World, both, ms, sized};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

// cb:select.rs smoke1, smoke2, disconnected, preflight1..3; SE-24
fn the_ready_operation_is_chosen(world: World) {
    let (tx1, rx1) = unbounded::<i32>();
    let (tx2, rx2) = unbounded::<i32>();
    let mut select = Select::new();
    let one = select.recv(&rx1);
    let two = select.recv(&rx2);
    assert_eq!((one, two), (0, 1));
    tx1.send(1).unwrap();
    let operation = select.select();
    assert_eq!(operation.index(), one);
    assert_eq!(operation.recv(&rx1), Ok(1));
    assert!(select.try_select().is_err());
    world.scope(|s| {
        s.spawn(|| {
            world.sleep(ms(5));
            drop(tx2);
        });
        let operation = select.select_timeout(ms(100_000)).unwrap();
        assert_eq!(operation.index(), two);
        assert_eq!(operation.recv(&rx2), Err(RecvError));
    });
    let operation = select.try_select().unwrap();
    assert_eq!(operation.index(), two);
    assert_eq!(operation.recv(&rx2), Err(RecvError));
}

// cb:select.rs default_when_disconnected, unblocks
fn sending_is_chosen_when_it_is_possible(world: World) {
    let (tx, rx) = bounded(0);
    let mut select = Select::new();
    select.send(&tx);
    assert!(select.try_select().is_err());
    world.scope(|s| {
        s.spawn(|| {
            world.sleep(ms(5));
            assert_eq!(rx.recv(), Ok(7));
        });
        select.select_deadline(Instant::now() + ms(100_000)).unwrap().send(&tx, 7).unwrap();
    });
    drop(rx);
    assert_eq!(select.select().send(&tx, 8), Err(SendError(8)));
}

// cb:select.rs default, timeout, default_only
fn nothing_is_chosen_when_the_time_is_up(_world: World) {
    let (tx, rx) = bounded::<i32>(0);
    let mut select = Select::new();
    assert!(select.try_select().is_err());
    let start = Instant::now();
    assert!(select.select_timeout(ms(10)).is_err());
    assert!(start.elapsed() >= ms(10));
    select.recv(&rx);
    select.send(&tx);
    assert!(select.try_select().is_err());
    assert!(select.select_timeout(ms(10)).is_err());
    assert!(start.elapsed() >= ms(20));
    let deadline = Instant::now() + ms(10);
    assert!(select.select_deadline(deadline).is_err());
    assert!(Instant::now() >= deadline);
}

fn waiting_without_operations_panics(_world: World) {
    let payload = catch_unwind(|| Select::new().select().index()).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"no operations have been added to `Select`"));
    let payload = catch_unwind(|| Select::new().ready()).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"no operations have been added to `Select`"));
}

// cb:select.rs duplicate_operations; SE-06
fn an_operation_may_be_added_twice(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    let mut select = Select::new();
    for _ in 0..2 {
        select.recv(&rx);
        select.send(&tx);
    }
    let mut hit = [false; 4];
    while hit.contains(&false) {
        let operation = select.select();
        hit[operation.index()] = true;
        if operation.index() % 2 == 0 {
            operation.recv(&rx).unwrap();
        } else {
            operation.send(&tx, 0).unwrap();
        }
    }
}

// Select::remove; SE-24
fn a_removed_operation_is_not_chosen(_world: World) {
    let (tx1, rx1) = unbounded();
    let (tx2, rx2) = unbounded();
    let mut select = Select::new();
    let one = select.recv(&rx1);
    let two = select.recv(&rx2);
    tx1.send(1).unwrap();
    select.remove(one);
    assert!(select.try_select().is_err());
    tx2.send(2).unwrap();
    let operation = select.select();
    assert_eq!(operation.index(), two, "indices stay");
    assert_eq!(operation.recv(&rx2), Ok(2));
    assert!(catch_unwind(AssertUnwindSafe(|| select.remove(one))).is_err());
    assert!(catch_unwind(AssertUnwindSafe(|| select.remove(17))).is_err());
    assert_eq!(select.recv(&rx1), 2);
    assert_eq!(select.select().recv(&rx1), Ok(1));
}

// cb:select.rs reuse; SE-24
fn a_set_is_used_again(world: World) {
    let count = sized(4_000);
    let (tx1, rx1) = bounded(0);
    let (tx2, rx2) = bounded(0);
    let (tx3, rx3) = bounded(100);
    world.scope(|s| {
        s.spawn(|| {
            for number in 0..count {
                tx1.send(number).unwrap();
                assert_eq!(rx2.recv(), Ok(number));
                rx3.recv().unwrap();
            }
        });
        let mut select = Select::new();
        let receiving = select.recv(&rx1);
        select.send(&tx2);
        for number in 0..count {
            for _ in 0..2 {
                let operation = select.select();
                if operation.index() == receiving {
                    assert_eq!(operation.recv(&rx1), Ok(number));
                } else {
                    operation.send(&tx2, number).unwrap();
                }
            }
            tx3.send(()).unwrap();
        }
    });
}

// cb:select.rs sync_and_clone, send_and_clone, matching; SE-24
fn a_set_is_cloned_and_shared(world: World) {
    const MEMBERS: usize = 20;
    let (tx, rx) = &bounded::<usize>(0);
    let mut select = Select::new();
    let receiving = select.recv(rx);
    select.send(tx);
    let shared = &select;
    world.scope(|s| {
        for number in 0..MEMBERS {
            s.spawn(move || {
                let mut select = shared.clone();
                let operation = select.select();
                if operation.index() == receiving {
                    assert_ne!(operation.recv(rx), Ok(number));
                } else {
                    operation.send(tx, number).unwrap();
                }
            });
        }
    });
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
}

// cb:select.rs uncompleted_select_bounded, _unbounded, _zero; SE-26, XB-03
fn an_operation_must_be_completed(world: World) {
    for (tx, rx) in [bounded(1), unbounded()] {
        tx.send(1).unwrap();
        let payload = catch_unwind(|| {
            let mut select = Select::new();
            select.recv(&rx);
            drop(select.try_select().unwrap());
        })
        .unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&"dropped `SelectedOperation` without completing the operation"));
        drop((tx, rx));
    }
    // The peer of an unbuffered channel is not forgotten: it meets the next one.
    let (tx, rx) = bounded(0);
    world.scope(|s| {
        s.spawn(|| assert_eq!(rx.recv(), Ok(5)));
        let mut select = Select::new();
        select.send(&tx);
        assert!(catch_unwind(AssertUnwindSafe(|| drop(select.select()))).is_err());
        tx.send(5).unwrap();
    });
}

fn an_operation_is_completed_with_its_own_handle(_world: World) {
    let (tx1, rx1) = bounded(1);
    let (tx2, rx2) = bounded(1);
    tx1.send(1).unwrap();
    let payload = catch_unwind(|| {
        let mut select = Select::new();
        select.recv(&rx1);
        let _ = select.select().recv(&rx2);
    })
    .unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"passed a receiver that wasn't selected"));
    let payload = catch_unwind(|| {
        let mut select = Select::new();
        select.send(&tx2);
        let _ = select.select().send(&tx1, 1);
    })
    .unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"passed a sender that wasn't selected"));
    // A clone of the handle is as good.
    let mut select = Select::new();
    let other = tx2.clone();
    select.send(&tx2);
    select.select().send(&other, 9).unwrap();
    assert_eq!(rx2.try_recv(), Ok(9));
}

// cb:select.rs fairness1, new_biased; SE-04, SE-17, SE-27
fn choices_are_fair_unless_they_are_biased(_world: World) {
    let rounds = sized(8_000);
    let (tx1, rx1) = bounded(rounds);
    let (tx2, rx2) = unbounded();
    for _ in 0..rounds {
        tx1.send(()).unwrap();
        tx2.send(()).unwrap();
    }
    let mut hits = [0; 4];
    for _ in 0..rounds {
        let (one, two) = (after(ms(0)), tick(ms(0)));
        let mut select = Select::new();
        select.recv(&rx1);
        select.recv(&rx2);
        select.recv(&one);
        select.recv(&two);
        let operation = select.select();
        hits[operation.index()] += 1;
        match operation.index() {
            0 => operation.recv(&rx1).unwrap(),
            1 => operation.recv(&rx2).unwrap(),
            2 => drop(operation.recv(&one).unwrap()),
            _ => drop(operation.recv(&two).unwrap()),
        }
    }
    assert!(hits.iter().all(|hit| *hit >= rounds / 8), "{hits:?}");

    let nothing = never::<()>();
    let mut biased = Select::new_biased();
    biased.recv(&nothing);
    biased.send(&tx2);
    biased.recv(&rx2);
    for _ in 0..100 {
        let operation = biased.select();
        assert_eq!(operation.index(), 1);
        operation.send(&tx2, ()).unwrap();
    }
}

both!(
    the_ready_operation_is_chosen,
    sending_is_chosen_when_it_is_possible,
    nothing_is_chosen_when_the_time_is_up,
    waiting_without_operations_panics,
    an_operation_may_be_added_twice,
    a_removed_operation_is_not_chosen,
    a_set_is_used_again,
    a_set_is_cloned_and_shared,
    an_operation_must_be_completed,
    an_operation_is_completed_with_its_own_handle,
    choices_are_fair_unless_they_are_biased,
);
