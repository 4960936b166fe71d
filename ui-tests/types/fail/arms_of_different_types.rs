use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    let got = select! {
        _ = <-rx => 1,
        default => "none",
    };
    println!("{got}");
}
