//! What `ErrGroup::wait` gives, to whom, for all kinds of errors; and what the context's cause is. EG-01, EG-02.

#![forbid(unsafe_code)]

use goroutines::context::Context;
use goroutines::prelude::*;
use goroutines::sync::{Barrier, ErrGroup, SharedError};
use goroutines_tests::watch;
use std::error::Error;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

type Boxed = Box<dyn Error + Send + Sync>;

/// An error of one's own that is there once.
#[derive(Debug, PartialEq)]
struct Once(u32);

impl fmt::Display for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failure {}", self.0)
    }
}

impl Error for Once {}

/// An error of one's own that can be cloned.
#[derive(Debug, Clone, PartialEq)]
struct Often(u32);

impl fmt::Display for Often {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failure {}", self.0)
    }
}

impl Error for Often {}

/// As `anyhow::Error`: made of any error, and none itself.
struct Any(Boxed);

impl<E: Error + Send + Sync + 'static> From<E> for Any {
    fn from(error: E) -> Any {
        Any(Box::new(error))
    }
}

impl From<Any> for Boxed {
    fn from(any: Any) -> Boxed {
        any.0
    }
}

impl fmt::Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

fn panic_of(f: impl FnOnce()) -> String {
    *catch_unwind(AssertUnwindSafe(f)).unwrap_err().downcast::<String>().unwrap()
}

/// After errgroup's own example, md5all: one goroutine waits in order to close the channel, the caller for the error.
#[test]
fn who_waits_to_close_a_channel_does_not_take_the_error() {
    let _watch = watch("md5all");
    let group = ErrGroup::<String>::new();
    let (tx, results) = chan::<i32>(0);
    group.go(|| Err("disk full".into()));
    go!(|group = group.clone()| {
        let _ = group.wait();
        drop(tx);
    });
    assert_eq!(results.iter().count(), 0);
    assert_eq!(format!("{:?}", group.wait()), r#"Err("disk full")"#);
}

#[test]
fn all_who_wait_get_it() {
    let _watch = watch("all who wait");
    let group = ErrGroup::<Often>::new();
    let barrier = Barrier::new(5);
    let (tx, rx) = chan::<()>(0);
    group.go(move || {
        let _ = rx.recv();
        Err(Often(1))
    });
    scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                barrier.wait();
                assert_eq!(group.clone().wait(), Err(Often(1)));
            });
        }
        barrier.wait();
        drop(tx);
    });
    group.go(|| Ok(()));
    group.go(|| Err(Often(2)));
    assert_eq!(group.wait(), Err(Often(1)), "the first, also when the group goes on");
}

#[test]
fn errors_of_the_system() {
    let errors: [fn() -> io::Error; 4] = [
        || io::Error::from_raw_os_error(2),
        || io::Error::from(io::ErrorKind::TimedOut),
        || io::Error::other(Often(3)),
        || std::fs::read_to_string("/proc/self/exe").unwrap_err(),
    ];
    for make in errors {
        let (group, ctx) = ErrGroup::<io::Error>::with_context(&Context::background());
        group.go(move || Err(make()));
        let plain = ErrGroup::new();
        plain.go(move || Err(make()));
        for _ in 0..3 {
            for error in [group.wait().unwrap_err(), plain.wait().unwrap_err()] {
                let wanted = make();
                assert_eq!(error.kind(), wanted.kind());
                assert_eq!(error.to_string(), wanted.to_string());
                if error.get_ref().is_some() == wanted.get_ref().is_some() {
                    assert_eq!(format!("{error:?}"), format!("{wanted:?}"));
                }
                assert_eq!(error.raw_os_error(), wanted.raw_os_error());
            }
        }
        let cause = ctx.cause().unwrap();
        assert_eq!(cause.downcast_ref::<io::Error>().unwrap().kind(), make().kind());
    }
}

#[test]
fn boxed_errors() {
    let group = ErrGroup::<Boxed>::new();
    group.go(|| Err(Box::new(Once(4))));
    let first = group.wait().unwrap_err();
    assert_eq!(first.downcast_ref(), Some(&Once(4)), "the error itself");
    for error in [group.wait().unwrap_err(), group.clone().wait().unwrap_err()] {
        assert!(error.is::<SharedError>());
        assert_eq!(format!("{error} {error:?}"), "failure 4 Once(4)");
    }

    let group = ErrGroup::<Box<dyn Error + Send>>::new();
    group.go(|| Err(Box::new(Once(5))));
    for _ in 0..3 {
        let error = group.wait().unwrap_err();
        assert_eq!(format!("{error} {error:?}"), "failure 5 Once(5)");
    }

    let group = ErrGroup::<Any>::new();
    group.go(|| Err(Once(6))?);
    for _ in 0..3 {
        assert_eq!(format!("{:?}", group.wait()), "Err(Once(6))");
    }
}

/// A type that cannot be had twice is not given twice, and never becomes an `Ok`.
#[test]
fn an_error_that_is_there_once() {
    let group = ErrGroup::<Once>::new();
    group.go(|| Err(Once(7)));
    assert_eq!(group.wait(), Err(Once(7)));
    for _ in 0..2 {
        let text = panic_of(|| drop(group.wait()));
        assert!(text.contains("derive `Clone`") && text.contains("Arc<") && text.contains("Once"), "{text}");
    }
    let group = ErrGroup::<Arc<Once>>::new();
    group.go(|| Err(Once(8))?);
    assert_eq!((group.wait(), group.wait()), (Err(Arc::new(Once(8))), Err(Arc::new(Once(8)))));
}

