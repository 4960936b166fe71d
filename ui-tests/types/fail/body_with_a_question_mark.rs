use goroutines::{chan, go};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    go! {
        let n = rx.recv()?;
        println!("{n}");
    }
}
