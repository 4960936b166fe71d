use goroutines::go;

fn main() {
    let text = String::new();
    go!(#[inline] text.len());
}
