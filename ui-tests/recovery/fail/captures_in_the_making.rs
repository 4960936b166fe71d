use goroutines::go;

fn main() {
    let text = String::new();
    go!(|text| text.);
    let text: &str = 5;
}
