use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    go!(#[goroutine(max_procs = 1)] work(1));
}
