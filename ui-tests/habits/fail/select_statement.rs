use goroutines::{chan, go};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    go!(|rx| {
        select {
        case v := <-rx:
            println!("{v}");
        }
    });
}
