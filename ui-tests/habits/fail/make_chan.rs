use goroutines::go;

fn main() {
    go! {
        let done = make(chan bool, 1);
        drop(done);
    }
}
