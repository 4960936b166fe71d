//! What the process that asks has used: memory, memory maps, processor time; and what the system allows. Read from `/proc`.

use std::time::Duration;
use std::{env, fs};

/// A number of `/proc/self/status`: `VmRSS` and its like in kilobytes, `Threads` as it is.
///
/// # Panics
///
/// If the system does not say.
pub fn status(name: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("the process has a status");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the status has this line");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("the line has a number")
}

/// How many memory maps the process has.
///
/// # Panics
///
/// If the system does not say.
pub fn maps() -> usize {
    fs::read_to_string("/proc/self/maps").expect("the process has maps").lines().count()
}

/// Processor time of the process, of the user's and the system's code together. Linux counts it in hundredths of a
/// second.
///
/// # Panics
///
/// If the system does not say.
pub fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("the process has a stat");
    // The program's name may contain anything; it ends with the last bracket.
    let (_, fields) = stat.rsplit_once(')').expect("the stat has a name");
    let hundredths = fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("a number"));
    Duration::from_millis(hundredths.sum::<u64>() * 10)
}

/// Processor time of the process, exactly, of the threads that it has now.
///
/// # Panics
///
/// If the system does not say.
pub fn processor_time_exactly() -> Duration {
    let threads = fs::read_dir("/proc/self/task").expect("the process has threads").filter_map(Result::ok);
    // One that has just ended has no time any more.
    let times = threads.filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok());
    Duration::from_nanos(times.filter_map(|time| time.split(' ').next()?.parse::<u64>().ok()).sum())
}

/// A setting of the system, a file in `/proc/sys`.
///
/// # Panics
///
/// If there is none.
pub fn setting(name: &str) -> String {
    let path = format!("/proc/sys/{name}");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")).trim().to_owned()
}

/// Whether a program with this environment runs on the native engine: it is not told otherwise, and the kernel is
/// Linux 6.13 or later.
pub fn is_native() -> bool {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut numbers = release.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let kernel_has_guards = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (6, 13);
    kernel_has_guards && env::var("GOROUTINES_ENGINE").as_deref() != Ok("generator")
}
