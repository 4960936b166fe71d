use goroutines::go;
use std::rc::Rc;

fn print(name: &'static str, shared: Rc<i32>) {
    println!("{name} {shared}");
}

fn main() {
    let shared = Rc::new(1);
    go!(print("one", shared));
}