/// `?` makes of it what it makes of any error, and what the group fails with is inferred.
#[test]
fn it_is_an_ordinary_error() {
    fn texts() -> Result<(), String> {
        let group = ErrGroup::new();
        group.go(|| Err(String::from("text")));
        group.wait()?;
        Ok(())
    }
    fn system() -> io::Result<()> {
        let group = ErrGroup::new();
        group.go(|| std::fs::read("/").map(drop));
        group.wait()
    }
    fn boxed() -> Result<(), Boxed> {
        let group = ErrGroup::new();
        group.go(|| Err(Once(1)));
        Ok(group.wait()?)
    }
    fn generic<E: Send + 'static>(group: &ErrGroup<E>) -> Result<(), E> {
        group.wait()
    }
    assert_eq!(texts(), Err("text".to_owned()));
    assert_eq!(system().unwrap_err().kind(), io::ErrorKind::IsADirectory);
    assert!(boxed().unwrap_err().is::<Once>());
    let group = ErrGroup::<String>::default();
    group.go(|| Err("text".into()));
    assert_eq!(generic(&group), Err("text".to_owned()));
    assert!(panic_of(|| drop(group.wait())).contains("String"), "it was moved out, and is not made an `Ok`");
}

#[test]
fn the_cause_is_the_error_itself() {
    let background = Context::background();
    let (group, ctx) = ErrGroup::<Often>::with_context(&background);
    group.go(|| Err(Often(1)));
    let _ = ctx.done().recv();
    let before = ctx.cause().unwrap();
    assert_eq!(before.downcast_ref(), Some(&Often(1)));
    assert_eq!((group.wait(), group.wait()), (Err(Often(1)), Err(Often(1))));
    assert!(Arc::ptr_eq(&before, &ctx.cause().unwrap()));
    let (child, _cancel) = ctx.with_cancel();
    assert_eq!(child.cause().unwrap().downcast_ref(), Some(&Often(1)));

    let (group, ctx) = ErrGroup::<Boxed>::with_context(&background);
    group.go(|| Err(Box::new(Once(2))));
    assert_eq!(group.wait().unwrap_err().to_string(), "failure 2");
    assert_eq!(group.wait().unwrap_err().to_string(), "failure 2");
    assert_eq!(ctx.cause().unwrap().downcast_ref(), Some(&Once(2)));

    let (group, ctx) = ErrGroup::<Any>::with_context(&background);
    group.go(|| Err(Once(3))?);
    assert_eq!(group.wait().unwrap_err().to_string(), "failure 3");
    assert_eq!(ctx.cause().unwrap().downcast_ref(), Some(&Once(3)));

    let (group, ctx) = ErrGroup::<Arc<dyn Error + Send + Sync>>::with_context(&background);
    group.go(|| Err(Arc::new(Once(4))));
    assert_eq!(group.wait().unwrap_err().downcast_ref(), Some(&Once(4)));
    assert_eq!(ctx.cause().unwrap().downcast_ref(), Some(&Once(4)));

    let (group, ctx) = ErrGroup::<&str>::with_context(&background);
    group.go(|| Err("text"));
    assert_eq!((group.wait(), group.wait()), (Err("text"), Err("text")));
    assert_eq!(ctx.cause().unwrap().to_string(), "text");
}

/// Also where the conversion to the cause panics, nobody gets an `Ok`.
#[test]
fn a_panic_in_the_conversion_to_the_cause_is_a_failure() {
    struct Refuses;
    impl From<SharedError> for Refuses {
        fn from(_: SharedError) -> Refuses {
            Refuses
        }
    }
    impl From<Refuses> for Boxed {
        fn from(_: Refuses) -> Boxed {
            std::panic::resume_unwind(Box::new("no"))
        }
    }
    let (group, ctx) = ErrGroup::<Refuses>::with_context(&Context::background());
    group.go(|| Err(Refuses));
    for _ in 0..2 {
        let panic = catch_unwind(AssertUnwindSafe(|| drop(group.wait()))).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"no"));
    }
    assert!(ctx.cause().unwrap().to_string().contains("panicked"));
}

/// An error that is there once is the cause until `wait` gives it away.
#[test]
fn an_error_that_is_there_once_is_the_cause_until_it_is_given() {
    let (group, ctx) = ErrGroup::<Once>::with_context(&Context::background());
    group.go(|| Err(Once(9)));
    let _ = ctx.done().recv();
    let cause = ctx.cause().unwrap();
    assert_eq!(cause.downcast_ref(), Some(&Once(9)));
    let text = panic_of(|| drop(group.wait()));
    assert!(text.contains("as the cause of the context"), "{text}");
    drop(cause);
    assert_eq!(group.wait(), Err(Once(9)));
    assert_eq!(ctx.cause().unwrap().to_string(), "failure 9");
    assert!(panic_of(|| drop(group.wait())).contains("earlier `wait`"));
}
