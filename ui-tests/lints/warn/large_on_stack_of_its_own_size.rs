#![deny(deprecated)]

use goroutines::prelude::*;

#[goroutine]
fn main() {
    let sum = go!(
        #[goroutine(stack_size = "1 MiB")]
        {
            let grid = [[0.0f64; 512]; 512];
            grid.iter().flatten().sum::<f64>()
        }
    );
    println!("{}", sum.join().unwrap());
}
