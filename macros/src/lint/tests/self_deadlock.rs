//! Goroutines that wait for themselves.

use quote::quote;

use super::found;

#[test]
fn locks_that_are_taken_twice() {
    for (code, word) in [
        (quote!(let a = m.lock().unwrap(); let b = m.lock().unwrap();), "m"),
        (quote!(let a = m.lock().unwrap(); if x { show(&m.lock().unwrap()); }), "m"),
        (quote!(let a = m.lock().unwrap(); show(*a); *m.lock().unwrap() += 1;), "m"),
        (quote!(let mut a = self.jobs.lock().unwrap(); a.push(1); self.jobs.lock().unwrap().push(2);), "self.jobs"),
        (quote!(let m = Mutex::new(1); let a = m.lock(); let b = m.lock();), "m"),
        (quote!(let m = Arc::new(Mutex::new(1)); let a = m.lock(); for x in y { *m.lock() += x; }), "m"),
        (quote!(let m = RwLock::new(1); let a = m.read(); *m.write() += 1;), "m"),
        (quote!(let m = RwLock::new(1); let a = m.write(); show(*m.read());), "m"),
        (quote!(m.lock().unwrap().push(m.lock().unwrap().len());), "m"),
        (quote!(let n = *m.lock().unwrap() + *m.lock().unwrap();), "m"),
        (
            quote!(if let Some(x) = m.lock().unwrap().pop() {
                m.lock().unwrap().push(x);
            }),
            "m",
        ),
        (
            quote!(while let Some(x) = m.lock().unwrap().pop() {
                m.lock().unwrap().push(x);
            }),
            "m",
        ),
        (
            quote!(match m.lock().unwrap().state {
                A => m.lock().unwrap().go_on(),
                B => {}
            }),
            "m",
        ),
        (
            quote!(for x in m.lock().unwrap().iter() {
                m.lock().unwrap().push(x);
            }),
            "m",
        ),
        (quote!(let m = Mutex::new(1); if let Ok(a) = m.lock() { m.lock(); }), "m"),
        (quote!(let a = m.lock().unwrap(); if x { drop(a); return; } m.lock().unwrap();), "m"),
    ] {
        let expected = format!("self_deadlock {word}");
        assert_eq!(found(quote!(), quote!(fn f() { #code })), [&*expected], "{code}");
        assert_eq!(
            found(
                quote!(),
                quote!(
                    fn f() {
                        go! { #code; };
                    }
                )
            ),
            [&*expected],
            "{code}"
        );
    }
    let by_type = quote!(
        fn f(m: &Mutex<u8>) {
            let a = m.lock();
            show(*m.lock());
        }
    );
    assert_eq!(found(quote!(), by_type), ["self_deadlock m"]);
}

#[test]
fn locks_that_are_free_again() {
    assert_found!([] let a = m.lock().unwrap(); drop(a); let b = m.lock().unwrap(););
    assert_found!([] { let a = m.lock().unwrap(); } let b = m.lock().unwrap(););
    assert_found!([] let n = *m.lock().unwrap(); *m.lock().unwrap() = n + 1;);
    assert_found!([] let n = m.lock().unwrap().len(); m.lock().unwrap().push(n););
    assert_found!([] let a = m.lock().unwrap(); let b = n.lock().unwrap(););
    assert_found!([] let a = self.a.lock().unwrap(); let b = self.b.lock().unwrap(););
    assert_found!([] let a = locks[i].lock().unwrap(); let b = locks[j].lock().unwrap(););
    assert_found!([] if m.lock().unwrap().is_empty() { m.lock().unwrap().push(1); });
    assert_found!([] while m.lock().unwrap().is_empty() { m.lock().unwrap().push(1); });
    assert_found!([] let a = m.lock().unwrap(); release(a); m.lock().unwrap(););
    assert_found!([] let mut a = m.lock().unwrap(); a = cv.wait(a).unwrap(); m.lock().unwrap(););
    assert_found!([] let a = m.lock().unwrap(); if x { drop(a); } else { return; } m.lock().unwrap(););
    assert_found!([] let a = m.lock().unwrap(); go!(|| m.lock().unwrap().push(1)););
    assert_found!([] let a = m.lock().unwrap(); h.on(|| m.lock().unwrap().push(1)););
    assert_found!([] let m = RwLock::new(1); let a = m.read(); let b = m.read(););
    assert_found!([] let a = out.lock(); let b = out.lock(););
    assert_found!([] let a = m.lock().unwrap(); let m = other(); let b = m.lock().unwrap(););
    assert_found!([] let a = m.lock().unwrap(); { let m = other(); let b = m.lock().unwrap(); });
    assert_found!([] file.lock().unwrap(); file.lock().unwrap(););
    assert_found!([] let _ = m.lock().unwrap(); let b = m.lock().unwrap(););
    assert_found!([] drop(m.lock().unwrap()); let b = m.lock().unwrap(););
    assert_found!([] let a = match m.lock() { Ok(a) => a, Err(e) => e.into_inner() }; n.lock().unwrap(););
    assert_found!([] for node in nodes { let a = node.lock().unwrap(); show(*a); });
    assert_found!([] if let Some(x) = m.lock().unwrap().get(1) { show(x); } else { m.lock().unwrap().push(1); });
    assert_found!([] let x = { let mut a = m.lock().unwrap(); a.pop() }; m.lock().unwrap().push(x););
    assert_found!([] let socket = Socket::new(); let a = socket.read(); let b = socket.write(););
}

#[test]
fn sends_to_nobody_and_members_that_wait() {
    assert_found!(["self_deadlock tx"] let (tx, rx) = chan::<i32>(0); tx.send(1).unwrap(); show(rx.recv()););
    assert_found!(["self_deadlock tx"] let (tx, rx) = channel::bounded(0); if x { tx.send(1); } go!(|rx| rx.recv()););
    assert_found!(["self_deadlock tx"] let (tx, rx) = chan(0); for i in 0..3 { tx.send(i); } for v in rx { break; });
    assert_found!(["self_deadlock tx"] go! { let (tx, rx) = chan(0); tx.send(1); rx.recv() });
    assert_found!(["self_deadlock wg"]
        let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { work(); wg.wait(); wg.done(); }););
    assert_found!(["self_deadlock wg"]
        let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { defer! { wg.done(); } wg.wait(); }););
    assert_found!(["self_deadlock wg"] let wg = WaitGroup::new(); wg.go({ let wg = wg.clone(); move || wg.wait() }););
    assert_found!(["self_deadlock other"] let wg = WaitGroup::new(); let other = wg.clone(); wg.go(move || other.wait()););
}

#[test]
fn sends_and_waits_that_somebody_ends() {
    assert_found!([] let (tx, rx) = chan(1); tx.send(1); rx.recv(););
    assert_found!([] let (tx, rx) = chan(0); go!(|rx| rx.recv()); tx.send(1););
    assert_found!([] let (tx, rx) = chan(0); go!(|tx| tx.send(1)); rx.recv(););
    assert_found!([] let (tx, rx) = chan(0); let h = serve(rx); tx.send(1););
    assert_found!([] let (tx, _) = chan(0); tx.send(1););
    assert_found!([] let (tx, _rx) = chan(0); tx.send(1););
    assert_found!([] let (tx, rx) = chan(n); tx.send(1); rx.recv(););
    assert_found!([] let (tx, rx) = chan(0); tx.try_send(1); rx.try_recv(););
    assert_found!([] let (tx, rx) = chan(0); tx.send_timeout(1, d); rx.recv(););
    assert_found!([] let (tx, rx) = chan(0); h.on(move || tx.send(1)); rx.recv(););
    assert_found!([] let (tx, rx) = chan(0); thread::spawn(move || rx.recv()); tx.send(1););
    assert_found!([] let (tx, rx) = chan(0); select! { tx <- 1 => {}, default => {} });
    assert_found!([] let (tx, rx) = chan(0); loop { if started { tx.send(1); } else { start(&rx); started = true; } });
    assert_found!([] let (tx, rx) = chan(0); custom!(tx => rx); tx.send(1););
    assert_found!([] let (tx, rx) = mpsc::chan(0); tx.send(1););
    assert_found!([] let (tx, rx) = chan(0); let tx = other(); tx.send(1); rx.recv(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { wg.done(); wg.wait(); }););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { wg.done(); }); wg.wait(););
    assert_found!([] let start = WaitGroup::new(); let end = WaitGroup::new(); end.add(1);
        go!(|start = start.clone(), end = end.clone()| { start.wait(); end.done(); }););
    assert_found!([] let wg = WaitGroup::new(); let other = WaitGroup::new(); wg.go(move || other.wait()););
    assert_found!([] let gate = Gate::new(); go!(|gate = gate.clone()| { gate.wait(); gate.done(); }););
    assert_found!([] let wg = WaitGroup::new(); wg.go(move || work()); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { wg.wait(); report(); }); wg.done(););
}
