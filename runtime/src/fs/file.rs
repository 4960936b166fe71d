//! An open file.
//!
//! Closing, which is dropping, happens in place: a `Drop` must not wait. It costs microseconds, except on a network's file
//! system; there, call `sync_all` first.

#![forbid(unsafe_code)]

use super::options::OpenOptions;
use super::{FileTimes, Metadata, Permissions};
use crate::blocking::call::blocking;
use crate::blocking::streams::{read_through_blocking, write_through_blocking};
use std::io::{Seek, SeekFrom};
use std::path::Path;
use std::{fs, io};

/// An open file: std's [`File`](std::fs::File). The goroutine is parked while the system works.
///
/// It reads, writes and seeks as std's does, through `&File` too. For what is not here, there are conversions from and to std's
/// type.
///
/// ```
/// use goroutines::fs::{self, File};
/// use std::io::{BufRead, BufReader, Write};
///
/// let path = std::env::temp_dir().join(format!("goroutines-file-{}", std::process::id()));
/// let mut file = File::create(&path)?;
/// file.write_all(b"one\ntwo\n")?;
/// let lines: Vec<String> = BufReader::new(File::open(&path)?).lines().collect::<Result<_, _>>()?;
/// assert_eq!(lines, ["one", "two"]);
/// fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct File {
    inner: fs::File,
}

impl File {
    /// Opens a file for reading.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// assert!(goroutines::fs::File::open("Cargo.toml").is_ok());
    /// assert!(goroutines::fs::File::open("no such file").is_err());
    /// ```
    #[track_caller]
    pub fn open(path: impl AsRef<Path>) -> io::Result<File> {
        OpenOptions::new().read(true).open(path)
    }

    /// Opens a file for writing, which is made or emptied.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("goroutines-create-{}", std::process::id()));
    /// assert_eq!(goroutines::fs::File::create(&path)?.metadata()?.len(), 0);
    /// # goroutines::fs::remove_file(&path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn create(path: impl AsRef<Path>) -> io::Result<File> {
        OpenOptions::new().write(true).create(true).truncate(true).open(path)
    }

    /// Makes a file, for reading and writing, that was not there before.
    ///
    /// # Errors
    ///
    /// If there is one. The system's.
    ///
    /// ```
    /// assert!(goroutines::fs::File::create_new("Cargo.toml").is_err());
    /// ```
    #[track_caller]
    pub fn create_new(path: impl AsRef<Path>) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).open(path)
    }

    /// Other ways to open a file.
    ///
    /// ```
    /// assert!(goroutines::fs::File::options().append(true).open("no such file").is_err());
    /// ```
    pub fn options() -> OpenOptions {
        OpenOptions::new()
    }

    /// Waits until the file's contents and what the system knows of it are on the disk.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("goroutines-sync-{}", std::process::id()));
    /// goroutines::fs::File::create(&path)?.sync_all()?;
    /// # goroutines::fs::remove_file(&path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn sync_all(&self) -> io::Result<()> {
        blocking(|| self.inner.sync_all())
    }

    /// Waits until the file's contents are on the disk.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("goroutines-data-{}", std::process::id()));
    /// goroutines::fs::File::create(&path)?.sync_data()?;
    /// # goroutines::fs::remove_file(&path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn sync_data(&self) -> io::Result<()> {
        blocking(|| self.inner.sync_data())
    }

    /// Cuts the file off, or adds zeroes, so that it has `size` bytes.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("goroutines-len-{}", std::process::id()));
    /// let file = goroutines::fs::File::create(&path)?;
    /// file.set_len(100)?;
    /// assert_eq!(file.metadata()?.len(), 100);
    /// # goroutines::fs::remove_file(&path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn set_len(&self, size: u64) -> io::Result<()> {
        blocking(|| self.inner.set_len(size))
    }

    /// What the system knows of the file.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// assert!(goroutines::fs::File::open("Cargo.toml")?.metadata()?.len() > 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn metadata(&self) -> io::Result<Metadata> {
        blocking(|| self.inner.metadata())
    }

    /// Another handle to the same open file, with the same position.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// let file = goroutines::fs::File::open("Cargo.toml")?;
    /// assert_eq!(file.try_clone()?.metadata()?.len(), file.metadata()?.len());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn try_clone(&self) -> io::Result<File> {
        self.inner.try_clone().map(File::from)
    }

    /// Sets the file's permissions.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("goroutines-permissions-{}", std::process::id()));
    /// let file = goroutines::fs::File::create(&path)?;
    /// file.set_permissions(file.metadata()?.permissions())?;
    /// # goroutines::fs::remove_file(&path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        blocking(|| self.inner.set_permissions(permissions))
    }

    /// Sets when the file was read and written.
    ///
    /// # Errors
    ///
    /// The system's.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// # let path = std::env::temp_dir().join(format!("goroutines-times-{}", std::process::id()));
    /// let file = goroutines::fs::File::create(&path)?;
    /// file.set_times(std::fs::FileTimes::new().set_modified(SystemTime::UNIX_EPOCH))?;
    /// assert_eq!(file.metadata()?.modified()?, SystemTime::UNIX_EPOCH);
    /// # goroutines::fs::remove_file(&path)?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn set_times(&self, times: FileTimes) -> io::Result<()> {
        blocking(|| self.inner.set_times(times))
    }
}

read_through_blocking!(File, |file| (&file.inner));
read_through_blocking!(&File, |file| (&file.inner));
write_through_blocking!(File, |file| (&file.inner));
write_through_blocking!(&File, |file| (&file.inner));

impl Seek for &File {
    #[track_caller]
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        blocking(|| (&self.inner).seek(position))
    }
}

impl Seek for File {
    #[track_caller]
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        (&*self).seek(position)
    }
}

impl From<fs::File> for File {
    fn from(inner: fs::File) -> File {
        File { inner }
    }
}

impl From<File> for fs::File {
    fn from(file: File) -> fs::File {
        file.inner
    }
}

#[cfg(unix)]
impl std::os::fd::AsFd for File {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.inner.as_fd()
    }
}

#[cfg(unix)]
impl From<std::os::fd::OwnedFd> for File {
    fn from(fd: std::os::fd::OwnedFd) -> File {
        File::from(fs::File::from(fd))
    }
}

#[cfg(unix)]
impl From<File> for std::os::fd::OwnedFd {
    fn from(file: File) -> std::os::fd::OwnedFd {
        file.inner.into()
    }
}
