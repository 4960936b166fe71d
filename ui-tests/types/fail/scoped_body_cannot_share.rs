use goroutines::{go, scope};

fn main() {
    let total = std::cell::Cell::new(0);
    scope(|s| {
        go!(in s, { total.set(1); });
    });
}
