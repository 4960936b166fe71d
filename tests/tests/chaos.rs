//! All kinds of waits at once, while the number of workers changes.

#![forbid(unsafe_code)]

use goroutines_tests::child::Child;
use goroutines_tests::watch;

/// Whatever happens by chance, it comes to its end, and then the deadlock report does.
fn ends_and_is_reported(scenario: &str) {
    for (seed, workers) in ["1", "2", "8"].into_iter().enumerate() {
        let child = Child::new(env!("CARGO_BIN_EXE_chaos"), scenario).arg(&seed.to_string()).arg("2");
        let outcome = child.env("GOMAXPROCS", workers).run();
        outcome.assert_code(2);
        assert_eq!(outcome.stdout, "done\n", "{outcome:#?}");
        let first = "fatal error: all goroutines are asleep - deadlock!\n";
        assert!(outcome.stderr.starts_with(first), "{outcome:#?}");
        assert_eq!(outcome.stderr.matches("\ngoroutine ").count(), 1, "{outcome:#?}");
    }
}

// DL-06, DL-07, DL-12, DL-14; SC-11
#[test]
fn no_wake_up_is_lost_and_no_alarm_is_false() {
    let _watch = watch("no_wake_up_is_lost_and_no_alarm_is_false");
    ends_and_is_reported("plain");
}

// DL-06, DL-12; SC-11, SC-14
#[test]
fn nor_beside_system_calls() {
    let _watch = watch("nor_beside_system_calls");
    ends_and_is_reported("syscalls");
}
