use goroutines::go;

fn main() {
    let x = 1;
    go!(x);
}
