use goroutines::go;
use std::rc::Rc;

fn main() {
    let shared = Rc::new(1);
    go!(|mine = Rc::clone(&shared)| println!("{mine}"));
}
