#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

#[goroutine]
fn main() -> Result<(), &'static str> {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    let total = Mutex::new(1);
    let guard = total.lock().map_err(|_| "poisoned")?;
    tx.send(*guard).unwrap();
    Ok(())
}
