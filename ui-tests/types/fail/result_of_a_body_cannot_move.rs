use goroutines::go;
use std::rc::Rc;

fn main() {
    let handle = go!(|| Rc::new(1));
    handle.join().unwrap();
}
