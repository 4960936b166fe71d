use goroutines::go;

struct Server {
    name: String,
}

impl Server {
    fn start(&self) {
        go!(self.name.len());
    }
}

fn main() {
    Server { name: String::new() }.start();
}
