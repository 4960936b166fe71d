//! Guards that are alive while something waits.

use quote::quote;

use super::found;

#[test]
fn guards_that_are_held() {
    for (code, word) in [
        (quote!(let g = m.lock().unwrap(); tx.send(1);), "? g"),
        (quote!(let g = m.lock().expect("x"); let v = rx.recv();), "? g"),
        (quote!(let g = m.lock()?; wg.wait();), "? g"),
        (quote!(let g = m.lock().unwrap_or_else(PoisonError::into_inner); h.join();), "? g"),
        (quote!(let g = m.lock().unwrap(); goroutines::time::sleep(d);), "? g"),
        (quote!(let g = m.lock().unwrap(); goroutines::yield_now();), "? g"),
        (quote!(let g = m.lock().unwrap(); loop { tx.send(1); }), "? g"),
        (quote!(let g = m.lock().unwrap(); for x in y { if x { rx.recv(); } }), "? g"),
        (quote!(let g = m.lock().unwrap(); select! { v = <-rx => {} }), "? g"),
        (quote!(let g = m.lock().unwrap(); select! { v = <-rx => {}, default(d) => {} }), "? g"),
        (quote!(let Ok(g) = m.lock() else { return }; tx.send(1);), "? g"),
        (
            quote!(if let Ok(g) = m.lock() {
                tx.send(1);
            }),
            "? g",
        ),
        (
            quote!(match m.lock() {
                Ok(g) => tx.send(1),
                Err(_) => {}
            }),
            "? g",
        ),
        (quote!(let h = m.lock().unwrap(); let g = h; tx.send(1);), "? g"),
        (quote!(let m = RwLock::new(1); let g = m.read().unwrap(); tx.send(1);), "? g"),
        (quote!(let g = CONFIG.write().unwrap(); tx.send(1);), "? g"),
        (quote!(let g = m.lock().unwrap(); if x { drop(g); return; } tx.send(1);), "? g"),
        (
            quote!(while let Some(x) = m.lock().unwrap().pop() {
                tx.send(x);
            }),
            "? send",
        ),
        (
            quote!(for x in m.lock().unwrap().iter() {
                tx.send(x);
            }),
            "? send",
        ),
        (
            quote!(match m.lock().unwrap().state {
                A => rx.recv(),
                B => rx.recv(),
            }),
            "? recv",
        ),
        (quote!(let job = rx.lock().unwrap().recv();), "? recv"),
        (quote!(tx.send(m.lock().unwrap().clone());), "? send"),
        (quote!(let x = &mut *m.lock().unwrap(); tx.send(1);), "? send"),
        (quote!(scope(|s| { let g = m.lock().unwrap(); tx.send(1); });), "? g"),
        (quote!(let (a, g) = (1, 2); let g = m.lock().unwrap(); let g = 3; tx.send(1);), "? g"),
    ] {
        let expected = format!("held_guard{word}");
        assert_eq!(found(quote!(), quote!(fn f() { #code })), [&*expected], "{code}");
        assert_eq!(
            found(
                quote!(),
                quote!(
                    fn f() {
                        go! { #code; }
                    }
                )
            ),
            [&*expected],
            "{code}"
        );
        assert_eq!(found(quote!(), quote!(fn f() { h.on(|| { #code }); })), [""; 0], "{code}");
    }
}

#[test]
fn guards_that_are_not_held() {
    assert_found!([] let g = m.lock().unwrap(); drop(g); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); std::mem::drop(g); tx.send(1););
    assert_found!([] { let g = m.lock().unwrap(); g.push(1); } tx.send(1););
    assert_found!([] let x = *m.lock().unwrap(); tx.send(x););
    assert_found!([] let x = m.lock().unwrap().clone(); tx.send(x););
    assert_found!([] let x = m.lock().unwrap().pop().unwrap(); tx.send(x););
    assert_found!([] *m.lock().unwrap() += 1; tx.send(1););
    assert_found!([] let _ = m.lock().unwrap(); tx.send(1););
    assert_found!([] let g = cell.borrow_mut(); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); tx.try_send(1););
    assert_found!([] let g = m.lock().unwrap(); select! { v = <-rx => {}, default => {} });
    assert_found!([] let g = m.lock().unwrap(); go! { tx.send(1); });
    assert_found!([] let g = m.lock().unwrap(); blocked.push(|| tx.send(1)););
    assert_found!([] let mut g = m.lock().unwrap(); g = cond.wait(g).unwrap(););
    assert_found!([] let g = m.lock().unwrap(); consume(g); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); if x { drop(g); } else { return; } tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); loop { if x { drop(g); break; } } tx.send(1););
    assert_found!([] let n = m.lock().unwrap().len(); if n > 0 { tx.send(1); });
    assert_found!([] if m.lock().unwrap().is_empty() { tx.send(1); });
    assert_found!([] let text = names.join(", "); let g = m.lock().unwrap(); path.join("x"););
    assert_found!([] let (tx, rx) = unbounded(); let tx2 = tx.clone(); let g = m.lock().unwrap(); tx2.send(1););
    assert_found!([] let (tx, rx) = mpsc::channel(); let g = m.lock().unwrap(); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); fn f() { tx.send(1); });
}

/// What is left to the compiler, which sees the types.
#[test]
fn guards_that_the_compiler_is_asked_about() {
    for code in [
        quote!(let g = m.lock(); tx.send(1);),
        quote!(let g = socket.read().unwrap(); tx.send(g.len());),
        quote!(let g = stdout().lock(); tx.send(1);),
        quote!(let g = m.try_lock().unwrap(); tx.send(1);),
        quote!(let g = self.shared.state.read().unwrap(); tx.send(1);),
        quote!(let g = shards[i % n].write()?; tx.send(1);),
        quote!(let g = Mutex::lock(&m).unwrap(); tx.send(1);),
        quote!(let g = m.lock().map_err(|_| Error)?; tx.send(1);),
        quote!(let g = match m.lock() { Ok(g) => g, Err(e) => e.into_inner() }; tx.send(1);),
        quote!(let g = match m.lock() { Ok(x) => x, Err(_) => return }; tx.send(1);),
        quote!(let g = if let Ok(g) = m.lock() { g } else { return }; tx.send(1);),
        quote!(let g = if x { a.lock().unwrap() } else { b.lock().unwrap() }; tx.send(1);),
        quote!(let (n, g) = (3, m.lock().unwrap()); tx.send(1);),
        quote!(let (g, n): (G, u8) = (m.lock().unwrap(), 3); tx.send(1);),
        quote!(let g = (m.lock().unwrap(), 3); tx.send(1);),
        quote!(let g = Some(m.lock().unwrap()); tx.send(1);),
        quote!(let g = Held { guard: m.lock().unwrap() }; tx.send(1);),
        quote!(let g = Box::new(m.lock().unwrap()); tx.send(1);),
        quote!(let a = m.lock().unwrap(); let g = Some(a); tx.send(1);),
        quote!(let a = m.lock().unwrap(); let g = Held { a: a }; tx.send(1);),
        quote!(let Ok(g) = m.try_lock() else { return }; tx.send(1);),
        quote!(if let Ok(g) = m.try_lock() {
            tx.send(1);
        }),
        quote!(if let Some(g) = m.try_lock() {
            tx.send(1);
        }),
        quote!(if let Some(g) = m.try_lock().ok() {
            tx.send(1);
        }),
        quote!(if x {
        } else if let Ok(g) = m.lock() {
            tx.send(1);
        }),
        quote!(while let Ok(g) = m.lock() {
            tx.send(1);
        }),
        quote!(match m.write() {
            Ok(g) if g.ready => tx.send(1),
            _ => {}
        }),
        quote!(match m.lock() {
            Err(g) => tx.send(1),
            Ok(_) => {}
        }),
        quote!(let g; g = m.lock().unwrap(); tx.send(1);),
        quote!(let g; { g = m.lock().unwrap(); } tx.send(1);),
        quote!(let mut g = None; if x { g = Some(m.lock().unwrap()); } tx.send(1);),
        quote!(let mut g = a.lock().unwrap(); g = b.lock().unwrap(); tx.send(1);),
        quote!(let mut g = m.lock().unwrap(); g = changed.wait(g).unwrap(); tx.send(1);),
        quote!(let a = m.lock().unwrap(); let g = changed.wait_while(a, |x| *x).unwrap(); tx.send(1);),
        quote!(let g = m.r#lock().unwrap(); tx.r#send(1);),
        quote!(let g: MutexGuard<u8> = helper(); tx.send(1);),
        // Ways.
        quote!(let g = m.lock().unwrap(); if x { drop(g); } else { tx.send(1); }),
        quote!(let g = m.lock().unwrap(); if x { drop(g); } tx.send(1);),
        quote!(let g = m.lock().unwrap(); if x { tx.send(1); } else { drop(g); }),
        quote!(let g = m.lock().unwrap(); match x { 0 => drop(g), 1 => tx.send(1), _ => {} }),
        quote!(let g = m.lock().unwrap(); match x { 0 => return, 1 => drop(g), _ => {} } tx.send(1);),
        quote!(let g = m.lock().unwrap(); if x { drop(g); panic!() } tx.send(1);),
        quote!(let g = m.lock().unwrap(); loop { if x { drop(g); break; } tx.send(1); }),
        quote!(let g = m.lock().unwrap(); for x in y { if x { drop(g); break; } } tx.send(1);),
        quote!(let g = m.lock().unwrap(); 'a: { if x { break 'a; } drop(g); return; } tx.send(1);),
        quote!(let g = m.lock().unwrap(); select! { v = <-rx => drop(g), default => { tx.send(1); } }),
        quote!(let g = m.lock().unwrap(); let v = match x { Some(v) => v, None => { drop(g); return } }; tx.send(v);),
    ] {
        assert_eq!(found(quote!(), quote!(fn f() { #code })), ["held_guard? g"], "{code}");
    }
    for code in [
        quote!(for x in self.list.read().unwrap().iter() {
            tx.send(x);
        }),
        quote!(while let Some(x) = self.list.write().unwrap().pop() {
            tx.send(x);
        }),
        quote!(tx.send(m.try_lock().unwrap().n);),
        quote!(if let Ok(_) = m.lock() {
            tx.send(1);
        }),
        quote!(let x = &mut *self.state.write().unwrap(); tx.send(1);),
    ] {
        assert_eq!(found(quote!(), quote!(fn f() { #code })), ["held_guard? send"], "{code}");
    }
    assert_found!([] let g = m.lock().unwrap(); let _ = g.len(); match x { 0 => drop(g), _ => drop(g) } tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); if x { drop(g); } else { drop(g); } tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); let full = g.full(); if full { drop(g); } if full { tx.send(1); });
    assert_found!([] let mut g = Some(m.lock().unwrap()); g = None; tx.send(1););
    assert_found!([] let mut g = Some(m.lock().unwrap()); g.take(); tx.send(1););
    assert_found!([] let mut g = Some(m.lock().unwrap()); drop(g.take()); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); let h = Some(g); drop(h); tx.send(1););
    assert_found!([] let (g, n) = (m.lock().unwrap(), 3); drop(g); tx.send(1););
    assert_found!([] let v = match m.lock() { Ok(g) => g.len(), Err(_) => 0 }; tx.send(v););
    assert_found!([] let v = m.lock().unwrap().len() + m.read().unwrap().len(); tx.send(v););
    assert_found!([] let v = m.lock().ok().and_then(|g| g.first()); tx.send(v););
    assert_found!([] let v = if let Ok(g) = m.lock() { g.len() } else { 0 }; tx.send(v););
    assert_found!([] let g = m.lock().unwrap(); let f = move || drop(g); f(); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); held.push(g); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); return tx2(g); tx.send(1););
    assert_found!([] if let Ok(g) = m.lock() { drop(g); tx.send(1); });
    assert_found!([] if let Ok(g) = m.lock() { use_it(&g); } else { tx.send(1); });
    assert_found!([] match m.lock() { Ok(g) => { drop(g); tx.send(1); } Err(_) => {} });
    assert_found!([] loop { let g = m.lock().unwrap(); if g.done { break; } drop(g); tx.send(1); });
    assert_found!([] loop { { let g = m.lock().unwrap(); if g.done { continue; } } tx.send(1); });
    assert_found!([] let g = m.lock().unwrap(); loop { drop(g); break; } tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); if let Some(x) = g.first() { drop(g); tx.send(x); });
    assert_found!([] let g = m.borrow_mut(); tx.send(1););
    assert_found!([] match m.try_lock() { Ok(g) => {} Err(_) => { tx.send(1); } });
    assert_found!([] match m.try_lock() { Ok(g) => {} Err(e) => { show(e); tx.send(1); } });
    assert_found!([] if let Err(e) = m.try_lock() { tx.send(1); });
    assert_found!([] if let Some(g) = m.try_lock().ok() {} else { tx.send(1); });
    assert_found!([] let g = m.lock().unwrap(); { let h = g; } tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); let v = { let h = g; *h }; tx.send(v););
    assert_found!([] fn f() { let g = m.lock().unwrap(); } tx.send(1););
    assert_found!([] let n = { let g = m.lock().unwrap(); g.n }; tx.send(n););
}
