//! Every form of `go!`, with what it gives.

#![deny(warnings)]

use std::sync::Arc;

use goroutines::{chan, go, goroutine, scope};

#[derive(Clone)]
struct Server(u8);

impl Server {
    fn serve(&self, n: u8) -> u8 {
        self.0 + n
    }

    fn start(&self) -> u8 {
        scope(|s| go!(in s, self.serve(1)).join().unwrap())
    }
}

fn call<F: Fn(&str) -> usize + Send + 'static>(f: F) -> usize {
    f("abc")
}

fn add(a: u8, b: u8) -> u8 {
    a + b
}

fn handlers() -> [fn(u8, u8) -> u8; 1] {
    [add]
}

#[goroutine]
fn main() {
    // Calls: evaluated now, in order.
    let mut n = 1;
    let handle = go!(add(n, { n += 1; n }));
    assert_eq!((handle.join().unwrap(), n), (3, 2));
    assert_eq!(go!(call(|s| s.len())).join().unwrap(), 3);
    assert_eq!(go!(handlers()[0](1, 2,)).join().unwrap(), 3);
    assert_eq!(go!((|a: u8| a + 1)(1)).join().unwrap(), 2);
    assert_eq!(go!(u8::max(1, 2)).join().unwrap(), 2);

    // Method calls: the receiver moves.
    let server = Arc::new(Server(1));
    assert_eq!(go!(server.clone().serve(1)).join().unwrap(), 2);
    assert_eq!(go!(Server::clone(&server).serve(add(1, 1))).join().unwrap(), 3);
    assert_eq!(server.start(), 2);
    assert_eq!(go!(server.serve(n)).join().unwrap(), 3);

    // Bodies: the last expression is the result.
    let (tx, rx) = chan::<u8>(8);
    go! { let n = 1; tx.clone().send(n).unwrap(); tx.send(2).unwrap(); }
    assert_eq!(go!(|| rx.recv().unwrap() + rx.recv().unwrap()).join().unwrap(), 3);
    let flag = true;
    assert_eq!(go!(if flag { 1 } else { 2 }).join().unwrap(), 1);
    assert_eq!(go!(match flag { true => 3, false => 4 },).join().unwrap(), 3);
    assert_eq!(go!(loop { break 5 }).join().unwrap(), 5);
    assert_eq!(go!(unsafe { std::mem::zeroed::<u8>() }).join().unwrap(), 0);
    assert_eq!(go!(vec![1, 2]).join().unwrap(), [1, 2]);
    go!(println!("hi"));
    go! { loop { break } }
    go!(#[allow(unused_variables)] let x = 1;);

    // Capture lists.
    let (name, list) = (String::from("a"), vec![1]);
    let handle = go!(|mut list, len = name.len(), name| { list.push(2); (list, len, name) });
    assert_eq!(handle.join().unwrap(), (vec![1, 2], 1, String::from("a")));
}
