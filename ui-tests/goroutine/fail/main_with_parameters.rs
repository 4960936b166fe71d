use goroutines::goroutine;

#[goroutine]
fn main(arguments: Vec<String>) {
    drop(arguments);
}
