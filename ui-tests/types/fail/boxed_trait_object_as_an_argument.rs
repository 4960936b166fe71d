use goroutines::go;

fn main() {
    let job: Box<dyn Fn()> = Box::new(|| ());
    go!(|job| job());
}
