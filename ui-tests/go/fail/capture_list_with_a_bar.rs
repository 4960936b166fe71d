use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    let (a, b) = (true, false);
    go!(|c = a || b| work(c.into()));
}
