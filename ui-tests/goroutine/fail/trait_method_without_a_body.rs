use goroutines::goroutine;

trait Serve {
    #[goroutine]
    fn serve(&self);
}

impl Serve for u8 {
    fn serve(&self) {}
}

fn main() {
    1_u8.serve();
}
