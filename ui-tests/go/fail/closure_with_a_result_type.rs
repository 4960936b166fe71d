use goroutines::go;

fn main() {
    go!(|| -> u8 { 3 });
}
