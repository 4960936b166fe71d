//! Files, directories and child processes, on threads and on goroutines.

#![forbid(unsafe_code)]

use goroutines::fs::{self, File, OpenOptions};
use goroutines::process::{ChildStdout, Command, Stdio};
use goroutines_tests::{World, both};
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, IoSlice, Read, Seek, SeekFrom, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, process};

/// A directory of its own for each test, which is removed in the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Directory {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("goroutines-files-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Directory(path)
    }

    fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn whole_files_are_written_and_read(_world: World) {
    let directory = Directory::new();
    let path = directory.join("file");
    assert!(!fs::exists(&path).unwrap());
    assert_eq!(fs::read(&path).unwrap_err().kind(), ErrorKind::NotFound);
    fs::write(&path, "some text").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"some text");
    assert_eq!(fs::read_to_string(&path).unwrap(), "some text");
    assert_eq!(fs::metadata(&path).unwrap().len(), 9);
    let other = directory.join("other");
    assert_eq!(fs::copy(&path, &other).unwrap(), 9);
    fs::rename(&other, directory.join("third")).unwrap();
    assert_eq!(fs::remove_file(&other).unwrap_err().kind(), ErrorKind::NotFound);
    fs::write(&path, [0xff]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap_err().kind(), ErrorKind::InvalidData);
    fs::hard_link(&path, directory.join("link")).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(fs::read(directory.join("link")).unwrap(), [0xff]);
}

fn directories_are_made_and_listed(_world: World) {
    let directory = Directory::new();
    fs::create_dir_all(directory.join("a/b/c")).unwrap();
    assert_eq!(fs::remove_dir(directory.join("a")).unwrap_err().kind(), ErrorKind::DirectoryNotEmpty);
    // More than are fetched at a time.
    let names: BTreeSet<String> = (0..200).map(|number| format!("file {number}")).collect();
    for name in &names {
        fs::write(directory.join("a/b").join(name), name).unwrap();
    }
    let mut found = BTreeSet::new();
    let mut directories = 0;
    for entry in fs::read_dir(directory.join("a/b")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert_eq!(entry.path(), directory.join("a/b").join(&name));
        if entry.file_type().unwrap().is_dir() {
            directories += 1;
        } else {
            assert_eq!(entry.metadata().unwrap().len(), name.len() as u64);
            assert!(found.insert(name));
        }
    }
    assert_eq!((found, directories), (names, 1));
    let mut empty = fs::read_dir(directory.join("a/b/c")).unwrap();
    assert!(empty.next().is_none() && empty.next().is_none());
    assert!(fs::read_dir(directory.join("nothing")).is_err());
    assert_eq!(fs::canonicalize(directory.join("a/./b/..")).unwrap(), fs::canonicalize(directory.join("a")).unwrap());
    std::os::unix::fs::symlink("a", directory.join("link")).unwrap();
    assert_eq!(fs::read_link(directory.join("link")).unwrap(), Path::new("a"));
    assert!(fs::symlink_metadata(directory.join("link")).unwrap().is_symlink());
    fs::remove_dir_all(directory.join("a")).unwrap();
    assert!(!fs::exists(directory.join("a")).unwrap());
}

fn open_files_are_read_written_and_sought(_world: World) {
    let directory = Directory::new();
    let path = directory.join("file");
    let mut file = File::create_new(&path).unwrap();
    assert_eq!(File::create_new(&path).unwrap_err().kind(), ErrorKind::AlreadyExists);
    file.write_all(b"hello ").unwrap();
    (&file).write_all(b"world").unwrap();
    assert_eq!(file.write_vectored(&[IoSlice::new(b"!"), IoSlice::new(b"?")]).unwrap(), 2);
    file.sync_all().unwrap();
    file.sync_data().unwrap();
    assert_eq!(file.seek(SeekFrom::Start(6)).unwrap(), 6);
    let mut word = [0; 5];
    file.read_exact(&mut word).unwrap();
    assert_eq!(&word, b"world");
    assert_eq!(file.read_exact(&mut [0; 5]).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    file.rewind().unwrap();
    let mut text = String::new();
    (&file).read_to_string(&mut text).unwrap();
    assert_eq!(text, "hello world!?");
    file.set_len(5).unwrap();
    assert_eq!(file.metadata().unwrap().len(), 5);
    let mut other = file.try_clone().unwrap();
    other.rewind().unwrap();
    assert_eq!(file.stream_position().unwrap(), 0);
    let mut bytes = Vec::new();
    other.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, b"hello");
    let mut permissions = file.metadata().unwrap().permissions();
    permissions.set_readonly(true);
    file.set_permissions(permissions.clone()).unwrap();
    fs::set_permissions(&path, permissions).unwrap();
    assert!(fs::metadata(&path).unwrap().permissions().readonly());
}

