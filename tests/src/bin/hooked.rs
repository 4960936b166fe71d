//! A program that returns from `main` while a goroutine's panic is being printed, slowly.

#![forbid(unsafe_code)]

use goroutines::channel::bounded;
use goroutines_tests::ms;
use std::sync::OnceLock;
use std::{panic, thread};

static PRINTING: OnceLock<goroutines::Sender<()>> = OnceLock::new();

fn main() {
    // Before the runtime starts, so that this is the hook that it finds.
    panic::set_hook(Box::new(|_| {
        let _ = PRINTING.get().map(|tx| tx.try_send(()));
        thread::sleep(ms(50));
        eprintln!("the end of the report");
    }));
    program::main();
}

mod program {
    use super::{PRINTING, bounded};
    use goroutines::prelude::*;

    #[goroutine]
    pub(super) fn main() {
        let (tx, rx) = bounded(1);
        PRINTING.set(tx).unwrap();
        go!(|| panic!("reported slowly"));
        rx.recv().unwrap();
    }
}
