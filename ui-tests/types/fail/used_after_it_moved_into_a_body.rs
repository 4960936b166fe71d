use goroutines::go;

fn main() {
    let data = vec![1];
    go! { let total: i32 = data.iter().sum(); println!("{total}"); }
    println!("{data:?}");
}
