//! What may be written in a `select!`.
//!
//! Covers the syntax half of crossbeam's `select_macro.rs`, in its dialect.

use goroutines::channel::{Receiver, RecvError, SendError, Sender, bounded, never, select, select_biased, unbounded};
use goroutines_tests::{World, both, ms};
use std::ops::Deref;

// cb:select_macro.rs references; SE-21
#[allow(clippy::unnecessary_literal_unwrap)]
fn handles_may_be_behind_references(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    select! {
        send(&&&tx, 1) -> sent => sent.unwrap(),
    }
    select! {
        recv(&&&rx) -> value => assert_eq!(value, Ok(1)),
    }
    let nothing = never();
    let chosen = Some(&rx);
    select! {
        recv(chosen.unwrap_or(&nothing)) -> _ => panic!(),
        default => {}
    }
    select! {
        recv(Some(rx).unwrap_or_else(never)) -> _ => panic!(),
        default => {}
    }
    drop(tx);
}

// cb:select_macro.rs case_blocks; SE-21
#[allow(clippy::match_single_binding, clippy::diverging_sub_expression, clippy::never_loop)]
fn bodies_may_be_any_expression(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    let number = select! {
        recv(rx) -> _ => 3.0,
        recv(rx) -> _ => loop {
            unreachable!()
        },
        recv(rx) -> _ => match 7 + 3 {
            _ => unreachable!()
        },
        default => 7.
    };
    assert_eq!(number, 7.0);
    select! {
        recv(rx) -> value => if value.is_ok() {
            unreachable!()
        },
        default => ()
    }
    drop(tx);
}

// cb:select_macro.rs move_handles, once_receiver, once_sender; SE-21
fn handles_may_come_from_functions_that_run_once(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    let token = Box::new(());
    let get_tx = move || {
        drop(token);
        tx
    };
    let get_rx = move || rx;
    select! {
        send(get_tx(), 5) -> sent => sent.unwrap(),
        recv(get_rx()) -> _ => panic!(),
    }
    let (tx, rx) = unbounded::<i32>();
    drop(tx);
    let get_rx = move || rx;
    select! { recv(get_rx()) -> value => assert!(value.is_err()) }
}

// cb:select_macro.rs once_blocks
fn bodies_may_consume_what_they_capture(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    let (first, second) = (Box::new(1), Box::new(2));
    let got = select! {
        send(tx, 0) -> _ => *first,
        default => *second,
    };
    assert_eq!(got, 1);
    let (first, second) = (Box::new(1), Box::new(2));
    let got = select_biased! {
        recv(rx) -> _ => *first,
        send(tx, 0) -> _ => *second,
    };
    assert_eq!(got, 1);
}

// cb:select_macro.rs infer_types
fn types_are_inferred_from_what_follows(_world: World) {
    let (tx, rx) = unbounded();
    select! {
        recv(rx) -> _ => {}
        default => {}
    }
    tx.send(()).unwrap();
    let (tx, rx) = unbounded();
    select! { send(tx, ()) -> _ => {} }
    rx.recv().unwrap();
}

// cb:select_macro.rs default_syntax, default_only, trailing_comma; SE-15, SE-22
fn default_has_three_forms(_world: World) {
    let (tx, rx) = bounded::<i32>(0);
    select! {
        recv(rx) -> _ => panic!(),
        default => {}
    }
    select! {
        send(tx, 0) -> _ => panic!(),
        default() => {},
    }
    select! {
        recv(rx) -> _ => panic!(),
        default(ms(1)) => {}
    }
    select! { default => {} }
    select! { default() => {} }
    select! { default(ms(1)) => {}, }
}

// cb:select_macro.rs same_variable_name
fn a_binding_may_have_the_receivers_name(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    drop(tx);
    select! {
        recv(rx) -> rx => assert!(rx.is_err()),
    }
}

