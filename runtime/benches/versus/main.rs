//! The same work in goroutines, in Go, in `may` and in `tokio`, side by side.
//!
//! `cargo bench -p goroutines --bench versus -- [--rounds 5] [--rows name,name] [--quick] [--write]`
//!
//! Every measurement is a process of its own, and the contenders take turns within each round, as the speed of a machine
//! changes from minute to minute: the ratio of two programs that ran one after the other says more than their times. The
//! table has the medians. `--write` also writes them, with a chart, into the book.
//!
//! Go is looked for on the `PATH`, and the rivals are a package that is no member of this workspace: nothing else builds
//! them. Where one cannot be built, its column stays empty.
//!
//! The only unsafe code is a system call, in `shared/resources.rs`.

mod chart;
mod contenders;
mod machine;
mod ours;
mod report;
mod rounds;
mod rows;

#[path = "shared/job.rs"]
mod job;
#[path = "shared/resources.rs"]
mod resources;
#[path = "shared/stopwatch.rs"]
mod stopwatch;

use rows::{ROWS, Row};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

/// What the arguments ask for.
struct Wanted {
    rounds: usize,
    rows: Vec<&'static Row>,
    /// How long a row may run that can choose.
    budget: Duration,
    write: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [child, row, milliseconds] = &arguments[..]
        && child == "--child"
    {
        let milliseconds = milliseconds.parse().expect("milliseconds are a number");
        ours::run(row, Duration::from_millis(milliseconds));
        return ExitCode::SUCCESS;
    }
    let wanted = match wanted(&arguments) {
        Ok(Some(wanted)) => wanted,
        Ok(None) => return ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    let measured = rounds::measure(&wanted);
    let table = report::table(&wanted, &measured);
    print!("{table}");
    if wanted.write
        && let Err(error) = write(&table, &wanted, &measured)
    {
        eprintln!("cannot write the table or the chart: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Into the folder of the book's pages.
fn write(table: &str, wanted: &Wanted, measured: &rounds::Measured) -> Result<(), Box<dyn Error>> {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src");
    fs::write(pages.join("performance-table.md"), table)?;
    fs::write(pages.join("versus.svg"), chart::svg(wanted, measured)?)?;
    Ok(())
}

/// None where the program is only to see whether it starts, as `cargo test --benches` does.
fn wanted(arguments: &[String]) -> Result<Option<Wanted>, String> {
    let mut wanted = Wanted { rounds: 5, rows: Vec::new(), budget: Duration::from_millis(300), write: false };
    let (mut quick, mut bench, mut rounds) = (false, false, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--bench" => bench = true,
            "--test" => return Ok(None),
            "--quick" => quick = true,
            "--write" => wanted.write = true,
            "--rounds" => {
                let number = rest.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
                rounds = Some(number.ok_or("--rounds takes a number")?);
            }
            "--rows" => {
                for name in rest.next().ok_or("--rows takes names, with commas between them")?.split(',') {
                    let row = ROWS.iter().find(|row| row.name == name);
                    wanted.rows.push(row.ok_or_else(|| {
                        let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
                        format!("there is no row `{name}`; there are {}", names.join(", "))
                    })?);
                }
            }
            other => return Err(format!("what is `{other}`? There are --rounds, --rows, --quick and --write")),
        }
    }
    if !bench && arguments.is_empty() {
        return Ok(None);
    }
    if wanted.rows.is_empty() {
        wanted.rows = ROWS.iter().filter(|row| !quick || !row.long).collect();
    }
    if quick {
        wanted.rounds = 1;
        wanted.budget = Duration::from_millis(100);
    }
    wanted.rounds = rounds.unwrap_or(wanted.rounds);
    Ok(Some(wanted))
}
