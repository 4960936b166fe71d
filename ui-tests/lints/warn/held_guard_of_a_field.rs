#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Arc, RwLock};

#[derive(Default)]
struct Server {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    limits: [RwLock<u32>; 2],
}

impl Server {
    #[goroutine]
    fn serve(&self, tx: &Sender<u32>) {
        let limit = self.shared.limits[1].read().unwrap();
        tx.send(*limit).unwrap();
    }
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    let _ = go!(|| rx.recv());
    Server::default().serve(&tx);
}
