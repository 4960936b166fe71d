use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    go!(#[goroutine(name = 5)] work(1));
}
