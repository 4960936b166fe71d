use goroutines::{Receiver, select};

fn wait(rx: Option<Receiver<u8>>) {
    select! {
        v = <-rx => drop(v),
        default => {}
    }
}

fn main() {
    wait(None);
}
