use goroutines::goroutine;

struct Server;

#[goroutine]
impl Server {
    fn serve(&self) {}
}

fn main() {
    Server.serve();
}
