//! A wait that knows nothing of contexts is ended by one.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::{Cond, Mutex};
use std::sync::Arc;

#[goroutine]
fn main() {
    let (ctx, cancel) = Context::background().with_cancel();
    let queue = Arc::new(Queue::default());
    let handle = go!(|ctx, queue = Arc::clone(&queue)| queue.take(&ctx));
    cancel.cancel();
    println!("{:?}", handle.join().unwrap());
}

#[derive(Default)]
struct Queue {
    items: Mutex<Vec<i32>>,
    changed: Cond,
}

impl Queue {
    /// Waits for an item, or for the end of the context.
    fn take(self: &Arc<Self>, ctx: &Context) -> Option<i32> {
        let queue = Arc::clone(self);
        let hook = ctx.after_func(move || {
            let _items = queue.items.lock(); // so that it comes before or after the look at the context
            queue.changed.notify_all();
        });
        defer! { hook.stop(); }
        let items = self.items.lock();
        self.changed.wait_while(items, |items| items.is_empty() && ctx.err().is_none()).pop()
    }
}
