//! The table of what goroutines weigh: 10 and up to 10,000 of them, which block, and the main goroutine.
//!
//! Each row is measured in a process of its own, as memory that a row has used stays with the process.

use crate::{again, pass_on};
use std::process::ExitCode;

pub(crate) fn main() -> ExitCode {
    println!("|NumGoroutine|Mem|each|time to start|");
    println!("|-|-|-|-|");
    for goroutines in ["10", "100", "1000", "10000"] {
        let row = again(&["--memory-row", goroutines]).and_then(|mut command| command.status());
        if !row.as_ref().is_ok_and(|status| status.success()) {
            return pass_on(row);
        }
    }
    ExitCode::SUCCESS
}
