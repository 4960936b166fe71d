use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    let x = 1;
    go!(work(1) + x);
}
