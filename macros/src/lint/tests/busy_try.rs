//! Loops around a `try_…` that never wait.

use quote::quote;

use super::found;

#[test]
fn loops_that_ask_again_at_once() {
    for (code, word) in [
        (
            quote!(loop {
                if let Ok(v) = rx.try_recv() {
                    show(v);
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                if let Ok(v) = rx.try_recv() {
                    show(v);
                } else {
                    continue;
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                match rx.try_recv() {
                    Ok(v) => show(v),
                    Err(_) => {}
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                match rx.try_recv() {
                    Ok(v) => show(v),
                    Err(_) => continue,
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                match rx.try_recv() {
                    Ok(v) => show(v),
                    Err(TryRecvError::Empty) => {}
                    Err(TryRecvError::Disconnected) => break,
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                let Ok(v) = rx.try_recv() else { continue };
                show(v);
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                let Some(mut g) = m.try_lock() else { continue };
                *g += 1;
                break;
            }),
            "try_lock",
        ),
        (
            quote!(loop {
                if let Some(g) = m.try_lock() {
                    break;
                }
            }),
            "try_lock",
        ),
        (quote!(while let Err(_) = tx.try_send(1) {}), "try_send"),
        (quote!(while tx.try_send(1).is_err() {}), "try_send"),
        (quote!(while !tx.try_send(1).is_ok() {}), "try_send"),
        (quote!(while m.try_lock().is_none() {}), "try_lock"),
        (
            quote!(while let Err(e) = tx.try_send(v) {
                v = e.into_inner();
            }),
            "try_send",
        ),
        (
            quote!(loop {
                if rx.try_recv().is_ok() {
                    return;
                }
            }),
            "try_recv",
        ),
        (
            quote!(while !stop.load(Relaxed) {
                if let Ok(v) = rx.try_recv() {
                    show(v);
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                if stop.load(Relaxed) {
                    break;
                }
                if let Ok(v) = rx.try_recv() {
                    show(v);
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                if let Ok(v) = a.try_recv() {
                    show(v);
                } else if let Ok(v) = b.try_recv() {
                    show(v);
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                if let Some(v) = rx.try_recv().ok() {
                    show(v);
                }
            }),
            "try_recv",
        ),
        (
            quote!(loop {
                let _ = tx.try_send(());
            }),
            "try_send",
        ),
        (
            quote!(loop {
                _ = tx.try_send(());
            }),
            "try_send",
        ),
    ] {
        let expected = format!("busy_try {word}");
        assert_eq!(found(quote!(), quote!(fn f() { #code })), [&*expected], "{code}");
        assert_eq!(
            found(
                quote!(),
                quote!(
                    fn f() {
                        go! { #code };
                    }
                )
            ),
            [&*expected],
            "{code}"
        );
    }
}

#[test]
fn loops_that_wait_or_work_or_end() {
    assert_found!([] while let Ok(v) = rx.try_recv() { show(v); });
    assert_found!([] for v in rx.try_iter() { show(v); });
    assert_found!([] for _ in 0..3 { if let Ok(v) = rx.try_recv() { show(v); } });
    assert_found!([] loop { if let Ok(v) = rx.try_recv() { show(v); } else { yield_now(); } });
    assert_found!([] loop { if let Ok(v) = rx.try_recv() { show(v); } time::sleep(d); });
    assert_found!([] loop { if let Ok(command) = commands.try_recv() { run(command); } step(); });
    assert_found!([] loop { match rx.try_recv() { Ok(v) => show(v), Err(_) => break } });
    assert_found!([] loop { match rx.try_recv() { Ok(v) => show(v), Err(Empty) => work(), Err(_) => break } });
    assert_found!([] loop { let Ok(v) = rx.try_recv() else { break }; show(v); });
    assert_found!([] loop { let Ok(v) = rx.try_recv() else { rest(); continue }; show(v); });
    assert_found!([] loop { if let Some(g) = m.try_lock() { break; } std::hint::spin_loop(); });
    assert_found!([] while m.try_lock().is_none() { spin_loop(); });
    assert_found!([] while tries < 9 { if let Ok(v) = rx.try_recv() { show(v); } tries += 1; });
    assert_found!([] let mut n = 0; loop { n += 1; if n > 9 { break; } if let Ok(v) = rx.try_recv() { show(v); } });
    assert_found!([] if let Ok(v) = rx.try_recv() { show(v); });
    assert_found!([] loop { if let Ok(v) = rx.recv() { show(v); } });
    assert_found!([] loop { let v = rx.try_recv(); handle(v); });
    assert_found!([] loop { tx.try_send(next()).ok(); });
    assert_found!([] loop { select! { v = <-rx => show(v) } if let Ok(v) = other.try_recv() { show(v); } });
    assert_found!([] loop { let job = queue.pop(); if let Ok(v) = rx.try_recv() { show(v, job); } });
    assert_found!([] loop { println!("."); if let Ok(v) = rx.try_recv() { show(v); } });
    assert_found!([] h.on(|| loop { if let Ok(v) = rx.try_recv() { show(v); } }););
}
