use goroutines::go;

fn main() {
    go!(func() { println!("hello"); }());
}
