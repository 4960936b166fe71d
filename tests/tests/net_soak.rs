//! A few seconds of the soak, which `.ci/soak` runs for longer: peers that misbehave in every way.

#![forbid(unsafe_code)]

use goroutines_tests::child::Child;
use goroutines_tests::watch;
use std::env;

#[test]
fn faulty_peers_leave_nothing_behind() {
    let _watch = watch("the soak");
    let asked = env::var("GOMAXPROCS");
    let ways = match &asked {
        Ok(workers) => vec![("1", workers.as_str())],
        Err(_) => vec![("1", "1"), ("2", "2"), ("3", "8")],
    };
    for (seed, workers) in ways {
        let child = Child::new(env!("CARGO_BIN_EXE_soak"), "8").arg(seed).env("GOMAXPROCS", workers);
        let child = child.env("MALLOC_MMAP_THRESHOLD_", "1000000");
        let outcome = child.run();
        outcome.assert_code(0);
        assert!(outcome.stdout.ends_with("done\n"), "{outcome:#?}");
    }
}
