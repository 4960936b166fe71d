//! Calls that block the thread.

use quote::quote;

use super::found;

#[test]
fn calls_that_block() {
    assert_found!(["blocking_call thread::sleep"] thread::sleep(d););
    assert_found!(["blocking_call thread::sleep"] go! { std::thread::sleep(d); });
    assert_found!(["blocking_call thread::sleep"] go!(std::thread::sleep(d)););
    assert_found!(["blocking_call thread::sleep"] use std::thread::sleep; sleep(d););
    assert_found!(["blocking_call thread::sleep"] use std::thread::sleep; go! { sleep(d); });
    assert_found!(["blocking_call thread::park"] go! { go! { thread::park(); } });
    assert_found!(["blocking_call fs::read"] let x = std::fs::read(p)?;);
    assert_found!(["blocking_call fs::read"] use std::fs; go! { use std::fs; fs::read(p); });
    assert_found!(["blocking_call TcpStream::connect"] std::net::TcpStream::connect(a););
    assert_found!(["blocking_call Command::output"] std::process::Command::new("ls").arg("-l").output(););
    assert_found!(["blocking_call stdin().read_line"] std::io::stdin().read_line(&mut s););
    assert_found!(["blocking_call stdin().lines"] for l in std::io::stdin().lines() {});
    assert_found!(["blocking_call rx.recv"] let (tx, rx) = mpsc::channel(); rx.recv(););
    assert_found!(["blocking_call rx.recv"] let (tx, rx) = std::sync::mpsc::channel::<u8>(); go! { rx.recv(); });
    assert_found!(["blocking_call rx.recv"] go! { let (tx, rx) = mpsc::sync_channel(1); go!(|rx| { rx.recv(); }); });
    assert_found!(["blocking_call rx.iter"] let (tx, rx) = mpsc::channel(); for x in &rx {});
    assert_found!(["blocking_call thread::sleep"] go! { use std::thread::sleep; go! { sleep(d); } });
    assert_found!(["blocking_call fs::read"] go!(show(std::fs::read(p))););
    assert_found!(["blocking_call thread::sleep"] scope(|s| { thread::sleep(d); }););
}

#[test]
fn calls_that_do_not_block() {
    assert_found!([] time::sleep(d););
    assert_found!([] goroutines::time::sleep(d););
    assert_found!([] goroutines::fs::read(p););
    assert_found!([] fs::read(p););
    assert_found!([] use goroutines::fs; fs::read(p););
    assert_found!([] net::TcpStream::connect(a); TcpStream::connect(a););
    assert_found!([] blocking(|| thread::sleep(d)););
    assert_found!([] goroutines::blocking(|| std::fs::read(p)););
    assert_found!([] std::thread::spawn(|| thread::sleep(d)););
    assert_found!([] std::net::Ipv4Addr::new(1, 2, 3, 4););
    assert_found!([] thread::current(); thread::yield_now(););
    assert_found!([] let (tx, rx) = channel::bounded(1); rx.recv(););
    assert_found!([] let (tx, rx) = tokio::sync::mpsc::channel(1); rx.recv(););
    assert_found!([] let sleep = 3; sleep(d););
    assert_found!([] fn g() { std::thread::sleep(d); });
    assert_found!([] std::process::Command::new("ls"););
    assert_found!([] io::stdin().read_line(&mut s););
    assert_found!([] let mut options = std::fs::OpenOptions::new(););
}
