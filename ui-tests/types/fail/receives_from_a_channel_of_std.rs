use goroutines::select;

fn main() {
    let (_tx, rx) = std::sync::mpsc::channel::<u8>();
    select! {
        v = <-rx => drop(v),
        default => {}
    }
}