// cb:select_macro.rs handles_on_heap, deref; SE-21
fn handles_may_be_dereferenced(_world: World) {
    struct Wrapped<H>(H);
    impl<H> Deref for Wrapped<H> {
        type Target = H;
        fn deref(&self) -> &H {
            &self.0
        }
    }
    let (tx, rx) = bounded::<i32>(1);
    let (boxed_tx, boxed_rx) = (Box::new(tx.clone()), Box::new(rx.clone()));
    select! {
        send(*boxed_tx, 1) -> sent => sent.unwrap(),
    }
    select! {
        recv(*boxed_rx) -> value => assert_eq!(value, Ok(1)),
    }
    let (wrapped_tx, wrapped_rx) = (Wrapped(tx), Wrapped(rx));
    select! {
        recv(wrapped_rx) -> _ => panic!(),
        send(wrapped_tx, 2) -> sent => sent.unwrap(),
    }
    assert_eq!(wrapped_rx.recv(), Ok(2));
}

// cb:select_macro.rs nesting, parse_nesting; SE-22
fn selects_nest(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    select! {
        send(tx, 0) -> sent => {
            sent.unwrap();
            select! {
                recv(rx) -> value => {
                    assert_eq!(value, Ok(0));
                    select! {
                        recv(rx) -> _ => panic!(),
                        default => select! {
                            send(tx, 1) -> sent => {
                                sent.unwrap();
                                select! {
                                    recv(rx) -> value => assert_eq!(value, Ok(1)),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

// cb:select_macro.rs evaluate; SE-21
fn a_select_has_a_value(_world: World) {
    let (tx, rx) = unbounded::<i32>();
    let words: Vec<String> = (0..3)
        .map(|round| {
            if round == 0 {
                select! {
                    recv(rx) -> _ => "received".into(),
                    send(tx, 0) -> _ => "sent".to_owned(),
                    default => "neither".to_string(),
                }
            } else {
                select! {
                    recv(rx) -> _ => "received".into(),
                    default => "neither".to_string(),
                }
            }
        })
        .collect();
    assert_eq!(words, ["sent", "received", "neither"]);
}

// cb:select_macro.rs result_types
fn results_have_crossbeams_types(_world: World) {
    let (tx, rx) = bounded::<i32>(0);
    let (_, closed_rx) = bounded::<i32>(0);
    let (closed_tx, _) = bounded::<i32>(0);
    select! {
        recv(closed_rx) -> value => { let _: Result<i32, RecvError> = value; },
        default(ms(100_000)) => panic!(),
    }
    select! {
        send(closed_tx, 0) -> sent => {
            let sent: Result<(), SendError<i32>> = sent;
            assert_eq!(sent, Err(SendError(0)));
        }
        recv(rx) -> value => { let _: Result<i32, RecvError> = value; }
    }
    drop(tx);
}

// cb:select_macro.rs panic_sender, panic_receiver; SE-02
fn a_panic_in_an_operand_comes_through(_world: World) {
    fn no_sender() -> Sender<i32> {
        panic!("no sender")
    }
    fn no_receiver() -> Receiver<i32> {
        panic!("no receiver")
    }
    let sending = std::panic::catch_unwind(|| {
        select! {
            send(no_sender(), 0) -> _ => {}
            default => {}
        }
    });
    assert_eq!(sending.unwrap_err().downcast_ref(), Some(&"no sender"));
    let receiving = std::panic::catch_unwind(|| {
        select! {
            recv(no_receiver()) -> _ => {}
            default => {}
        }
    });
    assert_eq!(receiving.unwrap_err().downcast_ref(), Some(&"no receiver"));
}

both!(
    handles_may_be_behind_references,
    bodies_may_be_any_expression,
    handles_may_come_from_functions_that_run_once,
    bodies_may_consume_what_they_capture,
    types_are_inferred_from_what_follows,
    default_has_three_forms,
    a_binding_may_have_the_receivers_name,
    handles_may_be_dereferenced,
    selects_nest,
    a_select_has_a_value,
    results_have_crossbeams_types,
    a_panic_in_an_operand_comes_through,
);
