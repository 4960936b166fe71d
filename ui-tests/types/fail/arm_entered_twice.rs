// The hidden module is no way around the language's rules: a `select` that has an arm twice would enter it in a queue twice.
#![forbid(unsafe_code)]

use goroutines::__private::{receive_arm, received, select};

fn main() {
    let (tx, rx) = goroutines::chan::<[u64; 4]>(1);
    tx.send([1; 4]).unwrap();
    let mut arm = receive_arm(&rx);
    select(&[&mut arm, &mut arm], true);
    println!("{:?}", received(arm));
}
