//! Digests of many inputs, a few at a time; the first that fails stops the others.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::{ErrGroup, Semaphore};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
struct Unreadable(String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cannot be read", self.0)
    }
}

impl std::error::Error for Unreadable {}

fn digest(name: &str) -> Result<u64, Unreadable> {
    if name.starts_with('.') {
        return Err(Unreadable(name.to_owned()));
    }
    Ok(name.bytes().fold(7, |sum, byte| sum * 31 + u64::from(byte)))
}

#[goroutine]
fn digest_all(ctx: &Context, names: &[&'static str]) -> Result<BTreeMap<&'static str, u64>, Unreadable> {
    let (group, ctx) = ErrGroup::with_context(ctx);
    let few = Arc::new(Semaphore::new(2));
    let (tx, digests) = chan(names.len());
    for &name in names {
        let (tx, few, ctx) = (tx.clone(), Arc::clone(&few), ctx.clone());
        group.go(move || {
            let Ok(_permit) = few.acquire_with(&ctx, 1) else { return Ok(()) };
            let sum = digest(name)?;
            select! {
                _ = tx <- (name, sum) => {}
                <-ctx.done() => {}
            }
            Ok(())
        });
    }
    drop(tx);
    group.wait()?;
    Ok(digests.iter().collect())
}

#[goroutine]
fn main() {
    let background = Context::background();
    let found = digest_all(&background, &["a", "b", "c"]).unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!(digest_all(&background, &["a", ".b"]), Err(Unreadable(".b".to_owned())));
}
