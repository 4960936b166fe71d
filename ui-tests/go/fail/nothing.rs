use goroutines::go;

fn main() {
    go!();
}
