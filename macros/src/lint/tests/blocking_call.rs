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
    assert_found!(["blocking_call thread::sleep_ms"] thread::sleep_ms(3););
    assert_found!(["blocking_call o.status"] let mut o = std::process::Command::new("ls"); o.arg("x"); o.status().ok(););
    assert_found!(["blocking_call o.output"]
        use std::process::*; let mut o = Command::new("ls"); o.arg("x").env("a", "b").output(););
    assert_found!(["blocking_call c.wait"]
        use std::process::Command; let mut c = Command::new("ls").spawn().unwrap(); c.wait(););
    assert_found!(["blocking_call c.wait_with_output"]
        let c = std::process::Command::new("ls").spawn()?; c.wait_with_output(););
    assert_found!(["blocking_call c.wait"]
        if let Ok(x) = y {} let Ok(mut c) = std::process::Command::new("ls").spawn() else { return }; c.wait(););
    assert_found!(["blocking_call Child::wait"] std::process::Command::new("ls").spawn()?.wait()?;);
    assert_found!(["blocking_call s.lines"] let s = std::io::stdin(); for l in s.lock().lines() {});
    assert_found!(["blocking_call input.read_line"]
        use std::io; let stdin = io::stdin(); let mut input = stdin.lock(); input.read_line(&mut s););
    assert_found!(["blocking_call o.open"] let o = std::fs::OpenOptions::new(); o.open(p););
    assert_found!(["blocking_call OpenOptions::open"] std::fs::OpenOptions::new().write(true).open(p)?;);
    assert_found!(["blocking_call o.open"]
        use std::fs::OpenOptions; let mut o = OpenOptions::new(); let o = o.append(true); o.open(p););
    assert_found!(["blocking_call OpenOptions::open"] std::fs::File::options().read(true).open(p););
    assert_found!(["blocking_call to_socket_addrs"]
        use std::net::ToSocketAddrs; "localhost:80".to_socket_addrs()?;);
    assert_found!(["blocking_call host.to_socket_addrs"] use std::net::*; host.to_socket_addrs()?;);
    assert_found!(["blocking_call host.to_socket_addrs"]
        use std::net::ToSocketAddrs; go! { host.to_socket_addrs()?; });
    assert_found!(["blocking_call host.to_socket_addrs"]
        go! { use std::net::ToSocketAddrs; host.to_socket_addrs()?; });
    assert_found!(["blocking_call ToSocketAddrs::to_socket_addrs"] std::net::ToSocketAddrs::to_socket_addrs(&h););
    assert_found!(["blocking_call tx.send"] let (tx, rx) = std::sync::mpsc::sync_channel(0); tx.send(1););
    assert_found!(["blocking_call tx2.send"]
        let (tx, rx) = mpsc::sync_channel(0); let tx2 = tx.clone(); tx2.send(1););
    assert_found!(["blocking_call both.recv"] let both = mpsc::channel(); both.1.recv(););
    assert_found!(["blocking_call rx.recv"] use std::sync::mpsc::*; let (tx, rx) = channel(); rx.recv(););
    assert_found!(["blocking_call c.wait"] let c = std::sync::Condvar::new(); g = c.wait(g).unwrap(););
    assert_found!(["blocking_call c.wait_while"] let c = Condvar::new(); let g = c.wait_while(g, |x| *x););
    assert_found!(["blocking_call c.wait"]
        let p = Arc::new((Mutex::new(false), Condvar::new())); let (m, c) = &*p; let g = c.wait(m.lock().unwrap()););
    assert_found!(["blocking_call p.wait"] let p = (Mutex::new(false), Condvar::new()); p.1.wait(g););
    assert_found!(["blocking_call b.wait"] let b = std::sync::Barrier::new(2); b.wait(););
    assert_found!(["blocking_call b.wait"]
        use std::sync::*; let b = Arc::new(Barrier::new(2)); go!(|b = b.clone()| { b.wait(); }););
    assert_found!(["blocking_call b.wait"]
        let b = std::sync::Arc::new(std::sync::Barrier::new(2)); let c = Arc::clone(&b); go! { b.wait(); });
    assert_found!(["blocking_call b.wait"] go! { let b = std::sync::Barrier::new(2); go! { b.wait(); } });
    assert_found!(["blocking_call thread::sleep"] std::thread::r#sleep(d););
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
    assert_found!([] let (tx, rx) = mpsc::channel(); tx.send(1););
    assert_found!([] let (tx, rx) = mpsc::sync_channel(0); tx.try_send(1););
    assert_found!([] let o = std::process::Command::new("ls"); let o = mine(); o.status(););
    assert_found!([] let b = Barrier::new(2); b.wait(););
    assert_found!([] use goroutines::sync::Barrier; let b = Barrier::new(2); b.wait(););
    assert_found!([] use std::sync::*; use goroutines::sync::Barrier; let b = Barrier::new(2); b.wait(););
    assert_found!([] let b = std::sync::Barrier::new(2); std::thread::spawn(move || b.wait()););
    assert_found!([] let s = io::stdin(); s.lock().lines(););
    assert_found!([] use std::net::*; "127.0.0.1:80".to_socket_addrs(); ("::1", 80).to_socket_addrs(););
    assert_found!([] host.to_socket_addrs()?;);
    assert_found!([] use goroutines::net::ToSocketAddrs; host.to_socket_addrs()?;);
    assert_found!([] use std::thread::sleep; fn sleep(d: u8) {} sleep(d););
    assert_found!([] let c = std::process::Command::new("ls").spawn().unwrap(); c.try_wait(); c.id(););
}
