//! A few seconds of the soak, which `.ci/soak` runs for longer: peers that misbehave in every way.

#![forbid(unsafe_code)]

use goroutines_tests::child::Child;
use goroutines_tests::watch;

#[test]
fn faulty_peers_leave_nothing_behind() {
    let _watch = watch("the soak");
    let outcome = Child::new(env!("CARGO_BIN_EXE_soak"), "8").arg("1").env("MALLOC_MMAP_THRESHOLD_", "1000000").run();
    outcome.assert_code(0);
    assert!(outcome.stdout.ends_with("done\n"), "{outcome:#?}");
}
