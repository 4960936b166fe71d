//! The macros in a module that gives every usual name another meaning, and through `macro_rules`.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![expect(non_camel_case_types, unused_macros, dead_code, reason = "the names are here to be in the way")]

mod hostile {
    struct std;
    struct core;
    struct goroutines;
    struct Option;
    struct Result;
    struct Vec;
    struct Box;
    struct String;
    struct Duration;
    struct ExitCode;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Chosen;
    trait Send {}
    trait Sync {}
    trait Fn {}
    trait FnOnce {}
    trait Into {}
    trait Drop {}
    fn drop() {}
    macro_rules! panic {
        () => {};
    }
    macro_rules! unreachable {
        () => {};
    }
    macro_rules! compile_error {
        () => {};
    }

    #[gor::goroutine]
    fn looping(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            sum += i;
        }
        sum
    }

    #[gor::goroutine]
    #[test]
    fn everything_expands_the_same() {
        let handle = gor::go!(looping(looping(3)));
        assert!(handle.join().is_ok_and(|sum| sum == 3));
        let (tx, rx) = gor::chan::<u32>(1);
        let on = true;
        gor::select! {
            tx <- 5 if on => {}
            default => assert!(false),
        }
        let got = gor::select! {
            v = <-rx if on => v.unwrap_or(0),
            recv(rx) -> v => v.unwrap_or(0),
            default(::std::time::Duration::from_secs(5)) => 0,
        };
        assert!(got == 5);
        let handle = gor::go!(
            #[goroutine(name = "x")]
            |mut got| {
                got += 1;
                got
            }
        );
        assert!(handle.join().is_ok_and(|got| got == 6));
    }
}

mod through_macro_rules {
    use gor::{chan, go, goroutine, select};

    macro_rules! start {
        ($call:expr) => {
            go!($call)
        };
    }

    macro_rules! start_block {
        ($body:block) => {
            go!($body)
        };
    }

    macro_rules! capture {
        ($name:ident, $value:expr, $body:block) => {
            go!(|$name = $value| $body)
        };
    }

    macro_rules! first_of {
        ($pattern:pat, $left:expr, $right:expr, $body:block) => {
            select! {
                $pattern = <-$left => $body
                <-$right => $body
            }
        };
    }

    macro_rules! crossbeam {
        ($rx:ident, $v:ident, $($body:tt)*) => {
            select! { recv($rx) -> $v => { $($body)* } }
        };
    }

    macro_rules! function {
        ($name:ident, $body:block) => {
            #[goroutine]
            fn $name() -> u32 $body
        };
    }

    function!(five, { 5 });

    const fn add(a: u32, b: u32) -> u32 {
        a + b
    }

    #[goroutine]
    #[test]
    fn fragments_are_read_as_code() {
        assert_eq!(start!(add(1, 2)).join().unwrap(), 3);
        assert_eq!(start_block!({ add(1, 2) }).join().unwrap(), 3);
        assert_eq!(capture!(n, 1 + 1, { n * 2 }).join().unwrap(), 4);
        assert_eq!(five(), 5);
        let (tx, rx) = chan::<u32>(2);
        tx.send(1).unwrap();
        tx.send(2).unwrap();
        let (_other, never) = chan::<u32>(0);
        let mut seen = 0;
        first_of!(_, rx, never, { seen += 1 });
        crossbeam!(rx, v, assert_eq!(v.unwrap(), 2));
        assert_eq!(seen, 1);
    }

    /// A macro's own variable and one of the caller's with the same name are two.
    macro_rules! with_own_v {
        ($rx:expr, $body:expr) => {{
            let v = 10;
            select! { _ = <-$rx => v + $body }
        }};
    }

    #[goroutine]
    #[test]
    fn names_do_not_meet() {
        let (tx, rx) = chan::<u32>(1);
        tx.send(0).unwrap();
        let v = 1;
        assert_eq!(with_own_v!(rx, v), 11);
        let (bound0, source0, arm0, value0, chosen) = (1, 2, 3, 4, 5);
        tx.send(9).unwrap();
        let got = select! {
            Ok(9) = <-rx else { unreachable!() } => bound0 + source0 + arm0 + value0 + chosen,
        };
        assert_eq!(got, 15);
        let handle = go!(|x = bound0, y = source0| bound0 + source0 + x + y);
        assert_eq!(handle.join().unwrap(), 6);
    }
}
