use goroutines::go;

fn main() {
    go! { #[cfg(unix)] { work() } }
}

fn work() {}
