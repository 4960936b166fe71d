//! Programs for the tests of what a whole process uses: memory, processor time, stacks.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("skynet") => skynet::main(),
        Some("idle") => idle::main(),
        Some("starved") => starved::main(),
        Some("in-a-generator") => in_a_generator::main(),
        other => panic!("no scenario {other:?}"),
    }
}

/// A line of `/proc/self/status`, as a number.
fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the process has a status");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the status has this line");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("the line has a number")
}

/// A tree of 1,111,111 goroutines, each of which starts ten and adds up what they send.
mod skynet {
    use super::*;

    #[goroutine]
    fn node(number: u64, size: u64, parent: Sender<u64>) {
        if size == 1 {
            parent.send(number).unwrap();
            return;
        }
        let (tx, rx) = chan(0);
        for child in 0..10 {
            go!(node(number + child * (size / 10), size / 10, tx.clone()));
        }
        parent.send((0..10).map(|_| rx.recv().unwrap()).sum()).unwrap();
    }

    #[goroutine]
    pub(super) fn main() -> ExitCode {
        let (tx, rx) = chan(0);
        go!(node(0, 1_000_000, tx));
        println!("{}", rx.recv().unwrap());
        let peak = status("VmHWM") / 1_000;
        if peak < 100 {
            println!("less than 100 MB");
        } else {
            println!("{peak} MB");
        }
        ExitCode::SUCCESS
    }
}

/// Goroutines that wait use no processor.
mod idle {
    use super::*;

    /// Processor time of the process, in hundredths of a second.
    fn used() -> u64 {
        let stat = fs::read_to_string("/proc/self/stat").expect("the process has a stat");
        let (_, fields) = stat.rsplit_once(')').expect("the stat has a name");
        fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("a number")).sum()
    }

    #[goroutine]
    pub(super) fn main() -> ExitCode {
        let (tx, rx) = chan::<()>(0);
        for _ in 0..100 {
            go!(|rx = rx.clone()| _ = rx.recv());
            go!(sleep(Duration::from_secs(100)));
        }
        let before = used();
        sleep(Duration::from_secs(2));
        let used = used() - before;
        if used < 10 {
            println!("next to nothing");
        } else {
            println!("{used} hundredths of two seconds");
        }
        drop(tx);
        ExitCode::SUCCESS
    }
}

/// More goroutines than stacks: those that have not started wait until others have ended.
mod starved {
    use super::*;

    #[goroutine(stack_size = "64 MiB")]
    pub(super) fn main() -> ExitCode {
        let wg = WaitGroup::new();
        for _ in 0..200 {
            wg.add(1);
            go!(|wg = wg.clone()| {
                sleep(Duration::from_millis(1));
                wg.done();
            });
        }
        wg.wait();
        println!("all have run");
        ExitCode::SUCCESS
    }
}

/// A goroutine that parks inside a generator of its own.
mod in_a_generator {
    use super::*;
    use generator::Gn;

    #[goroutine]
    pub(super) fn main() -> ExitCode {
        let (tx, rx) = chan(0);
        go! { (1..=3).for_each(|value| tx.send(value).unwrap()) };
        let values = Gn::<()>::new_scoped_opt(0x4000, move |mut generator| {
            for value in rx {
                generator.yield_(value);
            }
            generator::done!();
        });
        println!("{}", values.sum::<i32>());
        ExitCode::SUCCESS
    }
}
