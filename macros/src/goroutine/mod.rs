//! `#[goroutine]`: parse the function and its options, check what cannot be, expand.
//!
//! Whatever is wrong, the item is still emitted, so that no further errors follow from its absence.

mod check;
mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::error::Problems;
use crate::syntax::options::Options;
use crate::syntax::paths;

/// The attribute's expansion.
pub(crate) fn goroutine(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function = match parse::function(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let error = error.as_ref().map(syn::Error::to_compile_error);
            return quote!(#error #item);
        }
    };
    let mut problems = Problems::default();
    let options = Options::parse(attribute, function.place, &mut problems);
    check::function(&function, &mut problems);
    if problems.is_empty() {
        options.settle_home();
        return expand::function(function, &options, &paths::runtime());
    }
    let errors = problems.to_compile_errors();
    let fallback = expand::fallback(function);
    quote!(#errors #fallback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(attribute: TokenStream, item: TokenStream) -> String {
        goroutine(attribute, item).to_string()
    }

    #[test]
    fn loops_get_checkpoints_and_parameters_are_asserted() {
        let text = expanded(
            quote!(),
            quote!(
                fn f<T: Send>(x: T, y: &str, z: impl Fn()) {
                    for i in 0..3 {
                        work(i)
                    }
                }
            ),
        );
        assert_eq!(text.matches("checkpoint").count(), 1, "{text}");
        assert_eq!(text.matches("assert_send").count(), 1, "{text}");
    }

    #[test]
    fn what_is_not_a_function_with_a_body_is_one_error_and_stays() {
        for item in [
            quote!(
                struct S;
            ),
            quote!(
                enum E {
                    A,
                }
            ),
            quote!(impl S { fn f() {} }),
            quote!(
                trait T {}
            ),
            quote!(
                mod m {}
            ),
            quote!(
                const C: u8 = 1;
            ),
            quote!(
                static C: u8 = 1;
            ),
            quote!(
                type A = u8;
            ),
            quote!(
                use a::b;
            ),
            quote!(
                fn f(&self);
            ),
            quote!(
                async fn f() {}
            ),
            quote!(
                const fn f() {}
            ),
            quote!(
                extern "C" fn f() {}
            ),
            quote!(
                macro_rules! m {
                    () => {};
                }
            ),
        ] {
            let text = item.to_string();
            let out = expanded(quote!(), item);
            assert_eq!(out.matches("compile_error").count(), 1, "{out}");
            assert!(out.ends_with(&text), "{out}");
        }
    }

    #[test]
    fn what_the_compiler_has_refused_stays_without_a_second_error() {
        for (item, body) in [
            ("fn f(x: u8) { let v = <-rx; }", "let v = <- rx ;"),
            ("pub fn f<T>(x: T) -> u8 where T: Copy { x := 1 }", "x := 1"),
            ("#[test] fn t() { a b }", "a b"),
            ("fn main() { go f() }", "go f ()"),
            ("fn f(x u8) {}", "x u8"),
            ("fn f() -> {}", "- >"),
            ("fn f", "fn f"),
        ] {
            let out = expanded(quote!(), item.parse().unwrap());
            assert!(!out.contains("compile_error"), "{out}");
            assert!(out.replace("->", "- >").contains(body), "{out}");
        }
        assert!(expanded(quote!(), "fn main() { let v = <-rx; }".parse().unwrap()).contains("run_main"));
        assert!(
            expanded(quote!(max_proc = 1), "fn main() { let v = <-rx; }".parse().unwrap()).contains("compile_error")
        );
    }

    #[test]
    fn main_and_tests_keep_their_function_inside() {
        let text = expanded(
            quote!(max_procs = 2),
            quote!(
                fn main() -> Result<(), E> {
                    loop {}
                }
            ),
        );
        assert!(text.contains("run_main"), "{text}");
        assert!(text.contains("max_procs (2usize)"), "{text}");
        let text = expanded(
            quote!(),
            quote!(
                #[test]
                #[should_panic]
                fn t() {
                    panic!()
                }
            ),
        );
        assert!(text.contains("run_test"), "{text}");
        assert!(text.starts_with("# [test] # [should_panic]"), "{text}");
        let text = expanded(
            quote!(),
            quote!(
                #[test]
                fn t() -> Result<(), E> {
                    Ok(())
                }
            ),
        );
        assert!(text.contains("run_test_with"), "{text}");
    }

    #[test]
    fn mutilated_inputs_never_panic() {
        let item = quote! {
            fn f<T: Send>(mut self, x: Box<T>, (a, b): (u8, &str)) -> Result<(), E> {
                let Ok(g) = m.lock() else { return };
                while let Some(x) = c.borrow().pop() { drop(g); g = m.lock(); }
                select! { v = <-rx => loop {}, default => {} }
            }
        };
        crate::mutilate::every_way(item, |tokens| {
            let _ = goroutine(quote!(), tokens);
        });
        let options =
            quote!(max_procs = 4, stack_size = "1 MiB", panic = "abort", allow(held_guard), checkpoints = -true);
        crate::mutilate::every_way(options, |tokens| {
            let _ = goroutine(
                tokens,
                quote!(
                    fn main() {}
                ),
            );
        });
    }
}
