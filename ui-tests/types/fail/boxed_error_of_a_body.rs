use goroutines::go;

fn main() {
    go!(|| {
        std::fs::read("x")?;
        Ok::<(), Box<dyn std::error::Error>>(())
    });
}
