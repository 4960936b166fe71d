//! Loops around a `select!` that never waits.

use quote::quote;

use super::found;

#[test]
fn loops_that_never_rest() {
    for code in [
        quote!(loop {
            select! { v = <-rx => show(v), default => {} }
        }),
        quote!(loop {
            select! { v = <-rx => show(v), default => () }
        }),
        quote!(loop {
            select! { v = <-rx => show(v), default => {} }
            select! { v = <-other => show(v), default => {} }
        }),
        quote!(loop {
            select! { v = <-rx => show(v), default => continue }
        }),
        quote!(loop {
            select! { v = <-rx => show(v), default => { continue; } }
        }),
        quote!(loop {
            let v = select! { v = <-rx => v, default => continue };
            show(v);
        }),
        quote!(while !done.load(Relaxed) {
            select! { v = <-rx => show(v), default => {} }
        }),
        quote!(let mut turns = 0; loop {
            turns += 1;
            select! { recv(rx) -> v => show(v), default => {} }
        }),
    ] {
        assert_eq!(found(quote!(), quote!(fn f() { #code })), ["busy_select default"], "{code}");
        assert_eq!(
            found(
                quote!(),
                quote!(
                    fn f() {
                        go! { #code }
                    }
                )
            ),
            ["busy_select default"],
            "{code}"
        );
    }
}

#[test]
fn loops_that_rest_or_end() {
    assert_found!([] loop { select! { v = <-rx => show(v) } });
    assert_found!([] loop { select! { v = <-rx => show(v), default => break } });
    assert_found!([] loop { select! { v = <-rx => show(v), default => time::sleep(d) } });
    assert_found!([] loop { select! { v = <-rx => show(v), default(d) => {} } });
    assert_found!([] loop { select! { _ = <-quit => return, default => {} } work(); });
    assert_found!([] loop { yield_now(); select! { v = <-rx => show(v), default => {} } });
    assert_found!([] for tx in all { select! { tx <- 1 => {}, default => {} } });
    assert_found!([] while let Some(x) = list.pop() { select! { tx <- x => {}, default => {} } });
    assert_found!([] while i < 3 { select! { tx <- i => {}, default => {} } i += 1; });
    assert_found!([] select! { v = <-rx => show(v), default => {} });
    assert_found!([] loop { if x { break; } select! { v = <-rx => show(v), default => {} } });
    assert_found!([] 'a: loop { loop { select! { v = <-rx => show(v), default => continue 'a } } });
    assert_found!([] loop { tokio_select!(x); });
}
