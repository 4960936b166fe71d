use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::time::tick;
use std::time::Duration;

#[goroutine(deny(
    busy_try,
    done_on_every_path,
    dropped_at_once,
    fresh_ticker,
    open_sender,
    self_deadlock,
))]
fn some(ctx: &Context) -> Option<()> {
    let (tx, rx) = chan(0);
    tx.send(1).unwrap();
    for v in rx {
        println!("{v}");
    }
    let (_ctx, cancel) = ctx.with_cancel();
    ctx.err()?;
    cancel.cancel();
    let turns = Mutex::new(());
    let _ = turns.lock();
    let (_tx, rx) = chan::<()>(0);
    loop {
        select! {
            _ = <-rx => {}
            <-tick(Duration::from_secs(1)) => {}
        }
    }
    while rx.try_recv().is_err() {}
    Some(())
}

fn main() {
    go!(
        #[goroutine(deny(unpolled_future))]
        || async {}
    );
    go! {
        #[goroutine(deny(large_on_stack))]
        let bytes = [0u8; 1 << 20];
        drop(bytes);
    }
    some(&Context::background());
}
