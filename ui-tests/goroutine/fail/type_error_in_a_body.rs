use goroutines::goroutine;

#[goroutine]
fn main() {
    for i in 0..3 {
        let text: &str = i;
        println!("{text}");
    }
}
