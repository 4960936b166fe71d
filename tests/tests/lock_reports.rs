//! Deadlock reports name each kind of wait in `sync`, and where it is; none is given while somebody may go on.

#![forbid(unsafe_code)]

use goroutines_tests::child::Child;
use goroutines_tests::watch;

// DL-03, DL-13, DL-14, TR-02; MU-07
#[test]
fn every_kind_of_wait_is_named_with_its_line() {
    let _watch = watch("every_kind_of_wait_is_named_with_its_line");
    for workers in ["1", "2", "8"] {
        let outcome = Child::new(env!("CARGO_BIN_EXE_locks"), "kinds").env("GOMAXPROCS", workers).run();
        outcome.assert_code(2);
        let first = "fatal error: all goroutines are asleep - deadlock!\n\n";
        assert!(outcome.stderr.starts_with(first), "{outcome:#?}");
        let paragraphs: Vec<&str> = outcome.stderr.trim_end().split("\n\n").skip(1).collect();
        let said: Vec<&str> = outcome.stdout.lines().collect();
        assert_eq!((paragraphs.len(), said.len()), (17, 17), "{outcome:#?}");
        for line in said {
            let [name, state, line] = line.split('|').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let (head, place) =
                (format!(" [{state}]: {name}\n"), format!("\n\tblocked at tests/src/bin/locks.rs:{line}:"));
            let found = paragraphs.iter().filter(|paragraph| paragraph.contains(&head) && paragraph.contains(&place));
            assert_eq!(found.count(), 1, "{head}{place}: {outcome:#?}");
        }
    }
}

// DL-12
#[test]
fn no_false_alarm_under_load() {
    let _watch = watch("no_false_alarm_under_load");
    for workers in ["1", "2", "8"] {
        Child::new(env!("CARGO_BIN_EXE_locks"), "busy").env("GOMAXPROCS", workers).run().assert_prints("done\n");
    }
}
