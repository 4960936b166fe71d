use goroutines::go;

fn main() {
    go! {
        var total int;
        println!("{total}");
    }
}
