//! A file and a child process; the other goroutines run meanwhile.

use goroutines::prelude::*;
use goroutines::{fs, process};
use std::io;

#[goroutine]
fn main() -> io::Result<()> {
    let path = std::env::temp_dir().join(format!("poem-{}", std::process::id()));
    fs::write(&path, "one\ntwo\nthree\n")?;
    let output = process::Command::new("sort").arg(&path).output()?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    println!("{} bytes", fs::metadata(&path)?.len());
    fs::remove_file(&path)
}
