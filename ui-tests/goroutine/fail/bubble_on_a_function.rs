use goroutines::goroutine;

#[goroutine(bubble)]
fn helper() {}

fn main() {
    helper();
}
