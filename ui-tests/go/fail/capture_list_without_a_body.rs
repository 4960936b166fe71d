use goroutines::go;

fn main() {
    let a = 1;
    go!(|a|);
}
