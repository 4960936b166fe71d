use goroutines::prelude::*;
fn main() {
    let (tx, rx) = chan::<i32>(0);
    go!(producer, tx);
    go!(producer(tx), consumer(rx));
    go!(producer(tx); consumer(rx));
    go!(&producer(tx));
    go!(!producer(tx));
    go!(producer(tx) + 1);
    go!(let x = producer(tx));
    go!(x = 3);
    go!((producer(tx)));
    go!(|| -> i32 { 3 });
    go!(fn() { 3 });
    go!(fn f() { });
    go!(struct S;);
    go!(if true { 1 } else { 2 });
    go!(match 3 { _ => 3 });
    go!(while true {});
}
fn producer(tx: Sender<i32>) {}
fn consumer(tx: Receiver<i32>) {}
