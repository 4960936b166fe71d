use goroutines::go;

struct Server;

impl Server {
    fn start(&self) {
        go!(|&self| self.work());
    }

    fn work(&self) {}
}

fn main() {
    Server.start();
    Server.work();
}
