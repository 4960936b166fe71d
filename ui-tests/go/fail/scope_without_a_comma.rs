use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    goroutines::scope(|s| {
        go!(in s |a = 1| work(a));
    });
}
