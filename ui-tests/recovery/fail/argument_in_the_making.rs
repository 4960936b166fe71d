use goroutines::go;

fn work(_: usize, _: u8) {}

fn main() {
    let text = String::new();
    go!(work(text., 1));
    let text: &str = 5;
}
