use goroutines::go;

fn main() {
    let server = Server { name: String::new() };
    go!(|clone server.name| drop(name));
}

struct Server {
    name: String,
}
