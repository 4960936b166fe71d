//! `go!` while it is being written: one error, where the code ends, and the rest is checked.

use goroutines::go;

struct Server;

fn main() {
    let server = Server;
    go!(server.);
    let text: &str = 5;
}
