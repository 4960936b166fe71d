use goroutines::go;

fn main() {
    let list = vec![1];
    go!(|list| {
        for i, n in range list {
            println!("{i} {n}");
        }
    });
}
