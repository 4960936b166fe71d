//! A goroutine takes what an async function sends.

use goroutines::block_on;
use goroutines::prelude::*;

#[goroutine]
fn main() {
    let (tx, rx) = async_channel::bounded(1);
    go!(block_on(produce(tx)));
    while let Ok(number) = block_on(rx.recv()) {
        println!("{number}");
    }
}

async fn produce(numbers: async_channel::Sender<i32>) {
    for number in 1..=3 {
        numbers.send(number).await.unwrap();
    }
}
