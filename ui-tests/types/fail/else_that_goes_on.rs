use goroutines::{chan, select};

fn main() {
    let (_tx, rx) = chan::<u8>(1);
    select! {
        Ok(v) = <-rx else { println!("closed") } => drop::<u8>(v),
        default => {}
    }
}
