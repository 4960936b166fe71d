//! A program whose watch is preempted by whatever it wakes: all threads share a processor, and the watch gives way to
//! everybody. The functions of its timers panic, and it prints which threads have dropped what they panicked with.

use goroutines::channel::{Sender, bounded};
use goroutines::context::Context;
use goroutines::time::Timer;
use goroutines_tests::ms;
use std::collections::BTreeSet;
use std::panic::{self, panic_any};
use std::{fs, mem, thread};

/// Says where it is dropped.
struct Payload(Sender<String>);

impl Drop for Payload {
    fn drop(&mut self) {
        let name = thread::current().name().unwrap_or_default().to_owned();
        self.0.send(name.trim_end_matches(|c: char| c == '-' || c.is_ascii_digit()).to_owned()).unwrap();
    }
}

fn main() {
    // Before there are other threads, which inherit it.
    // SAFETY: all-zero bytes are an empty set, and the call reads a set of the size that it is told.
    let pinned = unsafe {
        let mut first: libc::cpu_set_t = mem::zeroed();
        libc::sched_getaffinity(0, mem::size_of_val(&first), &raw mut first);
        let lowest = (0..).find(|&processor| libc::CPU_ISSET(processor, &first)).unwrap();
        libc::CPU_ZERO(&mut first);
        libc::CPU_SET(lowest, &mut first);
        libc::sched_setaffinity(0, mem::size_of_val(&first), &raw const first)
    };
    assert_eq!(pinned, 0);
    goroutines::spawn(|| ()).join().unwrap();
    let parameter = libc::sched_param { sched_priority: 0 };
    // SAFETY: the thread is this process's, and the parameter is valid.
    assert_eq!(unsafe { libc::sched_setscheduler(watch(), libc::SCHED_IDLE, &raw const parameter) }, 0);
    panic::set_hook(Box::new(|_| {}));
    let (tx, rx) = bounded(0);
    let mut droppers = BTreeSet::new();
    for _ in 0..20 {
        let mut payload = Some(Payload(tx.clone()));
        Timer::after_func(ms(1), move || panic_any(payload.take().unwrap()));
        droppers.insert(rx.recv().unwrap());
        let payload = Payload(tx.clone());
        let (context, _cancel) = Context::background().with_timeout(ms(1));
        context.after_func(|| panic_any(payload));
        droppers.insert(rx.recv().unwrap());
    }
    println!("{droppers:?}");
}

/// The number of the watch's thread.
fn watch() -> i32 {
    loop {
        for thread in fs::read_dir("/proc/self/task").unwrap() {
            let thread = thread.unwrap();
            let name = fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
            // Names are cut after fifteen bytes.
            if name.trim_end() == "goroutines-watc" {
                return thread.file_name().to_string_lossy().parse().unwrap();
            }
        }
        thread::yield_now();
    }
}
