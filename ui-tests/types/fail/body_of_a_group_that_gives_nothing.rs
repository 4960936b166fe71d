use goroutines::{go, sync::ErrGroup};

fn main() {
    let group = ErrGroup::<String>::new();
    go!(in group, { work(); });
}

fn work() {}
