use goroutines::{go, scope};

fn main() {
    scope(|s| {
        go!(in s, name = "x", work());
    });
}

fn work() {}
