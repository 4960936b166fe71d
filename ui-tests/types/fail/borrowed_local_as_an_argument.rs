use goroutines::go;

fn print(data: &[i32]) {
    println!("{data:?}");
}

fn main() {
    let data = [1];
    go!(print(&data));
}
