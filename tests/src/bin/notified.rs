//! Programs for the tests of signals as messages.

#![deny(unsafe_code)]

use goroutines::context::{Context, ContextError};
use goroutines::prelude::*;
use goroutines::process::Command;
use goroutines::signal::{Received, Signal, notify, notify_context};
use goroutines::time::sleep;
use goroutines_tests::ms;
use signal_hook::low_level::raise;
use std::env;
use std::process::id;

#[goroutine]
fn main() {
    match env::args().nth(1).as_deref() {
        Some("each") => receive_each(),
        Some("all") => receive_what_can_be_caught(),
        Some("alone") => wait_for_nothing_else(false),
        Some("alone-context") => wait_for_nothing_else(true),
        Some("dropped") => wait_after_dropping(),
        Some("default") => end_by_default(),
        Some("context") => cancel_by_signal(),
        Some("twice") => end_by_the_second(),
        Some("cancelled") => end_after_cancelling(),
        Some("quit") => listen_to_quit(),
        Some("busy") => compute_until_told(),
        Some("storm") => receive_a_storm(),
        Some("ignored") => end_what_was_ignored(),
        Some("fork") => raise_in_a_child(),
        other => panic!("no scenario {other:?}"),
    }
}

fn send(signal: Signal) {
    raise(signal.as_raw()).unwrap();
}

fn receive_each() {
    let (both, one) = (notify(&[Signal::INTERRUPT, Signal::USER1]), notify(&[Signal::USER1]));
    send(Signal::INTERRUPT);
    println!("{}", both.recv().unwrap());
    send(Signal::USER1);
    println!("{} {:?}", both.recv().unwrap(), one.recv().unwrap());
    println!("{}", both.is_empty() && one.is_empty());
}

fn receive_what_can_be_caught() {
    let all = notify(&[]);
    for signal in [Signal::WINDOW_CHANGE, Signal::HANGUP, Signal::TERMINATE] {
        send(signal);
        println!("{}", all.recv().unwrap());
    }
}

/// Has another process send the signal after a while: a thread of this one would keep the report from coming.
fn send_later(signal: &str) {
    let kill = format!("sleep 0.3; kill -{signal} {}", id());
    Command::new("sh").args(["-c", &kill]).spawn().unwrap();
}

fn wait_for_nothing_else(with_context: bool) {
    send_later("INT");
    if with_context {
        let (ctx, _stop) = notify_context(&Context::background(), &[Signal::INTERRUPT]);
        let _ = ctx.done().recv();
        println!("{}", ctx.cause().unwrap());
    } else {
        println!("{}", notify(&[Signal::INTERRUPT]).recv().unwrap());
    }
}

fn wait_after_dropping() {
    let (ctx, stop) = notify_context(&Context::background(), &[Signal::INTERRUPT]);
    drop(notify(&[Signal::USER1]));
    stop.cancel();
    let (_tx, rx) = chan::<()>(0);
    println!("{:?}", ctx.err());
    let _ = rx.recv();
}

fn end_by_default() {
    let rx = notify(&[Signal::TERMINATE]);
    send(Signal::TERMINATE);
    println!("{}", rx.recv().unwrap());
    drop(rx);
    send(Signal::TERMINATE);
    sleep(ms(100_000));
}

fn cancel_by_signal() {
    let (parent, cancel) = Context::background().with_cancel();
    let (ctx, _stop) = notify_context(&parent, &[Signal::INTERRUPT, Signal::TERMINATE]);
    let (child, _) = ctx.with_cancel();
    send(Signal::TERMINATE);
    let _ = child.done().recv();
    assert_eq!((ctx.err(), parent.err()), (Some(ContextError::Canceled), None));
    assert_eq!(child.cause().unwrap().downcast_ref(), Some(&Received(Signal::TERMINATE)));
    println!("{}", ctx.cause().unwrap());
    let (other, _stop) = notify_context(&parent, &[Signal::USER2]);
    cancel.cancel();
    let _ = other.done().recv();
    println!("{}", other.cause().unwrap());
}

fn end_by_the_second() {
    let (ctx, _stop) = notify_context(&Context::background(), &[Signal::INTERRUPT]);
    send(Signal::INTERRUPT);
    let _ = ctx.done().recv();
    println!("cleans up");
    send(Signal::INTERRUPT);
    sleep(ms(100_000));
}

fn end_after_cancelling() {
    let (_ctx, stop) = notify_context(&Context::background(), &[Signal::INTERRUPT]);
    stop.cancel();
    send(Signal::INTERRUPT);
    sleep(ms(100_000));
}

fn listen_to_quit() {
    let rx = notify(&[Signal::QUIT]);
    send(Signal::QUIT);
    println!("{}", rx.recv().unwrap());
    drop(rx);
    send(Signal::QUIT);
    sleep(ms(100_000));
}

/// Without a checkpoint, on the only worker.
fn compute_until_told() {
    let (ctx, _stop) = notify_context(&Context::background(), &[Signal::INTERRUPT]);
    send(Signal::INTERRUPT);
    #[goroutine(allow(busy_try))]
    fn until_done(ctx: &Context) {
        while ctx.err().is_none() {
            std::hint::spin_loop();
        }
    }
    until_done(&ctx);
    println!("told");
}

/// None is lost: each comes after the one before was received.
fn receive_a_storm() {
    let (rx, other) = (notify(&[Signal::USER1]), notify(&[Signal::USER2]));
    for _ in 0..1_000 {
        send(Signal::USER1);
        send(Signal::USER2);
        assert_eq!(rx.recv(), Ok(Signal::USER1));
        assert_eq!(other.recv(), Ok(Signal::USER2));
    }
    // As many as nobody receives. The last may be under way when the receiver is gone: they came before.
    for _ in 0..1_000 {
        send(Signal::USER1);
    }
    println!("{}", rx.len() <= 16);
    drop(rx);
    sleep(ms(20));
}

/// The process was started with SIGHUP ignored.
fn end_what_was_ignored() {
    let rx = notify(&[Signal::HANGUP]);
    send(Signal::HANGUP);
    println!("{}", rx.recv().unwrap());
    drop(rx);
    send(Signal::HANGUP);
    sleep(ms(100));
    println!("goes on");
}

#[allow(unsafe_code)]
fn raise_in_a_child() {
    let rx = notify(&[Signal::TERMINATE]);
    // SAFETY: the child does nothing but raise a signal, or end.
    let child = unsafe { libc::fork() };
    if child == 0 {
        send(Signal::TERMINATE);
        // SAFETY: takes a number.
        unsafe { libc::_exit(7) };
    }
    let mut status = 0;
    // SAFETY: `status` is a valid place.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    println!("{} {}", libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGTERM, rx.is_empty());
}
