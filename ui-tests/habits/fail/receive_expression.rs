use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    let (_quit, done) = chan::<()>(1);
    select! {
        _ = <-done => {
            let last = <-rx;
            println!("{last}");
        }
        default => {}
    }
}
