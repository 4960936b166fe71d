#![deny(deprecated)]

use goroutines::prelude::*;

fn serve(rx: Receiver<u32>) {
    go!(|| println!("{:?}", rx.recv()));
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    serve(rx);
    tx.send(1).unwrap();
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    println!("{:?}", rx.recv());
    let (tx, _) = chan(0);
    println!("{:?}", tx.send(1));
    let (tx, rx) = chan(0);
    std::thread::spawn(move || rx.recv());
    tx.send(1).unwrap();
    let (tx, rx) = chan::<u32>(0);
    println!("{:?} {:?}", tx.try_send(1), rx.try_recv());
    let start = WaitGroup::new();
    let end = WaitGroup::new();
    start.add(1);
    end.add(2);
    go!(|start = start.clone(), end = end.clone()| {
        start.wait();
        end.done();
    });
    go!(|start = start.clone(), end = end.clone()| {
        start.done();
        start.wait();
        end.done();
    });
    end.wait();
}
