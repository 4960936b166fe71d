use goroutines::go;

fn main() {
    let pair = (String::new(), 1);
    go!(|pair.0.clone()| drop(pair));
}
