//! Guards that are alive while something waits.

use quote::quote;

use super::found;

#[test]
fn guards_that_are_held() {
    for (code, word) in [
        (quote!(let g = m.lock().unwrap(); tx.send(1);), "g"),
        (quote!(let g = m.lock().expect("x"); let v = rx.recv();), "g"),
        (quote!(let g = m.lock()?; wg.wait();), "g"),
        (quote!(let g = m.lock().unwrap_or_else(PoisonError::into_inner); h.join();), "g"),
        (quote!(let g = m.lock().unwrap(); goroutines::time::sleep(d);), "g"),
        (quote!(let g = m.lock().unwrap(); goroutines::yield_now();), "g"),
        (quote!(let g = m.lock().unwrap(); loop { tx.send(1); }), "g"),
        (quote!(let g = m.lock().unwrap(); for x in y { if x { rx.recv(); } }), "g"),
        (quote!(let g = m.lock().unwrap(); select! { v = <-rx => {} }), "g"),
        (quote!(let g = m.lock().unwrap(); select! { v = <-rx => {}, default(d) => {} }), "g"),
        (quote!(let Ok(g) = m.lock() else { return }; tx.send(1);), "g"),
        (
            quote!(if let Ok(g) = m.lock() {
                tx.send(1);
            }),
            "g",
        ),
        (
            quote!(match m.lock() {
                Ok(g) => tx.send(1),
                Err(_) => {}
            }),
            "g",
        ),
        (quote!(let h = m.lock().unwrap(); let g = h; tx.send(1);), "g"),
        (quote!(let m = RwLock::new(1); let g = m.read().unwrap(); tx.send(1);), "g"),
        (quote!(let g = CONFIG.write().unwrap(); tx.send(1);), "g"),
        (quote!(let g = m.lock().unwrap(); if x { drop(g); return; } tx.send(1);), "g"),
        (
            quote!(while let Some(x) = m.lock().unwrap().pop() {
                tx.send(x);
            }),
            "send",
        ),
        (
            quote!(for x in m.lock().unwrap().iter() {
                tx.send(x);
            }),
            "send",
        ),
        (
            quote!(match m.lock().unwrap().state {
                A => rx.recv(),
                B => rx.recv(),
            }),
            "recv",
        ),
        (quote!(let job = rx.lock().unwrap().recv();), "recv"),
        (quote!(tx.send(m.lock().unwrap().clone());), "send"),
        (quote!(let x = &mut *m.lock().unwrap(); tx.send(1);), "send"),
        (quote!(scope(|s| { let g = m.lock().unwrap(); tx.send(1); });), "g"),
        (quote!(let (a, g) = (1, 2); let g = m.lock().unwrap(); let g = 3; tx.send(1);), "send"),
    ] {
        let expected = format!("held_guard {word}");
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
    assert_found!([] let g = m.lock(); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); drop(g); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); std::mem::drop(g); tx.send(1););
    assert_found!([] { let g = m.lock().unwrap(); g.push(1); } tx.send(1););
    assert_found!([] let x = *m.lock().unwrap(); tx.send(x););
    assert_found!([] let x = m.lock().unwrap().clone(); tx.send(x););
    assert_found!([] let x = m.lock().unwrap().pop().unwrap(); tx.send(x););
    assert_found!([] *m.lock().unwrap() += 1; tx.send(1););
    assert_found!([] let _ = m.lock().unwrap(); tx.send(1););
    assert_found!([] let g = socket.read().unwrap(); tx.send(g););
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
    assert_found!([] let mut out = stdout().lock(); tx.send(1););
    assert_found!([] let (tx, rx) = unbounded(); let tx2 = tx.clone(); let g = m.lock().unwrap(); tx2.send(1););
    assert_found!([] let (tx, rx) = mpsc::channel(); let g = m.lock().unwrap(); tx.send(1););
    assert_found!([] let g = m.lock().unwrap(); fn f() { tx.send(1); });
}
