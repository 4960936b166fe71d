//! A program that has no descriptor left, or no `/proc`: what the runtime wants to know it finds out all the same, or says
//! that it cannot.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;

const PROGRAM: &str = env!("CARGO_BIN_EXE_exhausted");

/// Runs a program under several limits; its loader needs a descriptor beside the three streams.
fn run(scenario: &str, backtrace: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for engine in ["generator", "native"] {
        for limit in ["4", "5", "8", "64"] {
            let child = Child::limited(PROGRAM, scenario, &format!("ulimit -n {limit}"));
            check(&child.env("GOROUTINES_ENGINE", engine).env("RUST_BACKTRACE", backtrace).run());
        }
    }
}

fn assert_deadlock(outcome: &Outcome) {
    outcome.assert_code(2);
    let headline = "fatal error: all goroutines are asleep - deadlock!\n";
    assert!(outcome.stderr.starts_with(headline), "{outcome:#?}");
}

// DL-01
#[test]
fn a_deadlock_is_reported() {
    run("deadlock", "0", assert_deadlock);
    run("deadlock-of-a-library", "0", assert_deadlock);
}

// DL-01: no report where a thread can wake somebody
#[test]
fn a_thread_that_will_wake_somebody_is_seen() {
    run("foreign", "0", |outcome| outcome.assert_prints("woken\n"));
}

// TR-03
#[test]
fn stacks_have_names() {
    let _watch = watch("stacks_have_names");
    for engine in ["generator", "native"] {
        let run = |scenario| {
            let child = Child::limited(PROGRAM, scenario, "ulimit -n 8").env("GOROUTINES_ENGINE", engine);
            child.env("RUST_BACKTRACE", "1").run()
        };
        let outcome = run("deadlock");
        assert_deadlock(&outcome);
        assert!(
            outcome.stderr.contains("\tin exhausted::park") || outcome.stderr.contains("\tin park"),
            "{outcome:#?}"
        );
        let outcome = run("dump");
        outcome.assert_code(0);
        let dumps: Vec<&str> = outcome.stdout.split("---\n").collect();
        assert_eq!(dumps.len(), 3, "{outcome:#?}");
        for dump in &dumps[..2] {
            assert!(dump.contains("\tin exhausted::park") || dump.contains("\tin park"), "{outcome:#?}");
        }
    }
}

#[test]
fn a_worker_that_is_asleep_is_seen() {
    run("stuck", "0", |outcome| outcome.assert_prints("taken over\n"));
}

/// Where the tests may make a namespace: an empty `/proc`.
#[test]
fn without_proc_it_is_said_that_a_deadlock_cannot_be_told() {
    let _watch = watch("without_proc_it_is_said_that_a_deadlock_cannot_be_told");
    let without_proc = |script: &str| {
        let child = Child::limited("unshare", "--mount", "true").arg("--map-root-user").arg("sh").arg("-c");
        child.arg(&format!("mount -t tmpfs none /proc && {script}")).run()
    };
    if without_proc("true").status.code() != Some(0) {
        return;
    }
    // What a shell starts in the background ignores the signal, unless it is told otherwise.
    let outcome = without_proc(&format!(
        "said=$(mktemp); env --default-signal=QUIT {PROGRAM} deadlock 2> $said & \
         until grep -q 'it is unknown' $said; do sleep 0.02; done; kill -QUIT $!; wait $!; cat $said >&2; rm $said"
    ));
    assert!(outcome.stderr.starts_with("goroutines: all goroutines are asleep, and it is unknown "), "{outcome:#?}");
    assert_eq!(outcome.stderr.matches("goroutines: ").count(), 1, "{outcome:#?}");
    assert!(outcome.stderr.contains("SIGQUIT: quit\n\ngoroutine 1 [chan receive]: main\n"), "{outcome:#?}");
    without_proc(&format!("{PROGRAM} stuck")).assert_prints("taken over\n");
    without_proc(&format!("{PROGRAM} foreign")).assert_prints("woken\n");
}
