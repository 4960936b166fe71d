use goroutines::go;

fn main() {
    let data = vec![1];
    go!(|&data| println!("{data:?}"));
}
