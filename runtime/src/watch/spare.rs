//! A descriptor that is kept for reports, which may be wanted when there is no other left.
//!
//! The names of a stack's functions are in the program's file, which std opens when it looks for them. Nothing else of a
//! report needs a descriptor: threads are counted without one (`deadlock`), and the rest is in memory.
//!
//! Between giving it back to the system and std's taking it, another thread may be faster. Then names are missing.

#![forbid(unsafe_code)]

use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::sync::{Mutex, PoisonError};

/// What is opened to have a descriptor: it is everywhere.
const PLACE: &str = "/";

static KEPT: Mutex<Option<Kept>> = Mutex::new(None);

struct Kept {
    file: File,
    /// Device and number of what was opened.
    what: (u64, u64),
}

impl Kept {
    fn open() -> Option<Kept> {
        let file = File::open(PLACE).ok()?;
        let what = identity(&file)?;
        Some(Kept { file, what })
    }

    /// Gives the descriptor back. If the program has closed it, it is another's by now, and stays open.
    fn close(self) {
        if identity(&self.file) != Some(self.what) {
            std::mem::forget(self.file);
        }
    }
}

fn identity(file: &File) -> Option<(u64, u64)> {
    file.metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Keeps a descriptor from now on.
pub(super) fn keep() {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.is_none() {
        *kept = Kept::open();
    }
}

/// Does something for which a descriptor may be needed.
pub(super) fn lend<T>(f: impl FnOnce() -> T) -> T {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).take();
    let was_kept = kept.is_some();
    if let Some(kept) = kept {
        kept.close();
    }
    let result = f();
    if was_kept {
        keep();
    }
    result
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::fd::AsRawFd;

    #[test]
    fn the_descriptor_is_free_while_it_is_lent() {
        let kept = || KEPT.lock().unwrap().as_ref().map(|kept| format!("/proc/self/fd/{}", kept.file.as_raw_fd()));
        keep();
        let descriptor = kept().unwrap();
        assert!(fs::read_link(&descriptor).is_ok_and(|path| path.as_os_str() == PLACE));
        lend(|| {
            assert!(kept().is_none());
            // Another test may have taken the number already.
            assert!(!fs::read_link(&descriptor).is_ok_and(|path| path.as_os_str() == PLACE));
        });
        assert!(kept().is_some());
    }
}
