//! A task that runs every 10 ms until it is stopped.

use goroutines::JoinHandle;
use goroutines::context::{CancelFunc, Context};
use goroutines::prelude::*;
use goroutines::time::{Duration, Ticker};

#[goroutine]
fn main() {
    let (tx, rx) = chan(100);
    let cleaning = Periodic::start(Duration::from_millis(10), move || {
        let _ = tx.try_send("cleaned");
    });
    for report in rx.iter().take(3) {
        println!("{report}");
    }
    cleaning.stop();
    println!("stopped");
}

struct Periodic {
    cancel: CancelFunc,
    handle: JoinHandle<()>,
}

impl Periodic {
    fn start(period: Duration, mut task: impl FnMut() + Send + 'static) -> Periodic {
        let (ctx, cancel) = Context::background().with_cancel();
        let handle = go! {
            let ticker = Ticker::new(period);
            loop {
                select! {
                    biased;
                    <-ctx.done() => break,
                    <-ticker => task(),
                }
            }
        };
        Periodic { cancel, handle }
    }

    /// Ends the task; it does not run any more when this returns.
    fn stop(self) {
        self.cancel.cancel();
        self.handle.join().unwrap();
    }
}
