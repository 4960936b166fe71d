use goroutines::go;
use goroutines::sync::WaitGroup;

fn main() {
    let wg = WaitGroup::new();
    go!(|wg| {
        defer wg.done();
        println!("work");
    });
}
