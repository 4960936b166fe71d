#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Mutex;

#[goroutine(allow(busy_try, dropped_at_once, self_deadlock))]
fn some(rx: &Receiver<u32>, turns: &Mutex<u32>) {
    while rx.try_recv().is_err() {}
    let _ = turns.lock();
    let list = std::sync::Mutex::new(1);
    if list.lock().is_err() {
        let a = list.lock().unwrap();
        let b = list.lock().unwrap();
        println!("{a} {b}");
    }
}

#[goroutine]
#[allow(deprecated)]
fn the_compilers_way(rx: &Receiver<u32>) {
    while rx.try_recv().is_err() {}
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(3);
    tx.send(1).unwrap();
    tx.send(2).unwrap();
    tx.send(3).unwrap();
    some(&rx, &Mutex::new(1));
    the_compilers_way(&rx);
    go!(
        #[goroutine(allow(unpolled_future))]
        || async {}
    );
    go! {
        #[goroutine(allow(large_on_stack))]
        if tx.is_full() {
            let bytes = [0u8; 1 << 20];
            println!("{}", bytes.len());
        }
    }
    #[allow(deprecated)]
    while rx.try_recv().is_err() {
        break;
    }
}
