//! Every diagnostic of the macros: one mistake a file under `*/fail/`, with what the compiler says
//! of it beside it, and programs that must compile and run under `*/pass/`. `lints/warn/` is for what is said of programs
//! that compile.
//!
//! `TRYBUILD=overwrite cargo test -p goroutines-ui-tests` writes what the compiler says now; read
//! the difference before it is committed.

#[test]
fn goroutine() {
    let cases = trybuild::TestCases::new();
    cases.pass("goroutine/pass/*.rs");
    cases.compile_fail("goroutine/fail/*.rs");
}

#[test]
fn go() {
    let cases = trybuild::TestCases::new();
    cases.pass("go/pass/*.rs");
    cases.compile_fail("go/fail/*.rs");
}

#[test]
fn select() {
    let cases = trybuild::TestCases::new();
    cases.pass("select/pass/*.rs");
    cases.compile_fail("select/fail/*.rs");
}

#[test]
fn types() {
    let cases = trybuild::TestCases::new();
    cases.pass("types/pass/*.rs");
    cases.compile_fail("types/fail/*.rs");
}

/// The lints: what they say, what `deny` makes of it, and programs that look alike and are silent. A warning is an error
/// here, by `#![deny(deprecated)]`.
#[test]
fn lints() {
    let cases = trybuild::TestCases::new();
    cases.pass("lints/pass/*.rs");
    cases.compile_fail("lints/warn/*.rs");
    cases.compile_fail("lints/fail/*.rs");
}

/// Go's habits.
#[test]
fn habits() {
    trybuild::TestCases::new().compile_fail("habits/fail/*.rs");
}

/// One mistake, one error, and what stands around it is checked.
#[test]
fn recovery() {
    trybuild::TestCases::new().compile_fail("recovery/fail/*.rs");
}
