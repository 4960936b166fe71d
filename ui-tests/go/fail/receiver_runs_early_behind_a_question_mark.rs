use goroutines::go;

fn main() {
    let (_tx, rx) = goroutines::chan::<String>(1);
    go!(rx.recv()?.clear());
}
