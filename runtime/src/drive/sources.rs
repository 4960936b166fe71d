//! The sources of the process: a table whose places stay where they are, so that a poller's token can name one.
//!
//! It grows by chunks, each twice as long as the one before, and never shrinks: places of sockets that were closed are taken
//! again, the last one first, whose memory is still warm.

#![forbid(unsafe_code)]

use super::source::{Source, index_of};
use crate::base::lock::SpinLock;
use crate::base::shim;
use crate::base::shim::poller::Event;
use crate::wait::waiter::Wake;
use std::os::fd::BorrowedFd;
use std::sync::{Mutex, OnceLock, PoisonError};

/// The first chunk has so many places.
const FIRST: usize = 64;

const CHUNKS: usize = 26;

/// A place, and which of the free ones comes after it, plus one.
struct Place {
    source: Source,
    next: SpinLock<usize>,
}

static TABLE: [OnceLock<Box<[Place]>>; CHUNKS] = [const { OnceLock::new() }; CHUNKS];

/// The last place that became free, plus one.
struct Free(usize);

shim::statics! {
    static FREE: SpinLock<Free> = SpinLock::new(Free(0));
}

/// The chunk of a place, and where in the chunk it is.
fn locate(index: usize) -> (usize, usize) {
    let chunk = (index / FIRST + 1).ilog2();
    (chunk as usize, index - FIRST * ((1 << chunk) - 1))
}

fn place(index: usize) -> Option<&'static Place> {
    let (chunk, offset) = locate(index);
    TABLE.get(chunk)?.get()?.get(offset)
}

/// A source that nobody uses.
pub(crate) fn take() -> &'static Source {
    loop {
        let mut free = FREE.lock();
        if let Some(place) = free.0.checked_sub(1).and_then(place) {
            free.0 = *place.next.lock();
            return &place.source;
        }
        drop(free);
        grow();
    }
}

/// Gives a source back, whose socket is about to be closed.
pub(crate) fn give_back(source: &'static Source, fd: BorrowedFd<'_>) {
    source.retire(fd);
    let Some(place) = place(source.index()) else { return };
    let mut free = FREE.lock();
    *place.next.lock() = std::mem::replace(&mut free.0, source.index() + 1);
}

/// Makes another chunk, unless somebody has given a source back meanwhile.
#[cold]
fn grow() {
    static GROWING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = GROWING.lock().unwrap_or_else(PoisonError::into_inner);
    if FREE.lock().0 != 0 {
        return;
    }
    for (number, chunk) in TABLE.iter().enumerate() {
        if chunk.get().is_some() {
            continue;
        }
        let (first, length) = (FIRST * ((1 << number) - 1), FIRST << number);
        let places = (first..first + length).map(|index| {
            let next = if index + 1 < first + length { index + 2 } else { 0 };
            Place { source: Source::new(index), next: SpinLock::new(next) }
        });
        chunk.get_or_init(|| places.collect());
        let mut free = FREE.lock();
        if let Some(last) = place(first + length - 1) {
            *last.next.lock() = free.0;
        }
        free.0 = first + 1;
        return;
    }
    unreachable!("there are fewer descriptors than that");
}

/// A poller tells of an event.
#[inline]
pub(crate) fn happened(event: Event, wake: impl FnMut(Wake)) {
    if let Some(place) = place(index_of(event.token)) {
        place.source.happened(event, wake);
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;

    #[test]
    fn places_are_where_their_index_says() {
        assert_eq!([0, 63, 64, 191, 192].map(locate), [(0, 0), (0, 63), (1, 0), (1, 127), (2, 0)]);
    }

    #[test]
    fn a_place_is_taken_again() {
        let fd = std::fs::File::open("/dev/null").unwrap();
        let taken: Vec<_> = (0..200).map(|_| take()).collect();
        let mut indices: Vec<_> = taken.iter().map(|source| source.index()).collect();
        indices.sort_unstable();
        indices.dedup();
        assert_eq!(indices.len(), 200);
        for source in taken {
            assert!(std::ptr::eq(&raw const place(source.index()).unwrap().source, source));
            give_back(source, std::os::fd::AsFd::as_fd(&fd));
        }
    }
}
