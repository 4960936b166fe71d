use std::rc::Rc;

use goroutines::goroutine;

#[goroutine]
fn work(shared: Rc<i32>, name: &str) {
    println!("{shared} {name}");
}

fn main() {
    work(Rc::new(1), "a");
}
