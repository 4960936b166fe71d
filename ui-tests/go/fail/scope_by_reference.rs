use goroutines::{go, scope};

fn main() {
    scope(|s| {
        go!(&s, || work());
    });
}

fn work() {}
