//! Programs for the tests of trees of goroutines, of goroutines without a stack, and of engines.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::time::{Duration, sleep};
use goroutines_tests::process;
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        Some("skynet") => skynet::main(),
        Some("starved") => starved::main(),
        Some("in-a-generator") => in_a_generator::main(),
        other => panic!("no scenario {other:?}"),
    }
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
        let peak = process::status("VmHWM") / 1_000;
        if peak < 100 {
            println!("less than 100 MB");
        } else {
            println!("{peak} MB");
        }
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
