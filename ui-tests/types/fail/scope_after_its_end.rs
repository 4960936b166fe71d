use goroutines::{go, scope};

fn main() {
    let mut kept = None;
    scope(|s| kept = Some(s));
    go!(in kept.unwrap(), { println!("late"); });
}
