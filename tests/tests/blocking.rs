//! Blocking calls: what they return, and who runs meanwhile.
//!
//! What is true of a whole process is shown by programs of `blocking`.

#![forbid(unsafe_code)]

use goroutines::runtime::{Goexit, goexit};
use goroutines::{blocking, spawn};
use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::{World, both, sized, watch};
use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const PROGRAM: &str = env!("CARGO_BIN_EXE_blocking");
const DEADLOCK: &str = "fatal error: all goroutines are asleep - deadlock!";

fn run(scenario: &str, check: impl Fn(&Outcome)) {
    let _watch = watch(scenario);
    for workers in ["1", "2", "8"] {
        check(&Child::new(PROGRAM, scenario).env("GOMAXPROCS", workers).run());
    }
}

#[track_caller]
fn assert_deadlock(outcome: &Outcome, state: &str) {
    outcome.assert_code(2);
    assert!(outcome.stderr.contains(DEADLOCK), "{outcome:#?}");
    assert!(outcome.stderr.contains(&format!("goroutine 1 [{state}]: main\n")), "{outcome:#?}");
    assert!(outcome.stderr.contains("\tblocked at tests/src/bin/blocking.rs:"), "{outcome:#?}");
}

// NE-15: the value comes back, what is borrowed is there again
fn a_call_may_borrow_and_returns_a_value(_world: World) {
    let text = String::from("borrowed");
    let mut numbers = vec![1, 2, 3];
    let length = blocking(|| {
        numbers.push(text.len());
        numbers.len()
    });
    assert_eq!((length, numbers.as_slice()), (4, &[1, 2, 3, 8][..]));
    assert_eq!(blocking(|| &text), "borrowed");
    blocking(|| ());
    assert_eq!(blocking(move || text), "borrowed");
    // Larger than a goroutine has pages in use.
    assert_eq!(blocking(|| [7_u8; 20_000]).iter().map(|&byte| usize::from(byte)).sum::<usize>(), 140_000);
}

// NE-15: the panic comes back as well
fn a_panic_goes_on_in_the_caller(_world: World) {
    let mut steps = 0;
    let payload = catch_unwind(AssertUnwindSafe(|| {
        blocking(|| {
            steps += 1;
            std::panic::resume_unwind(Box::new(42));
        });
    }));
    assert_eq!(payload.expect_err("it panics").downcast_ref::<i32>(), Some(&42));
    assert_eq!(steps, 1);
    assert_eq!(blocking(|| "and goes on"), "and goes on");
}

fn values_are_dropped_once(_world: World) {
    let value = Arc::new(());
    let moved = Arc::clone(&value);
    drop(blocking(move || moved));
    assert_eq!(Arc::strong_count(&value), 1);
    let moved = Arc::clone(&value);
    let ended = catch_unwind(AssertUnwindSafe(|| {
        blocking(move || {
            let _moved = moved;
            std::panic::resume_unwind(Box::new(()));
        });
    }));
    assert!(ended.is_err());
    assert_eq!(Arc::strong_count(&value), 1);
}

fn a_call_in_a_call_runs_in_place(_world: World) {
    let outer = blocking(|| {
        let here = thread::current().id();
        assert_eq!(blocking(|| thread::current().id()), here);
        here
    });
    let _ = outer;
}

fn a_destructor_may_call_while_its_owner_panics(world: World) {
    struct Calls<'a>(&'a AtomicUsize);
    impl Drop for Calls<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(blocking(|| 1), Ordering::Relaxed);
        }
    }
    let calls = AtomicUsize::new(0);
    let ended = world.scope(|s| {
        s.spawn(|| {
            let _calls = Calls(&calls);
            std::panic::resume_unwind(Box::new("over"));
        })
        .join()
    });
    assert!(ended.is_err());
    assert_eq!(calls.into_inner(), 1);
}

