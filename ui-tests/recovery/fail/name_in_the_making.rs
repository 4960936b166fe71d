use goroutines::go;

fn work() {}

fn main() {
    go!(wor);
    let text: &str = 5;
}
