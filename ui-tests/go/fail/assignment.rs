use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    let mut x = 1;
    go!(x = work(x));
}
