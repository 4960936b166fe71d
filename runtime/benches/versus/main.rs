//! The same work in goroutines, in Go, in `may` and in `tokio`, side by side.
//!
//! `cargo bench -p goroutines --bench versus -- --only mutex,chan --contenders goroutines,go --rounds 3`; the options are in
//! `arguments.rs`, and an unknown one prints them.
//!
//! Every measurement is a process of its own, and the contenders take turns within each round, as the speed of a machine
//! changes from minute to minute: the ratio of two programs that ran one after the other says more than their times. The
//! tables have the medians, and the slowest of the runs. `--write` also writes them, with charts, into the book.
//!
//! Go is looked for on the `PATH`, and the rivals are a package that is no member of this workspace: nothing else builds
//! them. Where one cannot be built, its column stays empty.
//!
//! The only unsafe code is a system call, in `shared/resources.rs`.

mod against_go;
mod arguments;
mod chart;
mod contenders;
mod log;
mod machine;
mod net;
mod ours;
mod report;
mod rounds;
mod rows;
mod strips;

#[path = "shared/job.rs"]
mod job;
#[path = "shared/resources.rs"]
mod resources;
#[path = "shared/stopwatch.rs"]
mod stopwatch;

use arguments::Wanted;
use rounds::Measured;
use rows::{Group, Row};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [child, row, milliseconds] = &arguments[..]
        && child == "--child"
    {
        let milliseconds = milliseconds.parse().expect("milliseconds are a number");
        match row.starts_with("floor_") {
            true => net::run_floor(row).expect("it serves"),
            false => ours::run(row, Duration::from_millis(milliseconds)),
        }
        return ExitCode::SUCCESS;
    }
    if arguments.iter().any(|argument| argument == "--net") {
        return ended(net::compare(&arguments));
    }
    ended(arguments::wanted(&arguments).map_err(Box::from).and_then(|wanted| match wanted {
        Some(wanted) if wanted.list => {
            print!("{}", arguments::list());
            Ok(())
        }
        Some(wanted) => measure_and_report(&wanted),
        None => Ok(()),
    }))
}

fn ended(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure_and_report(wanted: &Wanted) -> Outcome {
    let measured = if wanted.from.is_empty() { rounds::measure(wanted)? } else { log::read(&wanted.from)? };
    let beside_rivals = report::table(wanted, &measured);
    let groups = against_go::groups(wanted, &measured);
    print!("{beside_rivals}");
    if !groups.is_empty() {
        print!("{}{}", against_go::summaries(&groups, &measured), against_go::tables(&groups, &measured));
    }
    if wanted.write {
        write(wanted, &measured, &beside_rivals, &groups)?;
    }
    Ok(())
}

/// Into the folder of the book's pages: what there is something to say of.
fn write(wanted: &Wanted, measured: &Measured, beside_rivals: &str, groups: &[(Group, Vec<&Row>)]) -> Outcome {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src");
    if !beside_rivals.is_empty() {
        fs::write(pages.join("performance-table.md"), beside_rivals)?;
        fs::write(pages.join("versus.svg"), chart::svg(wanted, measured)?)?;
    }
    if !groups.is_empty() {
        fs::write(pages.join("performance-go-groups.md"), against_go::summaries(groups, measured))?;
        fs::write(pages.join("performance-go-rows.md"), against_go::tables(groups, measured))?;
        fs::write(pages.join("versus-go.svg"), strips::svg(groups, measured)?)?;
    }
    Ok(())
}
