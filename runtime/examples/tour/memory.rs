//! The table of what goroutines weigh: 10 and up to 100,000 of them, which block, and the main goroutine. With `--full`
//! up to a million, which takes 4.4 GB.
//!
//! Each row is measured in a process of its own, as memory that a row has used stays with the process.

use crate::{again, pass_on};
use std::env;
use std::process::ExitCode;

const ROWS: [&str; 5] = ["10", "100", "1000", "10000", "100000"];
const A_MILLION: &str = "1000000";

pub(crate) fn main() -> ExitCode {
    let full = env::args().any(|argument| argument == "--full").then_some(A_MILLION);
    println!("|NumGoroutine|Mem|each|time to start|");
    println!("|-|-|-|-|");
    for goroutines in ROWS.into_iter().chain(full) {
        let row = match again(&["--memory-row", goroutines]).and_then(|mut command| command.output()) {
            Ok(row) => row,
            Err(error) => return pass_on(Err(error)),
        };
        let report = String::from_utf8_lossy(&row.stderr);
        if !row.status.success() {
            // The portable engine takes two memory maps for each stack: the runtime says so, and that is no failure.
            if let Some(at) = report.find("no room for another goroutine stack") {
                println!("\nNo row for {goroutines} goroutines: {}", report[at..].trim_end());
                break;
            }
            eprint!("{report}");
            return pass_on(Ok(row.status));
        }
        print!("{}", String::from_utf8_lossy(&row.stdout));
    }
    ExitCode::SUCCESS
}
