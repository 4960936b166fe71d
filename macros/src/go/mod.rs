//! `go!`: parse the options, the scope and the work (`syntax::statement`, for others read it too); check what Go
//! would not take; expand.
//!
//! `go! { … }` is a statement that needs no semicolon, and `let h = go!(…)` is a handle. A macro
//! cannot see which of the two it is asked for, and a statement in braces must have type `()`. So
//! the shell (the `macro_rules` of the runtime that calls this macro) puts a semicolon after
//! it: in a statement that discards the handle, in an expression rustc ignores it, as it does for
//! every macro of another crate. The price: as the last thing in a block, `go! { … }` in braces
//! gives `()`; in parentheses it gives the handle.

mod check;
mod expand;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::diagnostics::error::Problems;
use crate::lint;
use crate::syntax::paths;
use crate::syntax::statement::{self, Statement};
use crate::syntax::tokens::{end, peel_stream};

/// The macro's expansion.
pub(crate) fn go(input: TokenStream) -> TokenStream {
    let runtime = paths::runtime();
    let mut problems = Problems::default();
    let statement = read(input.clone(), &mut problems);
    let errors = problems.to_compile_errors();
    match statement {
        Some(mut statement) if problems.is_empty() && expand::in_the_making(&statement.work).is_none() => {
            let warnings = lint::goroutine(&input, &mut statement);
            let levels = statement.options.lints.clone();
            let started = lint::hand_down(expand::statement(statement, &runtime), &levels);
            if warnings.is_empty() { started } else { quote!({ #warnings #started }) }
        }
        // A handle of whatever type is wanted, so that no second error follows.
        statement => {
            let code = statement.as_ref().and_then(|statement| expand::in_the_making(&statement.work));
            let code = code.map(|code| {
                let comma = quote_spanned!(end(code)=> ,);
                quote!(#runtime::no(move || #code #comma);)
            });
            quote!({ #code #errors #runtime::go(|| #runtime::block_forever()) })
        }
    }
}

/// Reads and checks.
fn read(input: TokenStream, problems: &mut Problems) -> Option<Statement> {
    let statement = statement::statement(peel_stream(input), problems)?;
    problems.keep(check::work(&statement.work));
    Some(statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(input: TokenStream) -> String {
        let text = go(input).to_string();
        assert!(!text.contains("compile_error"), "{text}");
        text.replace(":: goroutines :: __private :: ", "")
    }

    fn message(input: TokenStream) -> String {
        let mut problems = Problems::default();
        let _ = read(input.clone(), &mut problems);
        let messages = problems.messages();
        assert_eq!(messages.len(), 1, "{input}: {messages:?}");
        messages[0].clone()
    }

    #[test]
    fn calls_stay_in_place_where_nothing_can_come_between() {
        assert_eq!(expanded(quote!(f(a, 1, |x| x))), "go1 (a , move | a_ | f (a_ , 1 , | x | x))");
        assert_eq!(expanded(quote!(f(a, a, B))), "go1 (a , move | a_ | f (a_ , a_ , B))");
        assert_eq!(expanded(quote!(f())), "go (move || f ())");
        assert_eq!(expanded(quote!(server.serve(conn))), "go1 (conn , move | conn_ | server . serve (conn_))");
    }

    #[test]
    fn arguments_are_bound_in_order() {
        let text = expanded(quote!(f(a, g(), 1, b)));
        let a = text.find("= a ;").unwrap();
        let g = text.find("= g () ;").unwrap();
        assert!(a < g, "{text}");
        assert!(!text.contains("= b ;"), "{text}");
        let text = expanded(quote!(f(1, {
            f = h;
            2
        })));
        assert!(text.find("= f ;").unwrap() < text.find("= { f = h ; 2 } ;").unwrap(), "{text}");
        assert!(!expanded(quote!(f(a, g()))).contains("= f ;"));
    }

    #[test]
    fn receivers_move_or_are_evaluated_now() {
        assert!(expanded(quote!(a.clone().serve(x))).contains("= a . clone () ;"));
        assert!(expanded(quote!(self.server.serve(x))).contains("= self . server ;"));
        assert!(!expanded(quote!(in s, self.server.serve(x))).contains("= self . server ;"));
        assert!(message(quote!(rx.recv().unwrap())).starts_with("`rx.recv()` would run before"));
        assert!(message(quote!(rx.recv()?.run())).contains("would run before"));
    }

    #[test]
    fn bodies() {
        assert_eq!(expanded(quote!(let a = 1; f(a))), "go (move || { let a = 1 ; f (a) })");
        assert_eq!(expanded(quote!(f();)), "go (move || { f () ; })");
        assert_eq!(expanded(quote!({ f() })), "go (move || { f () })");
        assert_eq!(expanded(quote!(|| f())), "go (move || f ())");
        assert_eq!(expanded(quote!(println!("hi"))), "go (move || println ! (\"hi\"))");
        assert!(expanded(quote!(loop {})).contains("checkpoint"));
        assert!(
            !expanded(quote!(
                #[goroutine(checkpoints = false)]
                loop {}
            ))
            .contains("checkpoint")
        );
    }

    #[test]
    fn scopes_borrow_without_a_list_and_move_with_one() {
        assert_eq!(expanded(quote!(in s, { f() })), "go_in (& s , || { f () })");
        assert!(expanded(quote!(in s, |&data, i| f(data, i))).contains("move ||"));
        assert!(expanded(quote!(in s, f(a))).contains("move ||"));
        let text = expanded(quote!(#[goroutine(name = "x")] in s, f(a)));
        assert!(text.contains("go_in_with (Builder :: new () . name (\"x\") , & s , move ||"), "{text}");
    }

    #[test]
    fn what_is_no_work_is_an_error_in_gos_words() {
        for wrong in [
            quote!(),
            quote!(x + 1),
            quote!(&f(x)),
            quote!(!f(x)),
            quote!(f(x)?),
            quote!((f(x))),
            quote!(5),
            quote!("text"),
            quote!(x = 1),
            quote!(return),
            quote!(self),
        ] {
            let text = message(wrong);
            assert!(text.starts_with("expected a function call, a block or a capture list"), "{text}");
        }
    }

    #[test]
    fn what_was_meant_is_met_by_name() {
        for (wrong, text) in [
            ("work", "`work` is not called here: write `go!(work())`"),
            ("self.a.work", "`self.a.work` is not called here: write `go!(self.a.work())`"),
            ("async { f() }", "a goroutine runs ordinary code"),
            ("f(x).await", "a goroutine runs ordinary code"),
            (
                "name = \"x\", f()",
                "the options of `go!` stand in front, in an attribute: write `go!(#[goroutine(name = \"x\")] work(x))`",
            ),
            ("f(), name = \"x\"", "the options of `go!` stand in front"),
            (
                "stack_size: 1 << 20, f()",
                "the options of `go!` stand in front, in an attribute: write `go!(#[goroutine(stack_size = 1 << 20)]",
            ),
            (
                "\"x\", f()",
                "the options of `go!` stand in front, in an attribute: write `go!(#[goroutine(name = \"x\")]",
            ),
            ("in s, name = \"x\", f()", "the options of `go!` stand in front"),
            ("|| f(), name = \"x\"", "the options of `go!` stand in front"),
            (
                "allow(held_guard), f()",
                "the options of `go!` stand in front, in an attribute: write `go!(#[goroutine(allow(held_guard))]",
            ),
            ("#[name = \"x\"] f()", "the options of `go!` stand in front"),
            ("#[allow(held_guard)] f()", "the options of `go!` stand in front"),
            ("goroutine(name = \"x\"), f()", "the options of `go!` stand in an attribute"),
            ("goroutine(name = \"x\") f()", "the options of `go!` stand in an attribute"),
            ("#[inline] f()", "`go!` takes no attribute but"),
            ("#[allow(deprecated)] f()", "`go!` takes no attribute but"),
            ("#[allow(deprecated)] x.f()", "`go!` takes no attribute but"),
            ("#[cfg(x)] { f() }", "`go!` takes no attribute but"),
            ("f, x", "`go!` takes a call as it is written elsewhere: `go!(f(x))`"),
            ("a::f, x, 1 + 1", "`go!` takes a call as it is written elsewhere: `go!(a::f(x, 1 + 1))`"),
            ("self.f, x", "`go!` takes a call as it is written elsewhere"),
            ("f(x), g(x)", "`go!` starts one goroutine: write a `go!` for each"),
            ("f(x), g(x),", "`go!` starts one goroutine: write a `go!` for each"),
            ("s, || f()", "to start the goroutine in a scope or in a group write `go!(in s, …)`"),
            ("&s, |x| f(x)", "to start the goroutine in a scope or in a group write `go!(in &s, …)`"),
            ("s, { f() }", "to start the goroutine in a scope or in a group write `go!(in s, …)`"),
            ("s, move || { f() }", "to start the goroutine in a scope or in a group write `go!(in s, …)`"),
            ("self.wg, for x in y {}", "to start the goroutine in a scope or in a group write `go!(in self.wg, …)`"),
            ("s, f(x)", "write `go!(s(f(x)))` for a call, or `go!(in s, f(x))` to start it"),
            ("f() in s", "the scope stands before the work"),
            ("f(), in s", "the scope stands before the work"),
            ("|| f(), in s", "the scope stands before the work"),
            ("in s || f()", "expected `,` after the scope"),
            ("in s { f() }", "expected `,` after the scope"),
            ("in self.s { f() }", "expected `,` after the scope"),
            ("in s f()", "expected `,` after the scope"),
            ("in s; f()", "expected `,` after the scope"),
            ("|x| f(x), 5", "a capture list gives its values itself: write `x = 5` in it"),
            ("|x| f(x), g(x)", "a capture list gives its values itself: write `x = g(x)` in it"),
            ("|| f(), g()", "`go!` starts one goroutine"),
            ("|| move || f()", "this closure is not called"),
            ("(|| f())", "this closure is not called"),
            ("{ || f() }", "this closure is not called"),
            ("|_| f()", "a goroutine's body is given nothing but what its list names"),
            ("|a| -> i32 { a }", "a goroutine's body has no result type"),
            ("fn() { 3 }", "Rust writes a function without a name as"),
            ("fn f() {}", "this declares something and does nothing"),
            ("struct S; use a::b;", "this declares something and does nothing"),
            ("|ref s| f(s)", "a capture list borrows without `ref`: write `&s`"),
            ("|ref mut s| f(s)", "a capture list borrows without `ref`: write `&mut s`"),
            ("|s.clone()| f(s)", "a capture list names variables: write `clone s`, or `s = s.clone()`"),
            (
                "|self.s.clone()| f(s)",
                "a capture list names variables: give this one a name, as in `s = self.s.clone()`",
            ),
            ("|clone self.s| f(s)", "a capture list names variables: give this one a name, as in `s = self.s.clone()`"),
            (
                "|Arc::clone(&s)| f(s)",
                "a capture list names variables: give this one a name, as in `s = Arc::clone(&s)`",
            ),
            ("|a, v[0]| f(a)", "a capture list names variables: give this one a name, as in `v = v[0]`"),
        ] {
            let said = message(wrong.parse().unwrap());
            assert!(said.starts_with(text), "{wrong}: {said}");
        }
    }

    #[test]
    fn what_only_looks_like_a_slip_is_taken() {
        for input in [
            "name = 1; f(name)",
            "let name = 1; f(name)",
            "name(x)",
            "allow(x)",
            "panic!(\"x\")",
            "goroutine(x)",
            "println!(\"{}\", name)",
            "fn f() {} f()",
            "#[allow(unused)] let x = 1; f()",
            "|| (|x| x)",
            "in s.clone(), f()",
            "in { s }, f()",
            "|clone tx, clone mut n| f(tx, n)",
            "\"text\".len()",
        ] {
            expanded(input.parse().unwrap());
        }
    }

    #[test]
    fn mutilated_inputs_never_panic() {
        for input in [
            quote!(#[goroutine(name = "a", stack_size = "1 MiB")] in s, |tx = tx.clone(), &data, mut i| { tx.send(i)?; for x in y {} }),
            quote!(server.clone().serve(a, g(), |x| x + 1)),
            quote!(let a = match x { 1 => 2, _ => 3 }; loop { f(a) }),
        ] {
            crate::mutilate::every_way(input, |tokens| {
                let _ = go(tokens);
            });
        }
    }
}
