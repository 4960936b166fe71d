//! A call that is known to block the thread, and with it every goroutine whose home it is.
//!
//! Known by its path: `std::…` in full, or by way of a `use` inside the body. Imports at the head of the file cannot be
//! seen, and `goroutines` has modules of the same names; so of the short paths only `thread::…` and `mpsc::channel`
//! count, which it has not. Closures are left alone: they may run elsewhere, as that of `blocking(|| …)` does.

use super::facts::{Call, Facts, GoroutineId, Place};
use crate::diagnostics::catalog;
use crate::diagnostics::error::fill;
use crate::diagnostics::warning::{BLOCKING_CALL, Finding};

pub(super) fn check(facts: &Facts, findings: &mut Vec<Finding>) {
    let mut say = |call: &str, twin: &str, place: &Place, span| {
        let text = fill(catalog::BLOCKING_CALL, &[call, twin]);
        findings.extend(facts.finding(BLOCKING_CALL, (innermost(place), place), span, text));
    };
    for call in facts.calls.iter().filter(|call| call.place.closures == 0) {
        let Some(twin) = twin(&call.path, call) else { continue };
        // A `go!` that can see what its call is says so itself.
        let said_inside = !call.place.goroutines.is_empty() && self::twin(&call.path_inside, call).is_some();
        if !said_inside {
            say(&described(call), twin, &call.place, call.span);
        }
    }
    let receives = ["recv", "recv_timeout", "iter"];
    for method in facts.methods.iter().filter(|method| receives.contains(&method.name.as_str())) {
        let variable = &facts.variables[method.variable];
        let own = facts.variables[facts.original(method.variable)].place.goroutines.is_empty();
        if variable.std_channel && own && method.place.closures == 0 {
            let call = format!("{}.{}", variable.name, method.name);
            say(&call, "`goroutines::channel`", &method.place, method.span);
        }
    }
}

fn innermost(place: &Place) -> Option<GoroutineId> {
    place.goroutines.last().copied()
}

/// How a call is named: `thread::sleep`, `Command::output`.
fn described(call: &Call) -> String {
    let path = &call.path;
    match &call.method {
        Some(method) if path.ends_with(&["io".to_owned(), "stdin".to_owned()]) => format!("stdin().{method}"),
        Some(method) => format!("{}::{method}", path[path.len() - 2]),
        None => path[path.len().saturating_sub(2)..].join("::"),
    }
}

/// What to use instead of a call that blocks; none, if it is not known to.
fn twin(path: &[String], call: &Call) -> Option<&'static str> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match (&path[..], call.method.as_deref()) {
        (["std", "thread", function] | ["thread", function], None) => match *function {
            "sleep" | "sleep_until" => Some("`goroutines::time::sleep`"),
            "park" | "park_timeout" => Some("a channel or `goroutines::sync`"),
            _ => None,
        },
        (["std", "net", "TcpStream" | "TcpListener" | "UdpSocket", made], None)
        | (["std", "os", "unix", "net", "UnixStream" | "UnixListener" | "UnixDatagram", made], None) => {
            matches!(*made, "connect" | "connect_timeout" | "bind").then_some("`goroutines::net`")
        }
        (["std", "fs", "File", made], None) => {
            matches!(*made, "open" | "create" | "create_new").then_some("`goroutines::fs`")
        }
        (["std", "fs", function], None) if function.starts_with(char::is_lowercase) => Some("`goroutines::fs`"),
        (["std", "process", "Command", "new"], Some("output" | "status")) => Some("`goroutines::process`"),
        (["std", "io", "stdin"], Some("read_line" | "lines" | "read" | "read_to_string" | "read_to_end")) => {
            Some("`goroutines::io::stdin`")
        }
        (["std", "io", "read_to_string"], None) => Some("`goroutines::io::stdin`"),
        _ => None,
    }
}
