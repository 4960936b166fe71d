use goroutines::{go, scope};

fn main() {
    scope(|s| {
        go!(|| work(), in s);
    });
}

fn work() {}
