use goroutines::go;
use std::rc::Rc;

struct Config {
    name: Rc<str>,
}

fn run(config: Config) {
    println!("{}", config.name);
}

fn main() {
    let config = Config { name: "a".into() };
    go!(run(config));
}
