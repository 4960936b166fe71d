//! What a `select!` evaluates, when, and where its control flow leads. The ids are CONFORMANCE's.

#![deny(warnings)]

use std::cell::RefCell;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use goroutines::{Receiver, Sender, chan, goroutine, select};

thread_local! {
    static ORDER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn note<T>(n: u8, value: T) -> T {
    ORDER.with_borrow_mut(|order| order.push(n));
    value
}

fn question_mark(rx: &Receiver<u8>) -> Result<u8, goroutines::channel::RecvError> {
    loop {
        select! {
            v = <-rx => {
                let v = v?;
                if v == 0 {
                    continue;
                }
                return Ok(v);
            }
        }
    }
}

fn leaves_in_the_value(tx: &Sender<u8>) -> Option<u8> {
    select! {
        tx <- absent()? => Some(1),
    }
}

fn absent() -> Option<u8> {
    None
}

#[goroutine]
fn main() {
    let (tx, rx) = chan::<u8>(1);
    let (full, _keep) = chan::<u8>(1);
    full.send(1).unwrap();

    // SE-01: the channels once each, in source order, and the timeout in its place; SE-03 and
    // XB-01: the value of no arm but the chosen one.
    select! {
        r = note(1, &full) <- note(90, 1) => unreachable!("{r:?}"),
        _ = <-note(2, &rx) => unreachable!(),
        default(note(3, Duration::ZERO)) => {}
        r = note(4, &full) <- note(91, 1) => unreachable!("{r:?}"),
        <-note(92, &rx) if note(5, false) => {}
        <-note(7, &rx) if note(6, true) => {}
    }
    assert_eq!(ORDER.take(), [1, 2, 3, 4, 5, 6, 7]);

    select! {
        send(note(1, &tx), note(2, 5)) -> r => r.unwrap(),
    }
    assert_eq!(ORDER.take(), [1, 2]);
    assert_eq!(rx.recv(), Ok(5));

    // SE-02: a panic in a channel expression comes out, whatever is ready.
    let caught = std::panic::catch_unwind(|| {
        select! {
            <-panicking() => {}
            default => {}
        }
    });
    assert!(caught.is_err());

    // SE-20: `continue`, `return`, `?`, `break` and labels are those around the select.
    std::thread::scope(|scope| {
        scope.spawn(|| {
            tx.send(0).unwrap();
            tx.send(3).unwrap();
        });
        assert_eq!(question_mark(&rx), Ok(3));
    });
    assert_eq!(leaves_in_the_value(&tx), None);
    let n = 0;
    let n = 'outer: loop {
        loop {
            select! {
                tx <- if n == 0 { break 'outer 7 } else { 1 } => unreachable!(),
            }
        }
    };
    assert_eq!(n, 7);

    // Temporaries of a channel expression live until the choice has been carried out, and are gone
    // when the body runs.
    let shared = Arc::new(Mutex::new((tx.clone(), rx.clone())));
    select! {
        shared.lock().unwrap().0 <- 8 => assert!(shared.try_lock().is_ok()),
    }
    select! {
        v = <-shared.lock().unwrap().1 if true => {
            assert!(shared.try_lock().is_ok());
            assert_eq!(v, Ok(8));
        }
    }
    // Without a binding the value is dropped before the body runs.
    let (values, taken) = chan::<Arc<u8>>(1);
    let value = Arc::new(1);
    values.send(value.clone()).unwrap();
    select! {
        <-taken => assert_eq!(Arc::strong_count(&value), 1),
    }

    // SE-21, NI-02: wrappers, and nil channels.
    let boxed: Box<Receiver<u8>> = Box::new(rx.clone());
    let arced = Arc::new(tx);
    let nil: Option<&Receiver<u8>> = None;
    let some = Some(&rx);
    select! {
        arced <- 1 => {}
        <-nil => unreachable!(),
    }
    select! {
        v = <-some => assert_eq!(v, Ok(1)),
        <-nil => unreachable!(),
    }
    select! {
        <-boxed => unreachable!(),
        recv(&boxed) -> _ => unreachable!(),
        default => {}
    }
}

fn panicking() -> Receiver<u8> {
    panic!("in a channel expression")
}
