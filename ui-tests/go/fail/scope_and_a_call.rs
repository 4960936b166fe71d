use goroutines::{go, scope};

fn main() {
    scope(|s| {
        go!(s, work(1));
    });
}

fn work(_: u8) {}
