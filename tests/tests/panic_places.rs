//! A panic of the library that its caller has brought about is reported at the caller's line.

#![forbid(unsafe_code)]

use goroutines::channel::{Select, bounded, unbounded};
use goroutines::prelude::*;
use goroutines::runtime::set_max_blocking_threads;
use goroutines::sync::{ErrGroup, Semaphore, WaitGroup};
use goroutines::time::{Duration, Ticker};
use goroutines::{Builder, goroutine_local};
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, Location, catch_unwind};
use std::sync::Mutex;

static PLACE: Mutex<Option<(String, u32)>> = Mutex::new(None);

/// Runs a function that panics on the line of this call, and returns the message.
#[track_caller]
fn panics_here(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).expect_err("it panics");
    let here = Location::caller();
    let place = PLACE.lock().unwrap().take().expect("the hook was called");
    assert_eq!(place, (here.file().to_owned(), here.line()));
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&str>().unwrap()).to_owned(),
    }
}

goroutine_local! {
    static VALUE: RefCell<u32> = RefCell::new(1);
    static NEEDS_ITSELF: Cell<u32> = Cell::new(NEEDS_ITSELF.get());
}

const NEEDED_AT: u32 = line!() - 3;

#[test]
#[rustfmt::skip]
fn what_an_argument_causes_is_reported_at_its_line() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        report(info);
        let place = info.location().expect("there is one");
        *PLACE.lock().unwrap() = Some((place.file().to_owned(), place.line()));
    }));

    let text = panics_here(|| drop(bounded::<u8>(usize::MAX)));
    assert_eq!(
        text,
        "makechan: size out of range: 18446744073709551615 values of 1 bytes do not fit into memory; a channel that is to take \
         any number of values is made with `unbounded`",
    );
    panics_here(|| drop(bounded::<[u64; 8]>(usize::MAX >> 5)));
    panics_here(|| drop(chan::<()>(usize::MAX)));

    let (tx, rx) = unbounded::<i32>();
    let (other_tx, other_rx) = unbounded::<i32>();
    tx.send(1).unwrap();
    panics_here(|| Select::new().remove(0));
    panics_here(|| { let mut select = Select::new(); select.recv(&rx); select.remove(0); select.remove(0); });
    panics_here(|| { Select::new().select().index(); });
    panics_here(|| { Select::new().ready(); });
    panics_here(|| { let mut select = Select::new(); select.recv(&rx); let _ = select.select().recv(&other_rx); });
    tx.send(2).unwrap();
    panics_here(|| { let mut select = Select::new(); select.recv(&rx); let _ = select.select().send(&tx, 1); });
    panics_here(|| { let mut select = Select::new(); select.send(&tx); let _ = select.select().send(&other_tx, 1); });

    panics_here(|| drop(Ticker::new(Duration::ZERO)));
    let ticker = Ticker::new(Duration::from_secs(3600));
    panics_here(|| ticker.reset(Duration::ZERO));

    panics_here(|| WaitGroup::new().done());
    panics_here(|| WaitGroup::new().add(-2));
    panics_here(|| { let wg = WaitGroup::new(); wg.add(isize::MAX); wg.add(isize::MAX); wg.add(isize::MAX); });
    panics_here(|| Semaphore::new(1).release(1));
    panics_here(|| { set_max_blocking_threads(0); });

    let group = ErrGroup::<String>::new();
    let (stop, stopped) = chan::<()>(0);
    group.go(move || { let _ = stopped.recv(); Ok(()) });
    panics_here(|| group.set_limit(1));
    drop(stop);
    group.wait().unwrap();

    panics_here(|| VALUE.with_borrow_mut(|_| VALUE.set(2)));
    panics_here(|| VALUE.with_borrow_mut(|_| VALUE.with_borrow(|_| ())));
    panics_here(|| VALUE.with_borrow(|_| VALUE.with_borrow_mut(|_| ())));
    panics_here(|| { VALUE.with_borrow(|_| VALUE.take()); });

    // Where the initialiser asks.
    let _ = catch_unwind(|| NEEDS_ITSELF.get()).unwrap_err();
    assert_eq!(PLACE.lock().unwrap().take().unwrap(), (file!().to_owned(), NEEDED_AT));

    let handle = go!(|| 5);
    select! { result = <-handle => assert_eq!(result.unwrap(), 5) }
    panics_here(|| { let _ = handle.join(); });
    panics_here(|| go!(#[goroutine(stack_size = usize::MAX)] || ()).join().unwrap());
    assert!(Builder::new().stack_size(usize::MAX).spawn(|| ()).is_err());

    let (closed, _) = chan::<i32>(0);
    panics_here(|| select! { closed <- 1 => () });
}
