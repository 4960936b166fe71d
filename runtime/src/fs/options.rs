//! The ways to open a file.

#![forbid(unsafe_code)]

use super::file::File;
use crate::blocking::call::blocking;
use std::path::Path;
use std::{fs, io};

/// How a file is to be opened: std's [`OpenOptions`](std::fs::OpenOptions), from which it can be made, with what only one
/// system has.
///
/// ```
/// use goroutines::fs::{self, OpenOptions};
/// use std::io::Write;
///
/// let path = std::env::temp_dir().join(format!("goroutines-options-{}", std::process::id()));
/// for line in ["one\n", "two\n"] {
///     OpenOptions::new().create(true).append(true).open(&path)?.write_all(line.as_bytes())?;
/// }
/// assert_eq!(fs::read_to_string(&path)?, "one\ntwo\n");
/// fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct OpenOptions(fs::OpenOptions);

impl OpenOptions {
    /// Options that allow nothing yet.
    ///
    /// ```
    /// assert!(goroutines::fs::OpenOptions::new().open("Cargo.toml").is_err());
    /// ```
    #[expect(clippy::new_without_default, reason = "as in std")]
    pub fn new() -> OpenOptions {
        OpenOptions(fs::OpenOptions::new())
    }

    /// To read.
    ///
    /// ```
    /// use goroutines::fs::OpenOptions;
    ///
    /// assert!(OpenOptions::new().read(true).open("Cargo.toml").is_ok());
    /// ```
    pub fn read(&mut self, read: bool) -> &mut OpenOptions {
        self.0.read(read);
        self
    }

    /// To write, over what is there.
    ///
    /// ```
    /// use goroutines::fs::OpenOptions;
    ///
    /// assert!(OpenOptions::new().write(true).open("no such file").is_err());
    /// ```
    pub fn write(&mut self, write: bool) -> &mut OpenOptions {
        self.0.write(write);
        self
    }

    /// To write at the end.
    ///
    /// ```
    /// use goroutines::fs::OpenOptions;
    ///
    /// assert!(OpenOptions::new().append(true).open("no such file").is_err());
    /// ```
    pub fn append(&mut self, append: bool) -> &mut OpenOptions {
        self.0.append(append);
        self
    }

    /// To empty the file first.
    ///
    /// ```
    /// use goroutines::fs::OpenOptions;
    ///
    /// assert!(OpenOptions::new().write(true).truncate(true).open("no such file").is_err());
    /// ```
    pub fn truncate(&mut self, truncate: bool) -> &mut OpenOptions {
        self.0.truncate(truncate);
        self
    }

    /// To make the file if it is not there.
    ///
    /// ```
    /// use goroutines::fs::OpenOptions;
    ///
    /// assert!(OpenOptions::new().write(true).create(true).open("no such directory/file").is_err());
    /// ```
    pub fn create(&mut self, create: bool) -> &mut OpenOptions {
        self.0.create(create);
        self
    }

    /// To make the file, which must not be there.
    ///
    /// ```
    /// use goroutines::fs::OpenOptions;
    ///
    /// assert!(OpenOptions::new().write(true).create_new(true).open("Cargo.toml").is_err());
    /// ```
    pub fn create_new(&mut self, create_new: bool) -> &mut OpenOptions {
        self.0.create_new(create_new);
        self
    }

    /// Opens a file.
    ///
    /// # Errors
    ///
    /// The system's, and options that contradict each other.
    ///
    /// ```
    /// let file = goroutines::fs::OpenOptions::new().read(true).open("Cargo.toml")?;
    /// assert!(file.metadata()?.is_file());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn open(&self, path: impl AsRef<Path>) -> io::Result<File> {
        let path = path.as_ref();
        blocking(|| self.0.open(path)).map(File::from)
    }
}

impl From<fs::OpenOptions> for OpenOptions {
    fn from(options: fs::OpenOptions) -> OpenOptions {
        OpenOptions(options)
    }
}
