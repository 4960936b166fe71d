use goroutines::goroutine;

#[goroutine(schedules = 0)]
#[test]
fn none() {}

#[goroutine(schedules = "all")]
#[test]
fn quoted() {}

#[goroutine(schedules)]
#[test]
fn bare() {}

fn main() {}
