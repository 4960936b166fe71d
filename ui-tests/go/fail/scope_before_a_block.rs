use goroutines::{go, scope};

fn main() {
    scope(|s| {
        go!(in s { work() });
    });
}

fn work() {}
