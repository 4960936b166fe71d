//! Which `go!`s the compiler is asked about. What it says is in the UI tests.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::*;

/// How many questions there are in a function.
fn questions(options: TokenStream, function: TokenStream) -> usize {
    let mut problems = Problems::default();
    let options = Options::parse(options, Place::Function, &mut problems);
    let mut item: ItemFn = syn::parse2(function).unwrap();
    _ = super::super::function(&mut item, &options.lints, false);
    item.to_token_stream().to_string().matches(". lost_result").count()
}

fn of_goroutine(input: &TokenStream) -> usize {
    let mut statement = content::go(input.clone()).unwrap();
    _ = goroutine(input, &mut statement);
    let Work::Body(_, body) = &statement.work else { return 0 };
    quote!(#body).to_string().matches(". lost_result").count()
}

#[test]
fn statements_that_drop_the_handle() {
    for code in [
        quote!(go!(work());),
        quote!(go! { work() };),
        quote!(go! { work() } show(1);),
        quote!(go! { work() }),
        quote!(for x in y {
            go! { work(x) }
        }),
        quote!(loop {
            go!(work());
        }),
        quote!(if x {
            go! { work() }
        }),
        quote!(match x {
            A => {
                go!(work());
            }
            B => {}
        }),
        quote!(list.iter().for_each(|x| { go!(work(x)); });),
        quote!(scope(|s| { go!(in s, work()); });),
        quote!(select! { v = <-rx => { go!(work(v)); } }),
        quote!(goroutines::go!(work());),
        quote!(go!(|| { let future = async { 1 }; block_on(future) });),
        quote!(#[allow(unused)] go!(work());),
    ] {
        assert_eq!(questions(quote!(), quote!(fn f() { #code })), 1, "{code}");
        assert_eq!(questions(quote!(allow(lost_result)), quote!(fn f() { #code })), 0, "{code}");
        assert_eq!(questions(quote!(deny(lost_result)), quote!(fn f() { #code })), 1, "{code}");
    }
    assert_eq!(of_goroutine(&quote!(go!(work()); go! { work() } show(1))), 2);
    assert_eq!(
        of_goroutine(&quote!(|| {
            go!(work());
        })),
        1
    );
}

#[test]
fn handles_that_somebody_keeps_and_what_is_said_elsewhere() {
    for code in [
        quote!(let handle = go!(work());),
        quote!(let _ = go!(work());),
        quote!(_ = go!(work());),
        quote!(go!(work()).join().unwrap();),
        quote!(drop(go!(work()));),
        quote!(handles.push(go!(work()));),
        quote!(let all = (0..3).map(|x| go!(work(x)));),
        quote!(select! { v = <-go!(work()) => show(v) }),
        quote!(go!(#[goroutine(allow(lost_result))] work());),
        quote!(
            fn inner() {
                go!(work());
            }
        ),
        // The goroutine's own.
        quote!(let handle = go! { go!(work()); };),
        // `unpolled_future` says it.
        quote!(go!(|| async { 1 });),
        quote!(spawn(work());),
    ] {
        assert_eq!(questions(quote!(), quote!(fn f() { #code })), 0, "{code}");
    }
    let given = quote!(
        fn f() -> H {
            go!(work())
        }
    );
    assert_eq!(questions(quote!(), given), 0);
    assert_eq!(of_goroutine(&quote!(show(1); go! { work() })), 0);
    assert_eq!(of_goroutine(&quote!(work())), 0);
}
