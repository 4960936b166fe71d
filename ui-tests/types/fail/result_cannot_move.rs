use goroutines::go;
use std::rc::Rc;

fn count() -> Rc<u8> {
    Rc::new(1)
}

fn main() {
    let handle = go!(count());
    handle.join().unwrap();
}
