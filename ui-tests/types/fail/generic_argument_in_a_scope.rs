use goroutines::{go, scope};

fn main() {
    let _ = 1;
}

pub fn start<T>(value: &T) {
    scope(|s| {
        go!(in s, |value| { let _ = value; });
    });
}
