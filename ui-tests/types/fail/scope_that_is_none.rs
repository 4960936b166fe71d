use goroutines::go;

fn print(number: u8) {
    println!("{number}");
}

fn main() {
    let pool = vec![1];
    go!(in pool, print(1));
}
