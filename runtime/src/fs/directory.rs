//! The entries of a directory.

#![forbid(unsafe_code)]

use super::{FileType, Metadata};
use crate::blocking::call::blocking;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// Entries that are fetched at a time: enough that going to another thread does not show, and less than the system itself
/// reads at a time.
const BATCH: usize = 64;

/// The entries of a directory: std's [`read_dir`](std::fs::read_dir). They are fetched some at a time, so the goroutine is parked
/// once for many.
///
/// # Errors
///
/// The system's.
///
/// ```
/// let mut names = Vec::new();
/// for entry in goroutines::fs::read_dir(".")? {
///     names.push(entry?.file_name());
/// }
/// assert!(names.iter().any(|name| name == "Cargo.toml"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn read_dir(path: impl AsRef<Path>) -> io::Result<ReadDir> {
    let path = path.as_ref();
    let inner = blocking(|| fs::read_dir(path))?;
    Ok(ReadDir { inner, fetched: VecDeque::new() })
}

/// An iterator over the entries of a directory: std's [`ReadDir`](std::fs::ReadDir).
pub struct ReadDir {
    inner: fs::ReadDir,
    fetched: VecDeque<io::Result<fs::DirEntry>>,
}

// An error that was fetched is handed out as it is, whatever has panicked before.
impl UnwindSafe for ReadDir {}
impl RefUnwindSafe for ReadDir {}

impl Iterator for ReadDir {
    type Item = io::Result<DirEntry>;

    #[track_caller]
    fn next(&mut self) -> Option<io::Result<DirEntry>> {
        if self.fetched.is_empty() {
            let ReadDir { inner, fetched } = self;
            blocking(|| fetched.extend(inner.take(BATCH)));
        }
        Some(self.fetched.pop_front()?.map(DirEntry))
    }
}

impl fmt::Debug for ReadDir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// An entry of a directory: std's [`DirEntry`](std::fs::DirEntry).
pub struct DirEntry(fs::DirEntry);

impl DirEntry {
    /// The path that was given to [`read_dir`], with the entry's name.
    ///
    /// ```
    /// for entry in goroutines::fs::read_dir("src")? {
    ///     assert!(entry?.path().starts_with("src"));
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn path(&self) -> PathBuf {
        self.0.path()
    }

    /// The name alone.
    ///
    /// ```
    /// let first = goroutines::fs::read_dir("src")?.next().unwrap()?;
    /// assert!(first.path().ends_with(first.file_name()));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn file_name(&self) -> OsString {
        self.0.file_name()
    }

    /// What the system knows of the entry; does not follow links.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// for entry in goroutines::fs::read_dir("src")? {
    ///     entry?.metadata()?.modified()?;
    /// }
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn metadata(&self) -> io::Result<Metadata> {
        blocking(|| self.0.metadata())
    }

    /// Whether the entry is a file, a directory, or something else; does not follow links.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// let entries: Result<Vec<_>, _> = goroutines::fs::read_dir("src")?.collect();
    /// assert!(entries?.iter().any(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn file_type(&self) -> io::Result<FileType> {
        blocking(|| self.0.file_type())
    }
}

impl fmt::Debug for DirEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
