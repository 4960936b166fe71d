use goroutines::go;

fn main() {
    let n = 1;
    go!(|n| {
        switch n {
        case 1:
            println!("one");
        }
    });
}
