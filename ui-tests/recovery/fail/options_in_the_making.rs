use goroutines::{go, goroutine};

#[goroutine(allow("held_guard"), max_pro)]
fn main() {
    go!(#[goroutine(nam)] work());
    let text: &str = 5;
}

fn work() {}
