use goroutines::{chan, go};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    go! {
        let last = <-rx;
        println!("{last}");
    }
}
