use goroutines::go;

fn main() {
    go!(#[allow(deprecated)] work());
}

fn work() {}
