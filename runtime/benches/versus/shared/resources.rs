//! What the process has used: memory, memory maps, processor time. Zero where the system does not say.

use std::fs;
use std::mem::MaybeUninit;
use std::time::Duration;

/// Resident memory, in bytes.
pub(crate) fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}

/// How many memory maps there are: Linux limits them by `vm.max_map_count`.
pub(crate) fn memory_maps() -> f64 {
    fs::read_to_string("/proc/self/maps").map_or(0.0, |maps| maps.lines().count() as f64)
}

/// The processor time of all threads so far.
pub(crate) fn processor_time() -> Duration {
    let mut time = MaybeUninit::<libc::timespec>::uninit();
    // SAFETY: the call writes a timespec, for which there is room, and reads nothing.
    let outcome = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, time.as_mut_ptr()) };
    if outcome != 0 {
        return Duration::ZERO;
    }
    // SAFETY: the call has succeeded, so the timespec is written.
    let time = unsafe { time.assume_init() };
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
