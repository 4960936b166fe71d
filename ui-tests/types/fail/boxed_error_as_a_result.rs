use goroutines::go;

fn main() {
    go!(work());
}

fn work() -> Result<(), Box<dyn std::error::Error>> {
    Ok(())
}
