use goroutines::go;

fn main() {
    let shared = std::rc::Rc::new(1);
    go!(|shared| println!("{shared}"));
}
