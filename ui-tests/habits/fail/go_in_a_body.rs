use goroutines::go;

fn work(_: u8) {}

fn main() {
    go! {
        work(1);
        go work(2);
    }
}