fn many_call_at_a_time(world: World) {
    let sum = AtomicUsize::new(0);
    world.scope(|s| {
        for number in 0..sized(400) {
            let sum = &sum;
            s.spawn(move || {
                for step in 0..10 {
                    let got = blocking(|| number * step);
                    assert_eq!(got, number * step);
                    sum.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(sum.into_inner(), sized(400) * 10);
}

both!(
    a_call_may_borrow_and_returns_a_value,
    a_panic_goes_on_in_the_caller,
    values_are_dropped_once,
    a_call_in_a_call_runs_in_place,
    a_destructor_may_call_while_its_owner_panics,
    many_call_at_a_time,
);

#[test]
fn a_goroutine_calls_on_another_thread_and_a_thread_in_place() {
    let _watch = watch("a_goroutine_calls_on_another_thread_and_a_thread_in_place");
    let here = thread::current().id();
    assert_eq!(blocking(|| thread::current().id()), here);
    let handle = spawn(|| {
        // What may not change threads stays here meanwhile.
        let stays = Rc::new(5);
        let elsewhere = blocking(|| thread::current().id());
        (*stays, elsewhere, thread::current().id())
    });
    let (stayed, elsewhere, home) = handle.join().unwrap();
    assert_eq!(stayed, 5);
    assert_ne!(elsewhere, home);
}

// RU-04, in a call
#[test]
fn goexit_in_a_call_ends_the_goroutine() {
    let _watch = watch("goexit_in_a_call_ends_the_goroutine");
    let handle = spawn(|| {
        blocking(|| goexit());
        unreachable!("the goroutine has ended")
    });
    assert!(handle.join().unwrap_err().is::<Goexit>());
}

// ST-10
#[test]
fn a_call_has_the_stack_of_a_thread() {
    #[inline(never)]
    fn deep(levels: usize) -> usize {
        let frame = std::hint::black_box([levels; 1_000]);
        if levels == 0 { frame[0] } else { deep(levels - 1) + frame[frame.len() - 1] }
    }
    let _watch = watch("a_call_has_the_stack_of_a_thread");
    // 800 kB where a goroutine has 256 KiB; in a debug build twice as much, where it has 1 MiB.
    assert_eq!(spawn(|| blocking(|| deep(100))).join().unwrap(), 5_050);
}

// SC-14, NE-15; RU: GOMAXPROCS says nothing about threads in system calls
#[test]
fn others_run_meanwhile() {
    run("others-run", |outcome| outcome.assert_prints("from another goroutine\n"));
}

// SC-17 [D], NE-15: what does not find a thread waits for one
#[test]
fn calls_beyond_the_limit_wait() {
    run("limit", |outcome| outcome.assert_prints("1000 calls\n"));
    let _watch = watch("GOROUTINES_MAX_BLOCKING_THREADS");
    let child = Child::new(PROGRAM, "limit").arg("as the environment says").env("GOROUTINES_MAX_BLOCKING_THREADS", "8");
    child.run().assert_prints("1000 calls\n");
}

#[test]
fn calls_wait_in_order() {
    let _watch = watch("calls_wait_in_order");
    let order: Vec<i32> = (0..20).collect();
    let outcome = Child::new(PROGRAM, "order").env("GOMAXPROCS", "1").run();
    outcome.assert_prints(&format!("{order:?}\n"));
}

#[test]
fn the_limit_may_change_while_calls_run() {
    run("raise", |outcome| outcome.assert_prints("from the second call\n"));
    run("lower", |outcome| outcome.assert_prints("one is left\n"));
}

#[test]
fn the_pool_is_as_large_as_it_has_to_be() {
    run("shrink", |outcome| outcome.assert_prints("all ended\n"));
    run("one-thread", |outcome| outcome.assert_prints("one thread\n"));
}

// DL-10
#[test]
fn a_running_call_is_no_deadlock() {
    run("running-call", |outcome| outcome.assert_prints("the call has ended\n"));
    run("endless-call", |outcome| outcome.assert_prints("no report\n"));
}

// DL-10, DL-12
#[test]
fn no_false_alarm_while_calls_come_and_go() {
    run("short-calls", |outcome| outcome.assert_prints("done\n"));
}

// DL-01, DL-10
#[test]
fn a_deadlock_after_a_call_is_reported() {
    run("after-call", |outcome| {
        assert_eq!(outcome.stdout, "called\n");
        assert_deadlock(outcome, "chan receive");
    });
}

// DL-01, TR-02
#[test]
fn a_call_that_waits_for_goroutines_is_no_way_out() {
    run("in-call", |outcome| assert_deadlock(outcome, "syscall"));
    run("at-limit", |outcome| assert_deadlock(outcome, "syscall"));
}

// SC-17
#[test]
fn calls_wait_for_the_threads_that_the_system_gives() {
    let _watch = watch("calls_wait_for_the_threads_that_the_system_gives");
    for workers in ["1", "2", "8"] {
        let child = |scenario| {
            let stack = (64 << 20).to_string();
            Child::limited(PROGRAM, scenario, "ulimit -v 4000000")
                .env("GOMAXPROCS", workers)
                .env("RUST_MIN_STACK", &stack)
        };
        child("refused").run().assert_prints("all have run\n");
        let outcome = child("first-refused").run();
        outcome.assert_code(0);
        let mut lines = outcome.stdout.lines();
        let refusal = lines.next().unwrap();
        assert!(refusal.starts_with("a blocking call cannot run: the system refuses a thread ("), "{outcome:#?}");
        assert!(refusal.contains("raise `ulimit -u`"), "{outcome:#?}");
        assert_eq!(lines.next(), Some("now there is room"), "{outcome:#?}");
    }
}

// PA-01 [D]
#[test]
fn the_report_of_a_panic_names_the_goroutine() {
    run("panic", |outcome| {
        outcome.assert_prints("in a call\n");
        assert!(
            outcome.stderr.contains("blocking call of goroutine 2 (unlucky), made at tests/src/bin/"),
            "{outcome:#?}"
        );
        assert_eq!(outcome.stderr.matches("panicked at").count(), 1, "reported once: {outcome:#?}");
    });
}

// SC-10
#[test]
fn to_wait_for_a_call_takes_no_time() {
    run("long-call", |outcome| outcome.assert_prints("waited\n"));
}

#[test]
fn standard_input_is_answered_line_by_line() {
    let _watch = watch("standard_input_is_answered_line_by_line");
    for workers in ["1", "2", "8"] {
        let mut child = Command::new(PROGRAM)
            .arg("stdin")
            .env("GOMAXPROCS", workers)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the child starts");
        let mut input = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert_eq!(lines.next().as_deref(), Some("ready"));
        for (line, answer) in
            [("one\n", "got \"one\""), ("\n", "got \"\""), ("zwölf\r\n", "got \"zwölf\""), (" last", "")]
        {
            input.write_all(line.as_bytes()).unwrap();
            if !answer.is_empty() {
                assert_eq!(lines.next().as_deref(), Some(answer));
            }
        }
        drop(input);
        assert_eq!(lines.collect::<Vec<_>>(), ["got \" last\"", "end"]);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn the_rest_of_standard_input_is_read_at_once() {
    let _watch = watch("the_rest_of_standard_input_is_read_at_once");
    let mut child = Command::new(PROGRAM)
        .arg("stdin-rest")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"a line\n").unwrap();
    input.write_all(&[b'x'; 100_000]).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "\"a line\\n\" and 100000 bytes\n");
}
