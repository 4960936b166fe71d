use goroutines::go;

fn print(shared: std::rc::Rc<i32>) {
    println!("{shared}");
}

fn main() {
    let shared = std::rc::Rc::new(1);
    go!(print(shared));
}
