use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    let a = 1;
    go!(|a, work(a));
}
