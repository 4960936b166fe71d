use goroutines::go;

fn main() {
    let data = vec![1];
    let first = &data[0];
    go! { println!("{first}"); }
}
