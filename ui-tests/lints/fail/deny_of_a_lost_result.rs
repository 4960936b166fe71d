use goroutines::prelude::*;

fn fails() -> Result<(), String> {
    Err("always".to_owned())
}

#[goroutine(deny(lost_result))]
fn main() {
    go!(fails());
    go!(
        #[goroutine(warn(lost_result))]
        fails()
    );
}
