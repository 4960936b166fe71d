//! The free functions of `std::fs`.

#![forbid(unsafe_code)]

use super::{Metadata, Permissions};
use crate::blocking::call::blocking;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Reads a whole file: std's [`read`](std::fs::read).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let bytes = goroutines::fs::read("Cargo.toml")?;
/// assert!(bytes.starts_with(b"[package]"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    let path = path.as_ref();
    blocking(|| fs::read(path))
}

/// Reads a whole file as UTF-8: std's [`read_to_string`](std::fs::read_to_string).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let text = goroutines::fs::read_to_string("Cargo.toml")?;
/// assert!(text.contains("goroutines"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn read_to_string(path: impl AsRef<Path>) -> io::Result<String> {
    let path = path.as_ref();
    blocking(|| fs::read_to_string(path))
}

/// What the system knows of a file or directory; follows links: std's [`metadata`](std::fs::metadata).
///
/// # Errors
///
/// The system's.
///
/// ```
/// assert!(goroutines::fs::metadata("Cargo.toml")?.is_file());
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    let path = path.as_ref();
    blocking(|| fs::metadata(path))
}

/// What the system knows of a file, directory or link: std's [`symlink_metadata`](std::fs::symlink_metadata).
///
/// # Errors
///
/// The system's.
///
/// ```
/// assert!(!goroutines::fs::symlink_metadata("Cargo.toml")?.is_symlink());
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn symlink_metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    let path = path.as_ref();
    blocking(|| fs::symlink_metadata(path))
}

/// The absolute path without links and dots: std's [`canonicalize`](std::fs::canonicalize).
///
/// # Errors
///
/// The system's.
///
/// ```
/// assert!(goroutines::fs::canonicalize("src/..")?.is_absolute());
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn canonicalize(path: impl AsRef<Path>) -> io::Result<PathBuf> {
    let path = path.as_ref();
    blocking(|| fs::canonicalize(path))
}

/// Whether there is something at a path: std's [`exists`](std::fs::exists).
///
/// # Errors
///
/// The system's.
///
/// ```
/// assert!(goroutines::fs::exists("Cargo.toml")?);
/// assert!(!goroutines::fs::exists("no such file")?);
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn exists(path: impl AsRef<Path>) -> io::Result<bool> {
    let path = path.as_ref();
    blocking(|| fs::exists(path))
}

/// Where a symbolic link leads: std's [`read_link`](std::fs::read_link).
///
/// # Errors
///
/// The system's.
///
/// ```
/// assert!(goroutines::fs::read_link("Cargo.toml").is_err()); // no link
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn read_link(path: impl AsRef<Path>) -> io::Result<PathBuf> {
    let path = path.as_ref();
    blocking(|| fs::read_link(path))
}

/// Makes a directory: std's [`create_dir`](std::fs::create_dir).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-create_dir-{}", std::process::id()));
/// goroutines::fs::create_dir(&path)?;
/// goroutines::fs::remove_dir(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn create_dir(path: impl AsRef<Path>) -> io::Result<()> {
    let path = path.as_ref();
    blocking(|| fs::create_dir(path))
}

/// Makes a directory and those around it that are missing: std's [`create_dir_all`](std::fs::create_dir_all).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-create_dir_all-{}", std::process::id()));
/// goroutines::fs::create_dir_all(path.join("a/b"))?;
/// goroutines::fs::remove_dir_all(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn create_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    let path = path.as_ref();
    blocking(|| fs::create_dir_all(path))
}

/// Removes an empty directory: std's [`remove_dir`](std::fs::remove_dir).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-remove_dir-{}", std::process::id()));
/// goroutines::fs::create_dir(&path)?;
/// goroutines::fs::remove_dir(&path)?;
/// assert!(!goroutines::fs::exists(&path)?);
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn remove_dir(path: impl AsRef<Path>) -> io::Result<()> {
    let path = path.as_ref();
    blocking(|| fs::remove_dir(path))
}

/// Removes a directory with all that is in it; does not follow links: std's [`remove_dir_all`](std::fs::remove_dir_all).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-remove_dir_all-{}", std::process::id()));
/// goroutines::fs::create_dir_all(path.join("a"))?;
/// goroutines::fs::remove_dir_all(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn remove_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    let path = path.as_ref();
    blocking(|| fs::remove_dir_all(path))
}

/// Removes a file: std's [`remove_file`](std::fs::remove_file).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-remove_file-{}", std::process::id()));
/// goroutines::fs::write(&path, "")?;
/// goroutines::fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn remove_file(path: impl AsRef<Path>) -> io::Result<()> {
    let path = path.as_ref();
    blocking(|| fs::remove_file(path))
}

/// Copies a file with its permissions, and returns how many bytes it has: std's [`copy`](std::fs::copy).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-copy-{}", std::process::id()));
/// assert!(goroutines::fs::copy("Cargo.toml", &path)? > 0);
/// goroutines::fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn copy(from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<u64> {
    let (from, to) = (from.as_ref(), to.as_ref());
    blocking(|| fs::copy(from, to))
}

/// Renames a file or directory: std's [`rename`](std::fs::rename).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-rename-{}", std::process::id()));
/// goroutines::fs::write(&path, "")?;
/// let other = path.with_extension("new");
/// goroutines::fs::rename(&path, &other)?;
/// goroutines::fs::remove_file(&other)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn rename(from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
    let (from, to) = (from.as_ref(), to.as_ref());
    blocking(|| fs::rename(from, to))
}

/// Makes another name for a file: std's [`hard_link`](std::fs::hard_link).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-hard_link-{}", std::process::id()));
/// goroutines::fs::write(&path, "")?;
/// let other = path.with_extension("link");
/// goroutines::fs::hard_link(&path, &other)?;
/// goroutines::fs::remove_file(&other)?;
/// goroutines::fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn hard_link(original: impl AsRef<Path>, link: impl AsRef<Path>) -> io::Result<()> {
    let (original, link) = (original.as_ref(), link.as_ref());
    blocking(|| fs::hard_link(original, link))
}

/// Writes a whole file, which is made or replaced: std's [`write`](std::fs::write).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-write-{}", std::process::id()));
/// goroutines::fs::write(&path, "three words here")?;
/// assert_eq!(goroutines::fs::read(&path)?.len(), 16);
/// goroutines::fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn write(path: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> io::Result<()> {
    let (path, contents) = (path.as_ref(), contents.as_ref());
    blocking(|| fs::write(path, contents))
}

/// Sets the permissions of a file or directory: std's [`set_permissions`](std::fs::set_permissions).
///
/// # Errors
///
/// The system's.
///
/// ```
/// let path = std::env::temp_dir().join(format!("goroutines-set_permissions-{}", std::process::id()));
/// goroutines::fs::write(&path, "")?;
/// let mut permissions = goroutines::fs::metadata(&path)?.permissions();
/// permissions.set_readonly(true);
/// goroutines::fs::set_permissions(&path, permissions)?;
/// assert!(goroutines::fs::metadata(&path)?.permissions().readonly());
/// goroutines::fs::remove_file(&path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn set_permissions(path: impl AsRef<Path>, permissions: Permissions) -> io::Result<()> {
    let path = path.as_ref();
    blocking(|| fs::set_permissions(path, permissions))
}
