//! Ways that leave before `done`.

use quote::quote;

use super::found;

#[test]
fn ways_that_leave_before() {
    for code in [
        quote!(let wg = WaitGroup::new(); for i in 0..3 { wg.add(1); go!(|i, wg = wg.clone()| { if i == 1 { return; } show(i); wg.done(); }); } wg.wait();),
        quote!(let wg = WaitGroup::new(); wg.add(3); for i in 0..3 { go!(|i, wg = wg.clone()| { let n = parse(i)?; show(n); wg.done(); Ok(()) }); } wg.wait();),
        quote!(let wg = sync::WaitGroup::new(); wg.add(1); let other = wg.clone(); go! { let Some(x) = next() else { return }; show(x); other.done(); } wg.wait();),
        quote!(let wg = Arc::new(WaitGroup::new()); wg.add(1); go!(|wg = Arc::clone(&wg)| { for x in list { if x { return; } } wg.done(); }); wg.wait();),
        quote!(let wg = WaitGroup::default(); wg.add(1); go!(|wg = wg.clone()| { match next() { Some(x) => show(x), None => return } wg.done(); }); wg.wait();),
        quote!(let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { if a { wg.done(); return; } if b { return; } wg.done(); }); wg.wait();),
    ] {
        let found = found(quote!(), quote!(fn f() { #code }));
        assert_eq!(found.len(), 1, "{code} {found:?}");
        assert!(found[0].starts_with("done_on_every_path ") && found[0].ends_with(".done()"), "{found:?}");
    }
    let by_value = quote!(
        fn f(n: u8, wg: WaitGroup) {
            if n > 1 {
                return;
            }
            show(n);
            wg.done();
        }
    );
    assert_eq!(found(quote!(), by_value), ["done_on_every_path wg.done()"]);
    assert_found!(["done_on_every_path cancel.cancel()"]
        let (ctx, cancel) = ctx.with_cancel(); if x { return; } run(&ctx); cancel.cancel(););
    assert_found!(["done_on_every_path cancel.cancel()"]
        let (ctx, cancel) = ctx.with_timeout(d); fetch(&ctx)?; cancel.cancel(););
    assert_found!(["done_on_every_path cancel.cancel()"]
        go! { let (ctx, cancel) = ctx.with_cancel(); let Ok(v) = fetch(&ctx) else { return }; show(v); cancel.cancel(); });
}

#[test]
fn ways_that_are_done() {
    // `done` comes first on each way, or is deferred.
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { defer! { wg.done() } if x { return; } }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { if x { wg.done(); return; } wg.done(); }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { wg.done(); if x { return; } show(1); }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { if x { wg.done(); } else { wg.done(); } }); wg.wait(););
    // Nothing leaves.
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { if x { show(1); } wg.done(); }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { list.map(|x| { return x; }); wg.done(); }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { let f = || { g()?; Ok(()) }; wg.done(); }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { loop { if x { break; } } wg.done(); }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { wg.done(); }); if x { return; } wg.wait(););
    // The duty is handed on.
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { if x { hand_on(wg); return; } wg.done(); }); wg.wait(););
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { if x { go!(|wg| wg.done()); return; } wg.done(); }); wg.wait(););
    // One for all.
    assert_found!([] let wg = WaitGroup::new(); wg.add(1); for i in 0..3 { go!(|i, wg = wg.clone()| { if i < 2 { return; } wg.done(); }); } wg.wait(););
    // No group, or somebody else's.
    assert_found!([] let bar = Progress::new(); bar.add(1); go!(|bar = bar.clone()| { if x { return; } bar.done(); }); bar.wait(););
    assert_found!([] go!(|wg = wg.clone()| { if x { return; } wg.done(); }););
    assert_found!([] if ctx.done() { return; } ctx.done(););
    let borrowed = quote!(
        fn f(last: bool, wg: &WaitGroup) {
            if !last {
                return;
            }
            wg.done();
        }
    );
    assert_eq!(found(quote!(), borrowed), [""; 0]);
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(); if x { cancel.cancel(); return; } run(&ctx); cancel.cancel(););
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(); let _guard = cancel.drop_guard(); fetch(&ctx)?;);
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(); defer! { cancel.cancel() } fetch(&ctx)?;);
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(); go!(|cancel = cancel.clone()| watch(cancel)); fetch(&ctx)?; cancel.cancel(););
    assert_found!([] fetch(&ctx)?; let (ctx, cancel) = ctx.with_cancel(); run(&ctx); cancel.cancel(););
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(); run(&ctx); cancel.cancel(); fetch()?;);
    assert_found!([] let (ctx, cancel) = ctx.with_cancel(); if x { cancel.cancel(); } fetch(&ctx)?;);
    let main = quote!(
        fn main() -> R {
            let (ctx, cancel) = ctx.with_cancel();
            fetch(&ctx)?;
            cancel.cancel();
            Ok(())
        }
    );
    assert_eq!(found(quote!(), main), [""; 0]);
}
