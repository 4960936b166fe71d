use goroutines::prelude::*;

fn main() {
    let wg = WaitGroup::new();
    let data = std::rc::Rc::new(1);
    go!(in wg, |data| println!("{data:?}"));
}
