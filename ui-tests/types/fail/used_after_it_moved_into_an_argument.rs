use goroutines::go;

fn main() {
    let data = vec![1];
    go!(drop(data));
    println!("{data:?}");
}
