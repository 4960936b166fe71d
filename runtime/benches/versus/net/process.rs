//! A server in a process of its own, and what it uses.

#![forbid(unsafe_code)]

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

pub(super) struct Server {
    /// It ends when its standard input does.
    child: Child,
    pub(super) address: SocketAddr,
}

impl Server {
    /// Starts it, and waits until it has said where it listens.
    pub(super) fn start(mut command: Command) -> io::Result<Server> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let address =
            line.trim().parse().map_err(|_| io::Error::other(format!("no address, but `{}`", line.trim())))?;
        Ok(Server { child, address })
    }

    /// Resident, in bytes.
    pub(super) fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) * 1024.0
    }

    /// Of the threads that it has now.
    pub(super) fn processor_time(&self) -> Duration {
        let Ok(threads) = fs::read_dir(format!("/proc/{}/task", self.child.id())) else { return Duration::ZERO };
        let times = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("schedstat")).ok());
        Duration::from_nanos(times.filter_map(|time| time.split(' ').next()?.parse::<u64>().ok()).sum())
    }

    /// Has `perf` count the system calls that it begins; none where that is not possible.
    pub(super) fn count_calls(&self) -> Option<Counter> {
        let perf = Command::new("perf")
            .args(["stat", "-x", ",", "-e", "raw_syscalls:sys_enter", "-p", &self.child.id().to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        // Until it has begun.
        thread::sleep(Duration::from_millis(150));
        Some(Counter(perf))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) struct Counter(Child);

impl Counter {
    /// How many have been counted.
    pub(super) fn calls(mut self) -> Option<f64> {
        Command::new("kill").args(["-INT", &self.0.id().to_string()]).status().ok()?;
        let mut text = String::new();
        self.0.stderr.take()?.read_to_string(&mut text).ok()?;
        self.0.wait().ok()?;
        text.lines().find(|line| line.contains("raw_syscalls"))?.split(',').next()?.parse().ok()
    }
}
