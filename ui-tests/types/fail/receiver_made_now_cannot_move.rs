use goroutines::go;
use std::rc::Rc;

struct Server;

impl Server {
    fn serve(&self) {}
}

fn main() {
    let server = Rc::new(Server);
    go!(server.clone().serve());
}
