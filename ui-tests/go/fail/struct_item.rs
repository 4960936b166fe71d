use goroutines::go;

fn main() {
    go!(struct Work;);
}
