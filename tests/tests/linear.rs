//! What channels, `select!`, locks and groups do is what something sequential could have done: histories under schedules,
//! checked for linearizability (Herlihy and Wing 1990; the search is Wing and Gong's, with Lowe's memory of what was tried).

use goroutines::channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use goroutines::prelude::*;
use goroutines::sync::{Mutex, Once, RwLock, Semaphore};
use goroutines::testing::Explorer;
use goroutines::{runtime, spawn};
use std::collections::{HashSet, VecDeque};
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Schedules of each body.
const SCHEDULES: u64 = 1_000;

/// A call: when it began and ended, and what it was and gave.
#[derive(Clone, Debug)]
struct Call<O> {
    begin: usize,
    end: usize,
    what: O,
}

/// Calls, as they come.
struct History<O> {
    time: AtomicUsize,
    calls: std::sync::Mutex<Vec<Call<O>>>,
}

impl<O: Clone + Debug> History<O> {
    fn new() -> Arc<History<O>> {
        Arc::new(History { time: AtomicUsize::new(0), calls: std::sync::Mutex::new(Vec::new()) })
    }

    fn note(&self, call: impl FnOnce() -> O) {
        let begin = self.time.fetch_add(1, Ordering::Relaxed);
        let what = call();
        let end = self.time.fetch_add(1, Ordering::Relaxed);
        self.calls.lock().unwrap().push(Call { begin, end, what });
    }

    /// Whether the calls have an order, in which none that ended before another began comes after it, and that the model takes.
    fn check<S: Clone + Eq + Hash + Debug>(&self, start: S, step: impl Fn(&S, &O) -> Option<S>) {
        let calls = self.calls.lock().unwrap();
        let (mut tried, mut open) = (HashSet::new(), vec![(0_u64, start)]);
        while let Some((done, state)) = open.pop() {
            if done.count_ones() as usize == calls.len() {
                return;
            }
            let left = || calls.iter().enumerate().filter(|(index, _)| done & (1 << index) == 0);
            // One may come next if no other has ended before it began.
            let first_end = left().map(|(_, call)| call.end).min().unwrap();
            for (index, call) in left().filter(|(_, call)| call.begin <= first_end) {
                if let Some(next) = step(&state, &call.what)
                    && tried.insert((done | 1 << index, next.clone()))
                {
                    open.push((done | 1 << index, next));
                }
            }
        }
        let mut calls = calls.clone();
        calls.sort_by_key(|call| call.begin);
        panic!("no order explains these calls: {calls:#?}");
    }
}

