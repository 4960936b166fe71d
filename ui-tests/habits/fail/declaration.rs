use goroutines::go;

fn main() {
    go! {
        total := 1 + 2;
        println!("{total}");
    }
}
