//! A call that is known to block the thread, and with it every goroutine whose home it is.
//!
//! Known by its path: `std::…` in full, or by way of a `use` inside the body. Imports at the head of the file cannot be
//! seen, and `goroutines` has modules of the same names; so of the short paths only `thread::…`, `mpsc::channel` and
//! `Condvar::new` count, which it has not. A method is known by the value that it is called on, from where the body makes it
//! through its variables (`std_values`). Closures are left alone: they may run elsewhere, as that of `blocking(|| …)` does.

use super::facts::{Facts, GoroutineId, Place};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{BLOCKING_CALL, Finding};

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    let mut say = |call: &str, twin: &str, place: &Place, span| {
        let text = fill(catalog::BLOCKING_CALL, &[call, twin]);
        findings.extend(facts.finding(BLOCKING_CALL, (innermost(place), place), span, text));
    };
    for call in facts.calls.iter().filter(|call| call.place.closures == 0) {
        let Some(twin) = twin(&call.path) else { continue };
        // A `go!` that can see what its call is says so itself.
        let said_inside = !call.place.goroutines.is_empty() && self::twin(&call.path_inside).is_some();
        if !said_inside {
            say(&call.path[call.path.len().saturating_sub(2)..].join("::"), twin, &call.place, call.span);
        }
    }
    for call in facts.blocking.iter().filter(|call| call.place.closures == 0) {
        if call.place.goroutines.is_empty() || !call.seen_inside {
            say(&call.described, call.twin, &call.place, call.span);
        }
    }
}

fn innermost(place: &Place) -> Option<GoroutineId> {
    place.goroutines.last().copied()
}

/// What to use instead of a call that blocks; none, if it is not known to.
fn twin(path: &[String]) -> Option<&'static str> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match &path[..] {
        ["std", "thread", function] | ["thread", function] => match *function {
            "sleep" | "sleep_ms" | "sleep_until" => Some("`goroutines::time::sleep`"),
            "park" | "park_timeout" => Some("a channel or `goroutines::sync`"),
            _ => None,
        },
        ["std", "net", "TcpStream" | "TcpListener" | "UdpSocket", made]
        | ["std", "os", "unix", "net", "UnixStream" | "UnixListener" | "UnixDatagram", made] => {
            matches!(*made, "connect" | "connect_timeout" | "bind").then_some("`goroutines::net`")
        }
        ["std", "net", "ToSocketAddrs", "to_socket_addrs"] => Some("`goroutines::net`"),
        ["std", "fs", "File", made] => matches!(*made, "open" | "create" | "create_new").then_some("`goroutines::fs`"),
        ["std", "fs", function] if function.starts_with(char::is_lowercase) => Some("`goroutines::fs`"),
        ["std", "io", "read_to_string"] => Some("`goroutines::io::stdin`"),
        _ => None,
    }
}
