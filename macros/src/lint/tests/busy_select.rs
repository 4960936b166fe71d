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
        quote!('a: loop {
            select! { v = <-rx => break 'a, default => continue 'a }
        }),
        quote!('a: loop {
            loop {
                select! { v = <-rx => show(v), default => continue 'a }
            }
        }),
        quote!('a: loop {
            'b: loop {
                select! { v = <-rx => break 'a, default => continue 'b }
            }
        }),
        quote!(loop {
            {
                select! { v = <-rx => show(v), default => {} }
            }
        }),
        quote!(loop {
            unsafe {
                select! { v = <-rx => show(v), default => {} }
            };
        }),
        quote!(loop {
            if !paused {
                select! { v = <-rx => show(v), default => {} }
            }
        }),
        quote!(loop {
            if let Some(v) = select! { v = <-rx => v.ok(), default => None } {
                show(v);
            }
        }),
        quote!(loop {
            let Some(v) = select!(v = <-rx => v.ok(), default => None) else { continue };
            show(v);
        }),
        quote!(loop {
            let v = select! { v = <-rx => v.ok(), default => None };
            if let Some(v) = v {
                show(v);
            }
        }),
        quote!(loop {
            match select! { v = <-rx => v.ok(), default => None } {
                Some(v) => show(v),
                None => {}
            }
        }),
        quote!(loop {
            if select! { <-rx => true, default => false } {
                break;
            }
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
    assert_found!([] 'a: loop { work(); loop { select! { v = <-rx => show(v), default => continue 'a } } });
    assert_found!([] 'a: loop { select! { v = <-rx => show(v), default => break 'a } });
    assert_found!([] loop { { select! { v = <-rx => show(v), default => return } } });
    assert_found!([] loop { if let Some(v) = select! { v = <-rx => v.ok(), default => None } { show(v); } else { break; } });
    assert_found!([] loop { let Some(v) = select!(v = <-rx => v.ok(), default => None) else { return }; show(v); });
    assert_found!([] while let Some(v) = select! { v = <-rx => v.ok(), default => None } { show(v); });
    assert_found!([] loop { match select! { v = <-rx => v.ok(), default => None } { Some(v) => show(v), None => work() } });
    assert_found!([] loop { let v = select! { v = <-rx => v.ok(), default => None }; if v == None { work(); } });
    assert_found!([] loop { if select! { <-rx => true, default => false } { work(); } else { rest(); } });
    assert_found!([] loop { let v = select! { v = <-rx => v, default => fetch() }; });
    assert_found!([] loop { let v = select! { v = <-rx => v, default => Some(fetch()) }; });
    assert_found!([] loop { for x in list { select! { tx <- x => {}, default => {} } } });
    assert_found!([] loop { if x { select! { v = <-rx => show(v), default => {} } } else { work(); } });
    assert_found!([] while going { select! { v = <-rx => show(v), default => going = false } });
    assert_found!([] loop { tokio_select!(x); });
}
