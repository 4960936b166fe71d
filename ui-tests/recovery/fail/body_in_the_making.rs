use goroutines::go;

fn main() {
    go! {
        let text = "a".
    }
    let text: &str = 5;
}
