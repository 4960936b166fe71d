#![deny(warnings)]

use goroutines::go;

fn main() {
    go!(|| 1).join();
}
