//! Assertions of which a test does not learn.

use proc_macro2::TokenStream;
use quote::quote;

use super::found;

fn in_test(code: &TokenStream) -> Vec<String> {
    found(quote!(), quote!(#[test] fn t() { #code }))
}

#[test]
fn assertions_that_nobody_learns_of() {
    for code in [
        quote!(go! { assert_eq!(1, 2); };),
        quote!(go! { assert!(work()); }),
        quote!(go!(|| assert_ne!(1, 2));),
        quote!(for i in 0..3 {
            go!(|i| assert!(i < 2));
        }),
        quote!(go! { let n = work(); assert_eq!(n, 2); show(n); }),
        quote!(let n = 3; go!(|n| { assert_eq!(n, 2); }); time::sleep(d);),
        quote!(let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { defer! { wg.done(); } assert_eq!(1, 2); }); wg.wait();),
        quote!(go! { if x { assert!(y); } }),
        quote!(go!(#[goroutine(name = "x")] { assert!(y); });),
    ] {
        let found = in_test(&code);
        assert_eq!(found.len(), 1, "{code} {found:?}");
        assert!(found[0].starts_with("unjoined_assert assert"), "{found:?}");
    }
    // With `#[test]` above `#[goroutine]` a test has the form of any function.
    assert_found!(["unjoined_assert assert_eq"] go! { assert_eq!(1, 2); };);
}

#[test]
fn assertions_that_somebody_learns_of() {
    for code in [
        quote!(let h = go! { assert_eq!(1, 2); }; h.join().unwrap();),
        quote!(go!(|| assert_eq!(1, 2)).join().unwrap();),
        quote!(list.push(go!(|| assert_eq!(1, 2)));),
        quote!(scope(|s| { go!(in s, { assert_eq!(1, 2); }); });),
        quote!(let (tx, rx) = chan(0); go!(|tx| { assert_eq!(1, 2); tx.send(()).unwrap(); }); rx.recv().unwrap();),
        quote!(let (tx, rx) = chan(0); go! { assert_eq!(rx.recv(), Ok(1)); } tx.send(1).unwrap();),
        quote!(let (tx, rx) = chan(0); for i in 0..3 { go!(|tx = tx.clone(), i| { assert!(i < 3); tx.send(i).unwrap(); }); } show(rx.recv());),
        quote!(let wg = WaitGroup::new(); wg.add(1); go!(|wg = wg.clone()| { assert_eq!(1, 2); wg.done(); }); wg.wait();),
        quote!(let ok = Arc::new(AtomicBool::new(false)); go!(|ok = ok.clone()| { assert!(x); ok.store(true); }); assert!(ok.load());),
        quote!(go! { show(1); }),
        quote!(go! { helper(|| assert!(x)); }),
        quote!(go! { go!(|| work()); }),
        quote!(go!(check(1));),
        quote!(go! { assert!(x); DONE.store(true); } while !DONE.load() {}),
        quote!(select! { v = <-rx => { assert!(v); } }),
        quote!(assert_eq!(1, 2);),
        quote!(
            #[allow(deprecated)]
            go! { assert_eq!(1, 2); }
        ),
    ] {
        assert_eq!(in_test(&code), [""; 0], "{code}");
    }
    let panics = quote!(
        #[test]
        #[should_panic]
        fn t() {
            go! { assert!(x); }
        }
    );
    assert_eq!(found(quote!(), panics), [""; 0]);
    let main = quote!(
        fn main() {
            go! { assert!(x); }
        }
    );
    assert_eq!(found(quote!(), main), [""; 0]);
    let public = quote!(
        pub fn f() {
            go! { assert!(x); }
        }
    );
    assert_eq!(found(quote!(), public), [""; 0]);
    // That is more than a test does.
    assert_found!([] go! { assert!(config.is_sound()); serve(config); });
}
