use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    let got: u8 = select! {
        v = <-rx => v,
        default => 0,
    };
    println!("{got}");
}
