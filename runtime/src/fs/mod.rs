//! Files, as in `std::fs`: the goroutine is parked while the system works.
//!
//! Each function is std's of the same name, run by [`blocking`](crate::blocking). What blocks nobody is std's own type. On a plain thread
//! they are std's functions.
//!
//! An operation costs a hand-over to another thread and back, some ten microseconds. So small reads and writes belong
//! into a `std::io::BufReader` or `BufWriter`, and a long sequence of operations into one `blocking` of your own.
//!
//! ```
//! use goroutines::{fs, go};
//!
//! let handle = go! {
//!     let path = std::env::temp_dir().join(format!("goroutines-fs-{}", std::process::id()));
//!     fs::write(&path, "hello").unwrap();
//!     let text = fs::read_to_string(&path).unwrap();
//!     fs::remove_file(&path).unwrap();
//!     text
//! };
//! assert_eq!(handle.join().unwrap(), "hello");
//! ```

mod directory;
mod file;
mod functions;
mod options;

pub use directory::{DirEntry, ReadDir, read_dir};
pub use file::File;
pub use functions::{
    canonicalize, copy, create_dir, create_dir_all, exists, hard_link, metadata, read, read_link, read_to_string,
    remove_dir, remove_dir_all, remove_file, rename, set_permissions, symlink_metadata, write,
};
pub use options::OpenOptions;
pub use std::fs::{FileTimes, FileType, Metadata, Permissions};
