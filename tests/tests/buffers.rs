//! The memory of channels' buffers: it comes with the values and goes with them, and never under a lock.

use goroutines::channel::{self, Receiver, Sender};
use goroutines::prelude::*;
use goroutines_tests::{sized, watch};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What the tests send. Its alignment tells its buffers from all else that is allocated.
#[repr(align(64))]
#[derive(Clone, Copy)]
struct Value(usize);

/// Bytes of buffers that are there now.
static BYTES: AtomicUsize = AtomicUsize::new(0);

/// A channel that the allocator looks at, as one that counts or logs in a goroutine might.
static LOOKED_AT: OnceLock<(Sender<Value>, Receiver<Value>)> = OnceLock::new();

/// How often it has.
static LOOKS: AtomicUsize = AtomicUsize::new(0);

struct Counting;

fn look() {
    if let Some((tx, _)) = LOOKED_AT.get() {
        let _ = tx.len();
        LOOKS.fetch_add(1, Ordering::Relaxed);
    }
}

// SAFETY: it is the system's allocator, with counters beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() == align_of::<Value>() {
            BYTES.fetch_add(layout.size(), Ordering::Relaxed);
            look();
        }
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if layout.align() == align_of::<Value>() {
            BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
            look();
        }
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Two blocks of a buffer, and something for the one that is used up next.
const LITTLE: usize = 16 << 10;

/// The tests count the same bytes, so they run one after the other.
fn alone() -> impl Sized {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a channel, and says how many bytes of buffer there are because of it.
fn with_channel(capacity: Option<usize>, test: impl FnOnce(&Sender<Value>, &Receiver<Value>, &dyn Fn() -> usize)) {
    let before = BYTES.load(Ordering::Relaxed);
    let (tx, rx) = capacity.map_or_else(channel::unbounded, channel::bounded);
    test(&tx, &rx, &|| BYTES.load(Ordering::Relaxed) - before);
    drop((tx, rx));
    assert_eq!(BYTES.load(Ordering::Relaxed), before);
}

/// Sends so many values, receives them, and looks at what is kept after each.
fn fill_and_drain(tx: &Sender<Value>, rx: &Receiver<Value>, values: usize, bytes: &dyn Fn() -> usize) {
    for n in 0..values {
        tx.send(Value(n)).unwrap_or_else(|_| unreachable!());
        assert!(bytes() <= size_of::<Value>() * (n + 1) + LITTLE, "{} bytes for {} values", bytes(), n + 1);
    }
    for n in 0..values {
        assert_eq!(rx.recv().unwrap().0, n);
        assert!(bytes() <= size_of::<Value>() * (values - n - 1) + LITTLE, "{} bytes for {}", bytes(), values - n - 1);
    }
}

#[test]
fn memory_comes_and_goes_with_the_values() {
    let _alone = alone();
    // The bounded ones are too large for their whole buffer to be made at once.
    for capacity in [None, Some(sized(400_000)), Some(usize::MAX >> 10)] {
        with_channel(capacity, |tx, rx, bytes| {
            assert!(bytes() <= 4 * size_of::<Value>());
            for values in [1, sized(400_000), 100, sized(20_000)] {
                fill_and_drain(tx, rx, values, bytes);
            }
        });
    }
}

/// A channel that is never empty gives back what it had at its peak, too.
#[test]
fn a_queue_that_goes_on_gives_back_its_peak() {
    let _alone = alone();
    with_channel(None, |tx, rx, bytes| {
        (0..100_000).for_each(|n| tx.send(Value(n)).unwrap_or_else(|_| unreachable!()));
        for n in 0..200_000 {
            assert_eq!(rx.recv().unwrap().0, n);
            if n >= 99_990 {
                tx.send(Value(n + 10)).unwrap_or_else(|_| unreachable!());
            } else {
                assert!(bytes() <= size_of::<Value>() * (99_999 - n) + LITTLE);
            }
        }
        assert!(bytes() <= LITTLE);
    });
}

#[test]
fn a_small_buffer_is_made_once() {
    let _alone = alone();
    with_channel(Some(100), |tx, rx, bytes| {
        assert_eq!(bytes(), 100 * size_of::<Value>());
        fill_and_drain(tx, rx, 100, &|| 0);
        assert_eq!(bytes(), 100 * size_of::<Value>());
    });
    with_channel(None, |tx, rx, bytes| {
        fill_and_drain(tx, rx, 3, bytes);
        let few = bytes();
        (0..1_000).for_each(|_| fill_and_drain(tx, rx, 3, bytes));
        assert_eq!(bytes(), few);
        assert!(few <= 8 * size_of::<Value>());
    });
}

/// Senders that wait for room, of all kinds, while the buffer goes round.
#[test]
fn a_large_full_buffer_takes_what_senders_wait_with() {
    let _watch = watch("a large full buffer");
    let _alone = alone();
    let (capacity, senders, each) = (1_500, 6, sized(4_000));
    with_channel(Some(capacity), |tx, rx, bytes| {
        let never = channel::never::<()>();
        scope(|s| {
            for sender in 0..senders {
                let never = &never;
                s.spawn(move || {
                    for n in 0..each {
                        let value = Value(sender * each + n);
                        match sender % 3 {
                            0 => tx.send(value).unwrap_or_else(|_| unreachable!()),
                            1 => goroutines::select! { tx <- value => (), _ = <-never => unreachable!() },
                            _ => while tx.send_timeout(value, std::time::Duration::from_micros(50)).is_err() {},
                        }
                    }
                });
            }
            s.spawn(move || {
                let mut next = vec![0; senders];
                for n in 0..senders * each {
                    let value = rx.recv().unwrap().0;
                    assert_eq!(value % each, next[value / each], "each sender's values come in order");
                    next[value / each] += 1;
                    if n % 64 == 0 {
                        goroutines::yield_now();
                    }
                }
            });
        });
        assert!(bytes() <= LITTLE, "{}", bytes());
    });
}

/// An allocator may use the channel that it is called for: no lock is held then.
#[test]
fn the_allocator_is_not_called_under_a_lock() {
    let _watch = watch("the allocator");
    let _alone = alone();
    let (tx, rx) = LOOKED_AT.get_or_init(channel::unbounded);
    for n in 0..10_000 {
        tx.send(Value(n)).unwrap_or_else(|_| unreachable!());
        goroutines::select! { tx <- Value(n) => () }
    }
    for n in 0..20_000 {
        assert_eq!(rx.recv().unwrap().0, n / 2);
    }
    assert!(LOOKS.load(Ordering::Relaxed) > 100);
}
