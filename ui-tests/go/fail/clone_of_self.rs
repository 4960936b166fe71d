use goroutines::go;

fn main() {
    let _ = Server.start();
}

struct Server;

impl Server {
    fn start(&self) {
        go!(|clone self| drop(self));
    }
}
