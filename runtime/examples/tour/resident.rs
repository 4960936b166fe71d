//! How much memory the process has: the resident pages that `/proc/self/statm` counts, in bytes.

use std::fs;

/// Zero where the system does not say.
pub(crate) fn resident() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.as_deref().and_then(|text| text.split_ascii_whitespace().nth(1)?.parse::<usize>().ok());
    pages.unwrap_or(0) * page_size()
}

/// As the kernel says of the first mapping: 4 kB on x86-64.
fn page_size() -> usize {
    let maps = fs::read_to_string("/proc/self/smaps").unwrap_or_default();
    let line = maps.lines().find_map(|line| line.strip_prefix("KernelPageSize:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok());
    kilobytes.unwrap_or(4) << 10
}
