//! Waiting in the closures of thread-locals.

use quote::quote;

use super::found;

#[test]
fn closures_that_wait() {
    for (code, word) in [
        (quote!(L.with(|l| { *l.borrow_mut() += rx.recv().unwrap(); });), "recv"),
        (quote!(L.with_borrow_mut(|l| *l += rx.recv().unwrap());), "recv"),
        (quote!(L.with_borrow(|l| tx.send(*l));), "send"),
        (quote!(L.try_with(|l| goroutines::time::sleep(*l));), "sleep"),
        (quote!(crate::state::CURRENT.with(|l| wg.wait());), "wait"),
        (quote!(let n = L.with(|l| { for x in l { tx.send(x); } 1 });), "send"),
        (quote!(L.with(|l| select! { v = <-rx => show(v) });), "select"),
        (quote!(L.with(|l| { goroutines::yield_now(); });), "yield_now"),
        (quote!(SCOPED.set(&value, || rx.recv());), "recv"),
        (quote!(thread_local! { static L: u8 = rx.recv().unwrap(); }), "recv"),
        (quote!(thread_local! { static A: u8 = 1; static L: u8 = { h.join().unwrap() } }), "join"),
    ] {
        let expected = format!("park_in_local {word}");
        assert_eq!(found(quote!(), quote!(fn f() { #code })), [&*expected], "{code}");
    }
    assert_found!(["park_in_local recv"] go! { L.with(|l| rx.recv()); });
    assert_found!(["park_in_local recv"] thread_local! { static L: u8 = 1; } L.with(|l| rx.recv()););
}

/// Whether the key is a thread-local is for the compiler to say; where it could not be named, nothing is said.
#[test]
fn closures_that_do_not_wait_or_are_of_something_else() {
    assert_found!([] L.with(|l| l.get()););
    assert_found!([] let v = rx.recv(); L.with(|l| l.set(v)););
    assert_found!([] L.set(rx.recv().unwrap()););
    assert_found!([] L.with(|l| select! { v = <-rx => show(v), default => {} }););
    assert_found!([] L.with(|l| go!(|rx| rx.recv().unwrap())););
    assert_found!([] L.with(|l| l.on(|| rx.recv())););
    assert_found!([] L.with(|tx| tx.send(1)););
    assert_found!([] let (tx, rx) = unbounded(); L.with(|l| tx.send(1)););
    assert_found!([] self.key.with(|l| rx.recv()););
    assert_found!([] key.with(|l| rx.recv()););
    assert_found!([] L.with(&value, |l| rx.recv()););
    assert_found!([] L.replace(|l| rx.recv()););
    assert_found!([] { use other::L; L.with(|l| rx.recv()); });
    assert_found!([] go! { thread_local! { static L: u8 = 1; } L.with(|l| rx.recv()); });
    assert_found!([] if x { goroutine_local! { static L: u8 = 1; } L.with(|l| rx.recv()); });
    assert_found!([] thread_local! { static L: u8 = const { 1 }; });
    assert_found!([] #[allow(deprecated)] L.with(|l| rx.recv()););
}