/// Runs goroutines to their ends.
fn all(bodies: Vec<Box<dyn FnOnce() + Send>>) {
    let handles: Vec<_> = bodies.into_iter().map(spawn).collect();
    handles.into_iter().for_each(|handle| handle.join().unwrap());
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chan {
    Sent(u32),
    SendClosed,
    Full,
    Received(u32),
    Empty,
    ReceiveClosed,
    Close,
}

/// What is in a channel, and whether it is closed.
type Held = (VecDeque<u32>, bool);

/// A channel as something sequential. Without a buffer a value is handed over: whatever comes next takes it.
fn channel(capacity: usize) -> impl Fn(&Held, &Chan) -> Option<Held> {
    move |(queue, closed), what| {
        let (mut queue, closed) = (queue.clone(), *closed);
        let handed_over = capacity == 0 && !queue.is_empty();
        if handed_over && !matches!(what, Chan::Received(_)) {
            return None;
        }
        let possible = match *what {
            Chan::Sent(value) => {
                let has_room = queue.len() < capacity.max(1);
                queue.push_back(value);
                has_room && !closed
            }
            Chan::SendClosed => closed,
            // Without a buffer nobody may be there to take or to give, which the model does not know.
            Chan::Full => queue.len() == capacity && !closed,
            Chan::Received(value) => queue.pop_front() == Some(value),
            Chan::Empty => queue.is_empty() && !closed,
            Chan::ReceiveClosed => queue.is_empty() && closed,
            Chan::Close => return Some((queue, true)),
        };
        possible.then_some((queue, closed))
    }
}

fn send(tx: &Sender<u32>, value: u32) -> Chan {
    if tx.send(value).is_ok() { Chan::Sent(value) } else { Chan::SendClosed }
}

fn try_send(tx: &Sender<u32>, value: u32) -> Chan {
    match tx.try_send(value) {
        Ok(()) => Chan::Sent(value),
        Err(TrySendError::Full(_)) => Chan::Full,
        Err(TrySendError::Disconnected(_)) => Chan::SendClosed,
    }
}

fn recv(rx: &Receiver<u32>) -> Chan {
    rx.recv().map_or(Chan::ReceiveClosed, Chan::Received)
}

fn try_recv(rx: &Receiver<u32>) -> Chan {
    match rx.try_recv() {
        Ok(value) => Chan::Received(value),
        Err(TryRecvError::Empty) => Chan::Empty,
        Err(TryRecvError::Disconnected) => Chan::ReceiveClosed,
    }
}

/// Two who send, two who receive, and one who closes.
fn channels(capacity: usize) {
    let history = History::new();
    let (tx, rx) = bounded(capacity);
    let (a, b, c, d) = (history.clone(), history.clone(), history.clone(), history.clone());
    let (tx_a, tx_b, rx_c, rx_d) = (tx.clone(), tx.clone(), rx.clone(), rx.clone());
    let receivers: Vec<Box<dyn FnOnce() + Send>> = vec![
        Box::new(move || {
            c.note(|| recv(&rx_c));
            runtime::yield_now();
            c.note(|| try_recv(&rx_c));
            c.note(|| recv(&rx_c));
        }),
        Box::new(move || {
            let closed = std::cell::Cell::new(false);
            while !closed.get() {
                d.note(|| {
                    let what = recv(&rx_d);
                    closed.set(what == Chan::ReceiveClosed);
                    what
                });
            }
        }),
    ];
    let receivers: Vec<_> = receivers.into_iter().map(spawn).collect();
    let closer = spawn(move || {
        history.note(|| send(&tx, 7));
        history.note(|| {
            tx.close();
            Chan::Close
        });
        history
    });
    all(vec![
        Box::new(move || {
            a.note(|| send(&tx_a, 1));
            a.note(|| try_send(&tx_a, 2));
            a.note(|| send(&tx_a, 3));
        }),
        Box::new(move || {
            b.note(|| send(&tx_b, 4));
            runtime::yield_now();
            b.note(|| try_send(&tx_b, 5));
        }),
    ]);
    receivers.into_iter().for_each(|handle| handle.join().unwrap());
    let history = closer.join().unwrap();
    drop(rx);
    history.check((VecDeque::new(), false), channel(capacity));
}

#[test]
fn channels_without_a_buffer() {
    Explorer::new().schedules(SCHEDULES).run(|| channels(0));
}

#[test]
fn channels_with_a_buffer() {
    Explorer::new().schedules(SCHEDULES).run(|| channels(1));
    Explorer::new().seed(SCHEDULES).schedules(SCHEDULES).run(|| channels(2));
}

/// What a `select!` over two channels did.
#[derive(Clone, Copy, Debug)]
enum Select {
    First(Chan),
    Second(Chan),
    Neither,
}

fn selects(capacity: usize) {
    let history = History::new();
    let ((tx_1, rx_1), (tx_2, rx_2)) = (bounded(capacity), bounded(capacity));
    let receivers: Vec<_> = (0..2)
        .map(|_| {
            let (history, rx_1, rx_2) = (history.clone(), rx_1.clone(), rx_2.clone());
            spawn(move || {
                for _ in 0..2 {
                    history.note(|| {
                        select! {
                            v = <-rx_1 => Select::First(v.map_or(Chan::ReceiveClosed, Chan::Received)),
                            v = <-rx_2 => Select::Second(v.map_or(Chan::ReceiveClosed, Chan::Received)),
                        }
                    });
                }
                history.note(|| {
                    select! {
                        v = <-rx_1 => Select::First(v.map_or(Chan::ReceiveClosed, Chan::Received)),
                        v = <-rx_2 => Select::Second(v.map_or(Chan::ReceiveClosed, Chan::Received)),
                        default => Select::Neither,
                    }
                });
            })
        })
        .collect();
    let senders: Vec<_> = (0..2)
        .map(|who| {
            let (history, tx_1, tx_2) = (history.clone(), tx_1.clone(), tx_2.clone());
            spawn(move || {
                for i in 0..3 {
                    let value = 10 * who + i;
                    history.note(|| {
                        select! {
                            r = tx_1 <- value => Select::First(r.map_or(Chan::SendClosed, |()| Chan::Sent(value))),
                            r = tx_2 <- value => Select::Second(r.map_or(Chan::SendClosed, |()| Chan::Sent(value))),
                        }
                    });
                }
            })
        })
        .collect();
    receivers.into_iter().for_each(|handle| handle.join().unwrap());
    for tx in [&tx_1, &tx_2] {
        history.note(|| {
            tx.close();
            if tx.same_channel(&tx_1) { Select::First(Chan::Close) } else { Select::Second(Chan::Close) }
        });
    }
    senders.into_iter().for_each(|handle| handle.join().unwrap());
    let model = channel(capacity);
    let start = (VecDeque::new(), false);
    history.check((start.clone(), start), |(first, second), what| {
        // Without a buffer, a value that is handed over by one channel is taken before anything happens at the other.
        let at_rest = |(queue, _): &Held| capacity > 0 || queue.is_empty();
        match what {
            Select::First(what) => at_rest(second).then(|| model(first, what))?.map(|first| (first, second.clone())),
            Select::Second(what) => at_rest(first).then(|| model(second, what))?.map(|second| (first.clone(), second)),
            Select::Neither => {
                let empty = |(queue, closed): &Held| queue.is_empty() && !closed;
                (empty(first) && empty(second)).then(|| (first.clone(), second.clone()))
            }
        }
    });
}

#[test]
fn selects_over_two_channels() {
    Explorer::new().schedules(SCHEDULES).run(|| selects(0));
    Explorer::new().seed(SCHEDULES).schedules(SCHEDULES).run(|| selects(1));
}

/// What happened at a lock.
#[derive(Clone, Copy, Debug)]
enum Lock {
    Write,
    TryWrite(bool),
    EndWrite,
    Read,
    TryRead(bool),
    EndRead,
}

/// A lock as something sequential: how many read, and whether somebody writes. A `try_` may fail because somebody waits.
fn lock(&(readers, writes): &(u32, bool), what: &Lock) -> Option<(u32, bool)> {
    match *what {
        Lock::Write | Lock::TryWrite(true) => (readers == 0 && !writes).then_some((0, true)),
        Lock::TryWrite(false) => (readers > 0 || writes).then_some((readers, writes)),
        Lock::EndWrite => writes.then_some((0, false)),
        Lock::Read | Lock::TryRead(true) => (!writes).then_some((readers + 1, false)),
        Lock::TryRead(false) => (readers > 0 || writes).then_some((readers, writes)),
        Lock::EndRead => (readers > 0).then(|| (readers - 1, writes)),
    }
}

/// Takes something, lets others in, and gives it back.
fn hold<O: Clone + Debug, G>(history: &History<O>, take: impl FnOnce() -> G, taken: O, given_back: O) {
    let mut guard = None;
    history.note(|| {
        guard = Some(take());
        taken
    });
    runtime::yield_now();
    history.note(|| {
        drop(guard);
        given_back
    });
}

/// Gives it back at once, if it was to be had.
fn try_hold<O: Clone + Debug, G>(
    history: &History<O>,
    take: impl FnOnce() -> Option<G>,
    tried: impl FnOnce(bool) -> O,
    given_back: O,
) {
    let mut guard = None;
    history.note(|| {
        guard = take();
        tried(guard.is_some())
    });
    if guard.is_some() {
        history.note(|| {
            drop(guard);
            given_back
        });
    }
}

#[test]
fn mutexes() {
    Explorer::new().schedules(SCHEDULES).run(|| {
        let (history, mutex) = (History::new(), Arc::new(Mutex::new(())));
        let who = |history: Arc<History<Lock>>, mutex: Arc<Mutex<()>>| {
            for _ in 0..2 {
                hold(&history, || mutex.lock(), Lock::Write, Lock::EndWrite);
                try_hold(&history, || mutex.try_lock(), Lock::TryWrite, Lock::EndWrite);
            }
        };
        all((0..3)
            .map(|_| -> Box<dyn FnOnce() + Send> {
                let (history, mutex) = (history.clone(), mutex.clone());
                Box::new(move || who(history, mutex))
            })
            .collect());
        history.check((0, false), lock);
    });
}

#[test]
fn read_write_locks() {
    Explorer::new().schedules(SCHEDULES).run(|| {
        let (history, door) = (History::new(), Arc::new(RwLock::new(())));
        let writer = |history: Arc<History<Lock>>, door: Arc<RwLock<()>>| {
            for _ in 0..2 {
                hold(&history, || door.write(), Lock::Write, Lock::EndWrite);
            }
        };
        let reader = |history: Arc<History<Lock>>, door: Arc<RwLock<()>>| {
            for _ in 0..2 {
                hold(&history, || door.read(), Lock::Read, Lock::EndRead);
            }
            try_hold(&history, || door.try_read(), Lock::TryRead, Lock::EndRead);
        };
        let mut bodies: Vec<Box<dyn FnOnce() + Send>> = Vec::new();
        for _ in 0..2 {
            let (history, door) = (history.clone(), door.clone());
            let (other_history, other_door) = (history.clone(), door.clone());
            bodies.push(Box::new(move || writer(history, door)));
            bodies.push(Box::new(move || reader(other_history, other_door)));
        }
        all(bodies);
        history.check((0, false), lock);
    });
}

/// Permits that are taken and given back.
#[test]
fn semaphores() {
    Explorer::new().schedules(SCHEDULES).run(|| {
        let (history, permits) = (History::new(), Arc::new(Semaphore::new(3)));
        let bodies = [1, 2, 3, 2].map(|n: usize| -> Box<dyn FnOnce() + Send> {
            let (history, permits) = (history.clone(), permits.clone());
            Box::new(move || {
                for _ in 0..2 {
                    let count = isize::try_from(n).unwrap();
                    hold(&history, || permits.acquire_many(n), -count, count);
                }
            })
        });
        all(bodies.into());
        history.check(3_isize, |free, change| Some(free + change).filter(|free| (0..=3).contains(free)));
    });
}

/// What happened at a group, or at a `Once`.
#[derive(Clone, Copy, Debug)]
enum Group {
    Add,
    Done,
    Waited,
}

#[test]
fn wait_groups() {
    Explorer::new().schedules(SCHEDULES).run(|| {
        let (history, wg) = (History::new(), WaitGroup::new());
        for _ in 0..3 {
            history.note(|| {
                wg.add(1);
                Group::Add
            });
        }
        let mut bodies: Vec<Box<dyn FnOnce() + Send>> = Vec::new();
        for member in 0..3 {
            let (history, wg) = (history.clone(), wg.clone());
            bodies.push(Box::new(move || {
                if member == 0 {
                    // A member may add others.
                    history.note(|| {
                        wg.add(1);
                        Group::Add
                    });
                    runtime::yield_now();
                    history.note(|| {
                        wg.done();
                        Group::Done
                    });
                }
                history.note(|| {
                    wg.done();
                    Group::Done
                });
            }));
        }
        for _ in 0..2 {
            let (history, wg) = (history.clone(), wg.clone());
            bodies.push(Box::new(move || {
                history.note(|| {
                    wg.wait();
                    Group::Waited
                });
            }));
        }
        all(bodies);
        history.check(0_u32, |count, what| match what {
            Group::Add => Some(count + 1),
            Group::Done => count.checked_sub(1),
            Group::Waited => (*count == 0).then_some(0),
        });
    });
}

#[test]
fn initialisers() {
    Explorer::new().schedules(SCHEDULES).run(|| {
        let (once, calls) = (Arc::new(Once::new()), Arc::new(AtomicUsize::new(0)));
        all((0..3)
            .map(|_| -> Box<dyn FnOnce() + Send> {
                let (once, calls) = (once.clone(), calls.clone());
                Box::new(move || {
                    once.call_once(|| {
                        runtime::yield_now();
                        calls.fetch_add(1, Ordering::Relaxed);
                    });
                    assert_eq!(calls.load(Ordering::Relaxed), 1, "it has been called when anybody returns");
                })
            })
            .collect());
    });
}

/// The checker itself: what no channel does is refused.
#[test]
fn a_wrong_history_is_refused() {
    let history = History::new();
    for what in [Chan::Sent(1), Chan::Sent(2), Chan::Received(2), Chan::Received(1)] {
        history.note(|| what);
    }
    let refused = std::panic::catch_unwind(|| history.check((VecDeque::new(), false), channel(2)));
    assert!(refused.unwrap_err().downcast::<String>().unwrap().starts_with("no order explains these calls"));
}
