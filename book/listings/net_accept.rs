//! A loop that accepts: limited, patient when no descriptor is left, and with an end.

use goroutines::context::Context;
use goroutines::net::{Closed, TcpListener, TcpStream};
use goroutines::prelude::*;
use goroutines::sync::Semaphore;
use goroutines::time::sleep;
use std::io::{self, Read, Write};
use std::time::Duration;

#[goroutine]
fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let (ctx, cancel) = Context::background().with_cancel();
    let server = go!(|| serve(&listener, &ctx));
    for _ in 0..3 {
        let mut text = String::new();
        TcpStream::connect(address)?.read_to_string(&mut text)?;
        println!("{text}");
    }
    cancel.cancel();
    server.join().unwrap()?;
    println!("all have been served");
    Ok(())
}

fn serve(listener: &TcpListener, ctx: &Context) -> io::Result<()> {
    let (places, open) = (Semaphore::new(1_000), WaitGroup::new());
    let closing = listener.try_clone()?;
    let _stop = ctx.after_func(move || _ = closing.close());
    let mut pause = Duration::ZERO;
    while let Ok(place) = places.acquire_with(ctx, 1) {
        match listener.accept() {
            Ok((stream, _)) => {
                pause = Duration::ZERO;
                go!(in open, |stream, place| {
                    let _place = place;
                    let _ = (&stream).write_all(b"hello");
                });
            }
            Err(error) if Closed::is(&error) => break,
            Err(error) => {
                // No descriptor is left, most likely. Go's server waits as long.
                pause = (pause * 2).clamp(Duration::from_millis(5), Duration::from_secs(1));
                eprintln!("accept: {error}; again in {pause:?}");
                sleep(pause);
            }
        }
    }
    open.wait();
    Ok(())
}
