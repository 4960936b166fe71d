use goroutines::go;

fn main() {
    go!(#[goroutine(crate = goroutines)] work());
}

fn work() {}
