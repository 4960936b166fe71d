use goroutines::go;

fn main() {
    let (_tx, rx) = goroutines::chan::<u8>(1);
    go!(rx.recv().unwrap());
}
