//! Tests in bubbles, under schedules and with deadlines, with and without a result.

use goroutines::goroutine;
// The built-in `test` would leave the functions out of a program.
use goroutines::goroutine as test;

const MANY: u64 = 10;

#[goroutine(bubble)]
#[test]
fn in_a_bubble() {}

#[goroutine(bubble, deadline = "10s")]
#[test]
fn with_a_result() -> Result<(), std::fmt::Error> {
    Ok(())
}

#[goroutine(schedules = 1_000)]
#[test]
fn under_schedules() {}

#[goroutine(schedules = MANY, deadline = "1 min")]
#[test]
fn under_as_many_as_a_constant_says() {}

#[goroutine(schedules = all)]
#[test]
fn under_all() {}

#[goroutine(deadline = "500 ms")]
#[test]
fn by_then() {
    panic!("it fails");
}

fn main() {
    in_a_bubble();
    _ = with_a_result();
    under_schedules();
    under_as_many_as_a_constant_says();
    under_all();
    std::panic::catch_unwind(by_then).unwrap_err();
}
