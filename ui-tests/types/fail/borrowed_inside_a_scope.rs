use goroutines::{go, scope};

fn main() {
    scope(|s| {
        let inner = vec![1];
        go!(in s, {
            println!("{inner:?}");
        });
    });
}
