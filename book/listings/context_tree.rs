//! Four contexts: who is done when the root is cancelled, and what they know.

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::time::Duration;

struct RequestId(u64);

#[goroutine]
fn main() {
    let (server, stop) = Context::background().with_cancel();
    let request = server.with_value(RequestId(7));
    let (query, _end) = request.with_timeout(Duration::from_secs(60));
    let log = request.without_cancel();

    stop.cancel_with("the server goes down");
    for (name, ctx) in [("server", &server), ("request", &request), ("query", &query), ("log", &log)] {
        let id = ctx.value::<RequestId>().map(|id| id.0);
        match ctx.cause() {
            Some(cause) => println!("{name}: {}, because {cause}; id {id:?}", ctx.err().unwrap()),
            None => println!("{name}: goes on; id {id:?}"),
        }
    }
    println!("{log}");
}
