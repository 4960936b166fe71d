use goroutines::go;
use std::rc::Rc;

struct Server {
    log: Rc<String>,
}

impl Server {
    fn serve(&self) {
        println!("{}", self.log);
    }
}

fn main() {
    let server = Server { log: Rc::new(String::new()) };
    go!(server.serve());
}
