use goroutines::sync::ErrGroup;

fn main() {
    let group = ErrGroup::<Box<dyn std::error::Error>>::new();
    group.go(|| Ok(()));
}
