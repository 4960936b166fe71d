//! A value that one arm sends is still there for the other arms, in both dialects.

#![deny(warnings)]

use goroutines::channel::{self, Receiver, Sender, bounded, select_biased};
use goroutines::context::Context;
use goroutines::select;

fn give(t: &Sender<String>, done: &Receiver<()>, job: String) -> Result<(), String> {
    channel::select! {
        send(t, job) -> _ => Ok(()),
        recv(done) -> _ => Err(job),
    }
}

fn give_in_gos_words(t: &Sender<String>, done: &Receiver<()>, job: String) -> Result<(), String> {
    select! {
        t <- job => Ok(()),
        <-done => Err(job),
    }
}

fn with_a_context(ctx: &Context, t: &Sender<String>, job: String) -> Result<(), String> {
    select! {
        <-ctx.done() => Err(job),
        t <- job => Ok(()),
    }
}

fn with_a_default(t: &Sender<String>, job: String) -> Option<String> {
    select! {
        send(t, job) -> _ => None,
        default => Some(job),
    }
}

fn to_whom_it_fits(all: &[Sender<String>; 3], guarded: bool, job: String) -> String {
    select_biased! {
        send(all[0], job) -> r => r.unwrap_err().into_inner(),
        r = all[1] <- job if guarded => r.unwrap_err().into_inner(),
        send(all.last().unwrap(), job) -> r => r.unwrap_err().into_inner(),
        default => job + " stays",
    }
}

fn main() {
    let (t, _r) = bounded(0);
    let (d, done) = bounded::<()>(0);
    drop(d);
    assert_eq!(give(&t, &done, "x".into()), Err("x".to_string()));
    assert_eq!(give_in_gos_words(&t, &done, "x".into()), Err("x".to_string()));
    assert_eq!(with_a_default(&t, "x".into()), Some("x".to_string()));
    let (ctx, cancel) = Context::background().with_cancel();
    cancel.cancel();
    assert_eq!(with_a_context(&ctx, &t, "x".into()), Err("x".to_string()));
    let ended = || bounded(0).0;
    for all in [[ended(), t.clone(), t.clone()], [t.clone(), ended(), t.clone()], [t.clone(), t.clone(), ended()]] {
        assert_eq!(to_whom_it_fits(&all, true, "x".into()), "x");
    }
    assert_eq!(to_whom_it_fits(&[t.clone(), ended(), t], false, "x".into()), "x stays");
}
