use goroutines::go;
use std::rc::Rc;

fn print(shared: Rc<i32>) {
    println!("{shared}");
}

fn main() {
    let shared = Rc::new(1);
    go!(print(shared.clone()));
}
