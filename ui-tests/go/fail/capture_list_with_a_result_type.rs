use goroutines::go;

fn main() {
    let a = 1;
    go!(|a| -> u8 { a });
}
