//! Tickers that no turn lives to see tick.

use quote::quote;

use super::found;

#[test]
fn tickers_of_one_turn() {
    for (code, word) in [
        (
            quote!(loop {
                select! { v = <-rx => show(v), <-tick(d) => beat() }
            }),
            "tick",
        ),
        (
            quote!(loop {
                select! { v = <-rx => show(v), <-goroutines::time::tick(d) => beat() }
            }),
            "tick",
        ),
        (
            quote!(loop {
                select! { recv(rx) -> v => show(v), recv(channel::tick(d)) -> _ => beat() }
            }),
            "tick",
        ),
        (
            quote!(loop {
                select! { v = <-rx => { if v.is_err() { break } } <-tick(d) => beat() }
            }),
            "tick",
        ),
        (
            quote!(loop {
                select! { v = <-rx => show(v), <-Ticker::new(d).receiver() => beat() }
            }),
            "new",
        ),
        (
            quote!(loop {
                select! { v = <-rx => show(v), <-&Ticker::new(d) => beat() }
            }),
            "new",
        ),
        (
            quote!(loop {
                let t = tick(d);
                select! { v = <-rx => show(v), <-t => beat() }
            }),
            "tick",
        ),
        (
            quote!(loop {
                let t = Ticker::new(d);
                select! { v = <-rx => show(v), <-&t => beat() }
            }),
            "new",
        ),
        (
            quote!(while !done {
                select! { v = <-rx => show(v), <-tick(d) => beat() }
            }),
            "tick",
        ),
        (
            quote!(loop {
                if armed {
                    select! { v = <-rx => show(v), <-tick(d) => beat() }
                }
            }),
            "tick",
        ),
        (
            quote!(loop {
                select! { v = <-rx => show(v), default(d) => {} <-tick(d) => beat() }
            }),
            "tick",
        ),
        (
            quote!(loop {
                select! { tx <- 1 => {} <-tick(d) => beat() }
            }),
            "tick",
        ),
    ] {
        for function in [
            quote!(fn f() { #code }),
            quote!(
                fn f() {
                    go! { #code };
                }
            ),
        ] {
            let mut found = found(quote!(), function);
            // What the compiler is asked about for another lint's sake.
            found.retain(|finding| !finding.starts_with("ended_arm?"));
            assert_eq!(found, [format!("fresh_ticker {word}")], "{code}");
        }
    }
}

#[test]
fn tickers_that_tick() {
    assert_found!([] let t = tick(d); loop { select! { v = <-rx => show(v), <-t => beat() } });
    assert_found!([] select! { v = <-rx => show(v), <-tick(d) => beat() });
    // A turn begins only after a tick.
    assert_found!([] loop { select! { <-tick(d) => beat() } });
    assert_found!([] loop { select! { <-tick(d) => beat(), <-done => return } });
    assert_found!([] loop { select! { <-tick(d) => beat(), _ = <-done => { tidy(); break } } });
    // "Unless nothing happens for so long."
    assert_found!([] loop { select! { v = <-rx => show(v), <-after(d) => break } });
    assert_found!([] loop { select! { v = <-rx => show(v), <-time::after(d) => beat() } });
    // Each element has a time of its own.
    assert_found!([] for job in jobs { select! { v = <-job => show(v), <-tick(d) => late() } });
    assert_found!([] for job in jobs { let t = tick(d); loop { select! { v = <-job => show(v), <-t => late() } } });
    assert_found!([] loop { let t = tick(d); loop { select! { v = <-rx => show(v), <-t => break } } });
    assert_found!([] loop { select! { v = <-rx => show(v), <-self.tick(d) => beat() } });
    assert_found!([] loop { select! { v = <-rx => show(v), <-clock::tick(d) => beat() } });
    assert_found!([] let tick = |_| shared.clone(); loop { select! { v = <-rx => show(v), <-tick(d) => beat() } });
    assert_found!([] fn tick(d: Duration) -> R { R } loop { select! { v = <-rx => show(v), <-tick(d) => beat() } });
    assert_found!([] loop { h.on(|| select! { v = <-rx => show(v), <-tick(d) => beat() }); });
    assert_found!([] loop { let t = tick(d); t.recv(); select! { v = <-rx => show(v), <-other => beat() } });
}
