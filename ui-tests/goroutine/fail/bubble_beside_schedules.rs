use goroutines::goroutine;

#[goroutine(schedules = 100, bubble)]
#[test]
fn one() {}

#[goroutine(bubble, schedules = all)]
#[test]
fn two() {}

fn main() {}
