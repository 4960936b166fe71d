use goroutines::go;

fn main() {
    let shared = std::rc::Rc::new(1);
    go! {
        let next = *shared + 1;
        println!("{next}");
    }
}
