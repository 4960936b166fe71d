#![deny(deprecated)]

use goroutines::go;

fn main() {
    go! {
        for i in 0..3 {
            go!(|| println!("{i}"));
        }
    };
}