fn options_are_stds(_world: World) {
    let directory = Directory::new();
    let path = directory.join("log");
    assert!(OpenOptions::new().append(true).open(&path).is_err());
    for line in ["one\n", "two\n"] {
        OpenOptions::new().append(true).create(true).open(&path).unwrap().write_all(line.as_bytes()).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    OpenOptions::new().write(true).truncate(true).open(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"");
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    assert!(OpenOptions::from(options).open(&path).unwrap().write(b"no").is_err());
}

fn files_become_stds_and_back(_world: World) {
    let directory = Directory::new();
    let path = directory.join("file");
    fs::write(&path, "text").unwrap();
    let file = File::from(std::fs::File::open(&path).unwrap());
    let mut std: std::fs::File = file.into();
    let mut text = String::new();
    std.read_to_string(&mut text).unwrap();
    assert_eq!(text, "text");
    let file = File::from(OwnedFd::from(File::from(std)));
    assert!(file.as_fd().try_clone_to_owned().is_ok());
}

fn many_write_and_read_lines(world: World) {
    let directory = Directory::new();
    world.scope(|s| {
        for number in 0..20 {
            let path = directory.join(number.to_string());
            s.spawn(move || {
                let mut out = BufWriter::new(File::create(&path).unwrap());
                for line in 0..2_000 {
                    writeln!(out, "{number} {line}").unwrap();
                }
                out.flush().unwrap();
                let lines = BufReader::new(File::open(&path).unwrap()).lines();
                for (line, text) in lines.enumerate() {
                    assert_eq!(text.unwrap(), format!("{number} {line}"));
                }
            });
        }
    });
}

fn children_are_waited_for(_world: World) {
    let output = Command::new("sh").args(["-c", "echo out; echo err >&2; exit 3"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!((&*output.stdout, &*output.stderr), (&b"out\n"[..], &b"err\n"[..]));
    assert!(Command::new("true").status().unwrap().success());
    assert_eq!(Command::new("no such program").status().unwrap_err().kind(), ErrorKind::NotFound);
    let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
    assert!(child.id() > 0 && child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    assert!(child.try_wait().unwrap().is_some());
    let mut std = process::Command::new("pwd");
    std.current_dir("/");
    assert_eq!(Command::from(std).output().unwrap().stdout, b"/\n");
}

/// More than fits into the pipes, so that both sides have to wait for each other.
fn a_filter_is_written_to_and_read_from(world: World) {
    const SIZE: usize = 1_000_000;
    let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    world.scope(|s| {
        s.spawn(move || {
            for chunk in vec![b'x'; SIZE].chunks(10_000) {
                input.write_all(chunk).unwrap();
            }
        });
        let mut bytes = Vec::new();
        output.read_to_end(&mut bytes).unwrap();
        assert!(bytes.len() == SIZE && bytes.iter().all(|&byte| byte == b'x'));
    });
    assert!(child.wait().unwrap().success());
    // Without an input of ours, `wait_with_output` closes it first.
    let child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"");
}

fn one_childs_output_is_the_next_ones_input(_world: World) {
    let mut first = Command::new("echo").arg("through two").stdout(Stdio::piped()).spawn().unwrap();
    let pipe: ChildStdout = first.stdout.take().unwrap();
    let second = Command::new("cat").stdin(pipe).output().unwrap();
    assert_eq!(second.stdout, b"through two\n");
    first.wait().unwrap();
    let mut child = Command::new("sh").args(["-c", "echo oh >&2"]).stderr(Stdio::piped()).spawn().unwrap();
    assert_eq!(io::read_to_string(child.stderr.take().unwrap()).unwrap(), "oh\n");
    child.wait().unwrap();
}

/// Each child ends only when all have been started and are waited for.
fn many_children_are_waited_for_at_a_time(world: World) {
    const CHILDREN: usize = 10;
    let barrier = Barrier::new(CHILDREN);
    world.scope(|s| {
        for number in 0..CHILDREN {
            let barrier = &barrier;
            s.spawn(move || {
                let mut child =
                    Command::new("sh").args(["-c", "read x; exit $x"]).stdin(Stdio::piped()).spawn().unwrap();
                goroutines::blocking(|| barrier.wait());
                writeln!(child.stdin.as_mut().unwrap(), "{number}").unwrap();
                assert_eq!(child.wait().unwrap().code(), i32::try_from(number).ok());
            });
        }
    });
}

#[test]
fn handles_may_cross_an_unwinding() {
    fn assert_unwind_safe<T: UnwindSafe + RefUnwindSafe + Send + Sync>() {}
    assert_unwind_safe::<File>();
    assert_unwind_safe::<fs::ReadDir>();
    assert_unwind_safe::<fs::DirEntry>();
    assert_unwind_safe::<goroutines::process::Child>();
    assert_unwind_safe::<goroutines::io::Stdin>();
}

both!(
    whole_files_are_written_and_read,
    directories_are_made_and_listed,
    open_files_are_read_written_and_sought,
    options_are_stds,
    files_become_stds_and_back,
    many_write_and_read_lines,
    children_are_waited_for,
    a_filter_is_written_to_and_read_from,
    one_childs_output_is_the_next_ones_input,
    many_children_are_waited_for_at_a_time,
);
