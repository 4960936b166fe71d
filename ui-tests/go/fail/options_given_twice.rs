use goroutines::go;

fn work(_: u8) -> u8 {
    1
}

fn main() {
    go!(#[goroutine(name = "a")] #[goroutine(stack_size = 65536)] work(1));
}
