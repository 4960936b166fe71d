use goroutines::go;

fn main() {
    let handle = go!(|| 1);
    handle.join().unwrap();
    handle.join().unwrap();
}
