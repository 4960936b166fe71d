//! `allow`, `warn` and `deny`.

use quote::quote;

use super::found;

#[test]
fn levels_hold_for_what_is_inside() {
    let mistake = quote!(for i in 0..3 {
        go! { show(i); }
    });
    let nested = quote!(go! { #mistake });
    for code in [mistake, nested] {
        assert_eq!(found(quote!(allow(captured_loop_variable)), quote!(fn f() { #code })), [""; 0]);
        assert_eq!(found(quote!(allow(lost_write)), quote!(fn f() { #code })).len(), 1);
    }
    let here = quote!(
        fn f() {
            for i in 0..3 {
                go! { #[goroutine(allow(captured_loop_variable))] show(i); }
            }
        }
    );
    assert_eq!(found(quote!(), here), [""; 0]);
    let again = quote!(
        fn f() {
            for i in 0..3 {
                go! { #[goroutine(warn(captured_loop_variable))] show(i); }
            }
        }
    );
    assert_eq!(found(quote!(allow(captured_loop_variable)), again).len(), 1);
    let quiet = quote!(
        fn f() {
            #[allow(deprecated)]
            for i in 0..3 {
                go! { show(i); }
            }
        }
    );
    assert_eq!(found(quote!(), quiet), [""; 0]);
}

/// A piece of code for each of the lints that looks at one body.
#[test]
fn each_lint_has_its_switch() {
    for (lint, code) in [
        (
            "busy_try",
            quote!(loop {
                if let Ok(v) = rx.try_recv() {
                    show(v);
                }
            }),
        ),
        ("done_on_every_path", quote!(let (ctx, cancel) = ctx.with_cancel(); fetch(&ctx)?; cancel.cancel();)),
        ("dropped_at_once", quote!(let _ = cancel.drop_guard();)),
        (
            "fresh_ticker",
            quote!(loop {
                select! { v = <-rx => show(v), <-tick(d) => beat() }
            }),
        ),
        ("large_on_stack", quote!(go! { let bytes = [0u8; 1 << 20]; };)),
        ("open_sender", quote!(let (tx, rx) = chan(4); tx.send(1); for v in rx { show(v); })),
        ("park_in_local", quote!(L.with(|l| rx.recv());)),
        ("self_deadlock", quote!(let (tx, rx) = chan(0); tx.send(1); rx.recv();)),
        ("unjoined_assert", quote!(go! { assert!(x); };)),
        ("unpolled_future", quote!(go!(|| async { 1 });)),
    ] {
        let word = proc_macro2::Ident::new(lint, proc_macro2::Span::call_site());
        for (options, expected) in [
            (quote!(), 1),
            (quote!(allow(#word)), 0),
            (quote!(deny(#word)), 1),
            (quote!(allow(#word), warn(#word)), 1),
            (quote!(allow(held_guard)), 1),
        ] {
            let found = found(options.clone(), quote!(fn f() { #code }));
            assert_eq!(found.len(), expected, "{options} {code}");
            assert!(found.iter().all(|finding| finding.starts_with(lint)), "{found:?}");
        }
    }
}
