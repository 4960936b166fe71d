#![deny(deprecated)]

use goroutines::prelude::*;

/// As in Go, who sends closes.
#[goroutine]
fn produce(tx: Sender<u32>) {
    tx.send(1).unwrap();
    tx.close();
}

struct Producer {
    tx: Sender<u32>,
}

#[goroutine]
fn main() {
    let (tx, rx) = chan(0);
    go!(|tx| tx.send(1).unwrap());
    for v in rx {
        println!("{v}");
    }
    let (tx, rx) = chan(0);
    go!(produce(tx.clone()));
    for v in rx {
        println!("{v}");
    }
    let (tx, rx) = chan(1);
    tx.send(1).unwrap();
    tx.close();
    for v in rx.iter() {
        println!("{v}");
    }
    let (tx, rx) = chan(1);
    let producer = Producer { tx };
    producer.tx.send(1).unwrap();
    drop(producer);
    for v in rx {
        println!("{v}");
    }
    // A crawl: each page may find others.
    let (tx, rx) = chan(8);
    let mut open = 1;
    tx.send(2).unwrap();
    for depth in &rx {
        for _ in 0..depth {
            open += 1;
            tx.send(depth - 1).unwrap();
        }
        open -= 1;
        if open == 0 {
            break;
        }
    }
    let (tx, rx) = chan(4);
    for i in 0..3 {
        tx.send(i).unwrap();
    }
    for v in rx.iter().take(3) {
        println!("{v}");
    }
    for v in rx.try_iter() {
        println!("{v}");
    }
    tx.send(1).unwrap();
    let (end, done) = chan::<()>(0);
    for v in &rx {
        println!("{v}");
        drop(end);
        break;
    }
    for () in done {}
    let (tx, rx) = chan(4);
    std::thread::spawn(move || tx.send(1).unwrap());
    for v in rx {
        println!("{v}");
    }
}
