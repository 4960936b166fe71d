//! A tour of goroutines: the small programs with which Go's are usually introduced, in Rust.
//!
//! ```sh
//! cargo run --release -p goroutines --example tour            # all of them
//! cargo run --release -p goroutines --example tour -- hello   # one of them
//! cargo run --release -p goroutines --example tour -- --list  # their names
//! cargo run --release -p goroutines --example tour -- memory --full  # a million goroutines, in 4.4 GB of memory
//! ```
//!
//! Each module is a whole program with a `main` of its own. In the tour each runs in a process of its own, as it
//! would alone: the number of workers is fixed when a process starts, memory is measured from cold, and one of
//! the programs dies of a deadlock. Sleeps of a second in the originals are ten milliseconds here.

mod abandoned;
mod alphabet_one;
mod alphabet_two;
mod autopsy;
mod blanket;
mod context_switch;
mod counter;
mod forgotten_done;
mod forgotten_wait;
mod fork_join;
mod hashes;
mod hello;
mod hello_closure;
mod hello_variable;
mod memory;
mod memory_row;
mod numbers;
mod resident;
mod salutation;
mod salutations;
mod tasks;
mod thirty_thousand;

use std::env;
use std::io;
use std::process::{Command, ExitCode, ExitStatus};

struct Program {
    name: &'static str,
    title: &'static str,
    main: fn() -> ExitCode,
}

const PROGRAMS: [Program; 19] = [
    Program { name: "blanket", title: "a function as a goroutine, and waiting for it", main: blanket::main },
    Program { name: "thirty-thousand", title: "what 30,000 goroutines cost", main: thirty_thousand::main },
    Program { name: "hello", title: "hello, from a function", main: hello::main },
    Program { name: "hello-closure", title: "hello, from an anonymous function", main: hello_closure::main },
    Program { name: "hello-variable", title: "hello, from a function in a variable", main: hello_variable::main },
    Program { name: "fork-join", title: "fork and join, with a WaitGroup", main: fork_join::main },
    Program { name: "salutation", title: "a goroutine changes its parent's variable", main: salutation::main },
    Program { name: "salutations", title: "each goroutine has its own salutation", main: salutations::main },
    Program { name: "abandoned", title: "a goroutine that blocks for ever", main: abandoned::main },
    Program { name: "memory", title: "what a goroutine weighs, up to 100,000 of them", main: memory::main },
    Program { name: "context-switch", title: "what a context switch costs", main: context_switch::main },
    Program { name: "alphabet-one", title: "two alphabets on one worker", main: alphabet_one::main },
    Program { name: "forgotten-wait", title: "wg.wait() forgotten", main: forgotten_wait::main },
    Program { name: "forgotten-done", title: "wg.done() forgotten: a deadlock", main: autopsy::main },
    Program { name: "hashes", title: "hashes, taking turns on one worker", main: hashes::main },
    Program { name: "alphabet-two", title: "two alphabets on two workers", main: alphabet_two::main },
    Program { name: "counter", title: "an atomic counter", main: counter::main },
    Program { name: "numbers", title: "numbers over a channel, then close", main: numbers::main },
    Program { name: "tasks", title: "three tasks at once", main: tasks::main },
];

/// Programs that others of the tour run as their children.
const HIDDEN: [Program; 2] = [
    Program { name: "--memory-row", title: "", main: memory_row::main },
    Program { name: "--forgotten-done", title: "", main: forgotten_done::main },
];

fn main() -> ExitCode {
    let Some(name) = env::args().nth(1) else { return all() };
    if name == "--list" {
        for program in &PROGRAMS {
            println!("{:16} {}", program.name, program.title);
        }
        return ExitCode::SUCCESS;
    }
    match PROGRAMS.iter().chain(&HIDDEN).find(|program| program.name == name) {
        Some(program) => (program.main)(),
        None => {
            let names: Vec<&str> = PROGRAMS.iter().map(|program| program.name).collect();
            eprintln!("tour: there is no program `{name}`; there are {}", names.join(", "));
            ExitCode::from(2)
        }
    }
}

/// Runs every program as a child of this process.
fn all() -> ExitCode {
    let mut failed = Vec::new();
    for (index, program) in PROGRAMS.iter().enumerate() {
        let blank = if index == 0 { "" } else { "\n" };
        println!("{blank}== {}: {}", program.name, program.title);
        match again(&[program.name]).and_then(|mut command| command.status()) {
            Ok(status) if status.success() => {}
            Ok(status) => failed.push(format!("{} ({status})", program.name)),
            Err(error) => failed.push(format!("{} ({error})", program.name)),
        }
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("tour: these have failed: {}", failed.join(", "));
    ExitCode::FAILURE
}

/// This program again, with these arguments.
fn again(arguments: &[&str]) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.args(arguments);
    Ok(command)
}

/// What a child's end means for its parent's.
fn pass_on(status: io::Result<ExitStatus>) -> ExitCode {
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("tour: {error}");
            ExitCode::FAILURE
        }
    }
}
