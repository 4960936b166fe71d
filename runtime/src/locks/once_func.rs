//! Go's `sync.OnceFunc` and `sync.OnceValue`.

#![forbid(unsafe_code)]

use super::mutex::Mutex;
use super::once::OnceLock;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};

/// A function that calls `f` the first time it is called: Go's `sync.OnceFunc`.
///
/// Others that call it meanwhile wait until `f` has ended. `f`, with all that it has captured, is dropped after its call.
///
/// # Panics
///
/// If `f` panics, each call of the function panics with the same message.
///
/// ```
/// let greet = goroutines::sync::once_func(|| println!("hello"));
/// greet();
/// greet(); // prints nothing
/// ```
#[doc(alias = "OnceFunc")]
pub fn once_func(f: impl FnOnce() + Send) -> impl Fn() + Send + Sync {
    let once = OnceCall::new(f);
    move || *once.get()
}

/// A function that gives the value of `f`, which is called the first time: Go's `sync.OnceValue`. (For `OnceValues`, let `f`
/// return a tuple.)
///
/// # Panics
///
/// As [`once_func`].
///
/// ```
/// let answer = goroutines::sync::once_value(|| 6 * 7);
/// assert_eq!((answer(), answer()), (42, 42));
/// ```
#[doc(alias = "OnceValue")]
#[doc(alias = "OnceValues")]
pub fn once_value<T: Clone + Send + Sync>(f: impl FnOnce() -> T + Send) -> impl Fn() -> T + Send + Sync {
    let once = OnceCall::new(f);
    move || once.get().clone()
}

struct OnceCall<T, F> {
    f: Mutex<Option<F>>,
    result: OnceLock<Result<T, Message>>,
}

/// What a panic has said, as far as it can be said again.
#[derive(Clone)]
pub(crate) enum Message {
    Static(&'static str),
    Owned(String),
    Other,
}

impl Message {
    pub(crate) fn of(payload: &(dyn Any + Send)) -> Message {
        match (payload.downcast_ref::<&'static str>(), payload.downcast_ref::<String>()) {
            (Some(message), _) => Message::Static(message),
            (_, Some(message)) => Message::Owned(message.clone()),
            _ => Message::Other,
        }
    }

    /// Panics with it again; if that cannot be said again, with the text `otherwise`.
    #[track_caller]
    pub(crate) fn panic(&self, otherwise: &'static str) -> ! {
        match self {
            Message::Static(message) => panic_any(*message),
            Message::Owned(message) => panic_any(message.clone()),
            Message::Other => panic_any(otherwise),
        }
    }
}

impl<T, F: FnOnce() -> T> OnceCall<T, F> {
    fn new(f: F) -> Self {
        OnceCall { f: Mutex::new(Some(f)), result: OnceLock::new() }
    }

    #[inline]
    #[track_caller]
    fn get(&self) -> &T {
        match self.result.get() {
            Some(Ok(value)) => value,
            _ => self.get_slowly(),
        }
    }

    #[cold]
    #[track_caller]
    fn get_slowly(&self) -> &T {
        let mut panic = None;
        let result = self.result.get_or_init(|| {
            let Some(f) = self.f.lock().take() else { return Err(Message::Other) };
            catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
                let message = Message::of(&*payload);
                panic = Some(payload);
                message
            })
        });
        if let Some(payload) = panic {
            // The first call's own panic goes on as it was, a `Goexit` too.
            resume_unwind(payload);
        }
        match result {
            Ok(value) => value,
            Err(message) => message.panic("the function has panicked in its only call, or ended its goroutine"),
        }
    }
}
