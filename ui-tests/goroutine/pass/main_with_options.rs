//! `main` with every option and a result.

use goroutines::goroutine;

#[goroutine(max_procs = 1 + 1, stack_size = "256 KiB", panic = "abort", checkpoints = true)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    #![allow(unused_variables)]
    let unused = 1;
    let n: u32 = "12".parse()?;
    if n == 12 {
        return Ok(());
    }
    Err("no".into())
}
