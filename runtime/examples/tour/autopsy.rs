//! Runs `forgotten_done` as a child, which dies of a deadlock, and shows what it has printed and its status.

use crate::again;
use std::process::ExitCode;

pub(crate) fn main() -> ExitCode {
    let output = match again(&["--forgotten-done"]).and_then(|mut command| command.output()) {
        Ok(output) => output,
        Err(error) => {
            eprintln!("tour: {error}");
            return ExitCode::FAILURE;
        }
    };
    print!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{}", output.status);
    if output.status.code() == Some(2) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
