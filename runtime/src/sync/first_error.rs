//! The first failure of a group, which each `wait` gives.
//!
//! `wait` gives an `E`, as Rust's callers want it (`?`, a pattern, `==`), and it gives one to everybody who asks. An `E` that
//! is `Clone` is cloned. One that is not goes to the first who asks, and the others get one that reads the same, if an `E`
//! can be made of a [`SharedError`]: so it is with boxed errors of all kinds, and with `io::Error`. An `E` that can be had
//! once only is not given again, and never becomes an `Ok`: `wait` panics then, and says what to do.
//!
//! Which of this an `E` can do is found by method resolution, as a bound on `wait` could not say "if it is `Clone`": the
//! group has a `wait` for what is `Clone`, it dereferences to `Remade`, which has one for what can be made of a
//! `SharedError`, and that to `Moved`, which has one for all others.
//!
//! The cause of a group's context is the error itself. Where `wait` has to move it out, the cause is replaced by one that
//! reads the same; for boxed errors and `io::Error` it is `wait` that gives one that reads the same.
//!
//! Rejected: `Result<(), Arc<E>>`, which neither `?` nor `==` nor a pattern takes for what it is; a wrapper that
//! dereferences to `E`, of which a user's own error type cannot be made by `?`; `E: Clone`, which neither `io::Error` nor a
//! boxed error is.

#![forbid(unsafe_code)]

use crate::context::{Cause, CauseCell};
use crate::locks::Message;
use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::mem::replace;
use std::panic::resume_unwind;
use std::sync::Arc;

/// What an [`ErrGroup`](super::ErrGroup) gives instead of an error that somebody else has, where that is not `Clone`: it
/// reads the same. Boxed errors can be made of it, as of any error; so can an error type of one's own that says so.
///
/// ```
/// use goroutines::sync::ErrGroup;
/// use std::error::Error;
///
/// let group = ErrGroup::<Box<dyn Error + Send + Sync>>::new();
/// group.go(|| Err("disk full".into()));
/// for _ in 0..2 {
///     assert_eq!(group.wait().unwrap_err().to_string(), "disk full");
/// }
/// ```
#[derive(Clone)]
pub struct SharedError(Cause);

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, f)
    }
}

impl fmt::Debug for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Error for SharedError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// What an error has said.
struct Said {
    text: String,
    debug: String,
}

fn said(error: &(impl fmt::Display + fmt::Debug + ?Sized)) -> Cause {
    Arc::new(Said { text: error.to_string(), debug: format!("{error:?}") })
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.debug)
    }
}

impl Error for Said {}

/// What a context can have for its cause: errors, texts, and what boxes errors. `M` tells the kinds apart, and is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the cause of a context",
    label = "neither an error nor a text",
    note = "the members of an `ErrGroup` with a context fail with a type that implements `std::error::Error`, with a `String` or \
            a `&'static str`, or with a boxed error"
)]
pub trait GroupError<M>: Send + Sized + 'static {
    #[doc(hidden)]
    fn hold(self) -> Box<dyn Held<Self>>;
}

/// An error that the cause of a context is, or says.
#[doc(hidden)]
pub trait Held<E>: Send {
    fn cause(&self) -> Cause;

    /// The error, if it is still as it was.
    fn peek(&self) -> Option<&E>;

    /// Another one that reads the same, if that can be made.
    fn again(&self) -> Option<E>;

    /// The error, which leaves the context with a cause that reads the same; or itself, if somebody has the cause.
    fn take(self: Box<Self>, cell: &CauseLink) -> Result<E, Box<dyn Held<E>>>;
}

/// The place of a context's cause, in a signature that others may see.
#[doc(hidden)]
#[derive(Clone)]
pub struct CauseLink(pub(super) CauseCell);

/// Marks types that are errors.
#[doc(hidden)]
pub struct IsError;

/// Marks types that are texts.
#[doc(hidden)]
pub struct IsText;

/// Marks types that box errors.
#[doc(hidden)]
pub struct BoxesErrors;

impl<E: Error + Send + Sync + 'static> GroupError<IsError> for E {
    fn hold(self) -> Box<dyn Held<E>> {
        Box::new(Itself(Arc::new(self)))
    }
}

struct Itself<E>(Arc<E>);

impl<E: Error + Send + Sync + 'static> Held<E> for Itself<E> {
    fn cause(&self) -> Cause {
        let error: &dyn Any = &*self.0;
        error.downcast_ref().map_or_else(|| Arc::clone(&self.0) as Cause, Cause::clone)
    }

    fn peek(&self) -> Option<&E> {
        Some(&self.0)
    }

    fn again(&self) -> Option<E> {
        remake(&*self.0)
    }

    fn take(self: Box<Self>, cell: &CauseLink) -> Result<E, Box<dyn Held<E>>> {
        drop(cell.0.replace(said(&*self.0)));
        Arc::try_unwrap(self.0).map_err(|error| {
            drop(cell.0.replace(Arc::clone(&error) as Cause));
            Box::new(Itself(error)) as Box<dyn Held<E>>
        })
    }
}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl GroupError<IsText> for $text {
            fn hold(self) -> Box<dyn Held<Self>> {
                Box::new(Text(self))
            }
        }
    )*};
}

texts!(String, &'static str, Cow<'static, str>, Box<str>);

struct Text<E>(E);

impl<E: AsRef<str> + Clone + Send + 'static> Held<E> for Text<E> {
    fn cause(&self) -> Cause {
        Arc::from(Box::<dyn Error + Send + Sync>::from(self.0.as_ref()))
    }

    fn peek(&self) -> Option<&E> {
        Some(&self.0)
    }

    fn again(&self) -> Option<E> {
        Some(self.0.clone())
    }

    fn take(self: Box<Self>, _cell: &CauseLink) -> Result<E, Box<dyn Held<E>>> {
        Ok(self.0)
    }
}

impl<E> GroupError<BoxesErrors> for E
where
    E: From<SharedError> + Into<Box<dyn Error + Send + Sync>> + Send + 'static,
{
    fn hold(self) -> Box<dyn Held<E>> {
        Box::new(Boxed(Arc::from(self.into()), PhantomData))
    }
}

struct Boxed<E>(Cause, PhantomData<fn() -> E>);

impl<E: From<SharedError> + 'static> Held<E> for Boxed<E> {
    fn cause(&self) -> Cause {
        Arc::clone(&self.0)
    }

    fn peek(&self) -> Option<&E> {
        None
    }

    fn again(&self) -> Option<E> {
        Some(E::from(SharedError(self.cause())))
    }

    fn take(self: Box<Self>, _cell: &CauseLink) -> Result<E, Box<dyn Held<E>>> {
        Ok(E::from(SharedError(self.0)))
    }
}

/// Another error of std's that reads the same.
fn remake<E: 'static>(error: &E) -> Option<E> {
    let error: &dyn Any = error;
    let again: Box<dyn Any> = if let Some(error) = error.downcast_ref::<io::Error>() {
        Box::new(remake_io(error))
    } else if let Some(error) = error.downcast_ref::<Box<dyn Error + Send>>() {
        Box::new(Box::new(SharedError(said(&**error))) as Box<dyn Error + Send>)
    } else {
        return None;
    };
    again.downcast().ok().map(|again| *again)
}

fn remake_io(error: &io::Error) -> io::Error {
    let plain = io::Error::from(error.kind());
    match (error.raw_os_error(), error.get_ref()) {
        (Some(code), _) => io::Error::from_raw_os_error(code),
        (None, Some(inner)) => io::Error::new(error.kind(), SharedError(said(inner))),
        (None, None) if plain.to_string() == error.to_string() => plain,
        (None, None) => io::Error::new(error.kind(), SharedError(said(error))),
    }
}

/// The first failure.
pub(super) enum First<E> {
    /// Nobody has failed.
    None,
    Error(E),
    /// The context has it, too.
    Held(Box<dyn Held<E>>, CauseLink),
    /// Somebody has been given it; what it has said, if that is known.
    Given(Option<SharedError>),
    /// A member has panicked; the payload is there until it has gone on.
    Panic(Option<Box<dyn Any + Send>>, Message),
}

impl<E: 'static> First<E> {
    /// The result of a `wait` for an `E` that is `Clone`.
    #[track_caller]
    pub(super) fn cloned(&mut self) -> Result<(), E>
    where
        E: Clone,
    {
        let error = match self {
            First::Error(error) => Some(error.clone()),
            First::Held(held, _) => held.peek().cloned().or_else(|| held.again()),
            _ => None,
        };
        error.map_or_else(|| self.moved(), Err)
    }

    /// The result of a `wait` for an `E` that can be made of a [`SharedError`].
    #[track_caller]
    pub(super) fn remade(&mut self) -> Result<(), E>
    where
        E: From<SharedError> + fmt::Display + fmt::Debug,
    {
        match self {
            First::Error(error) => {
                let said = SharedError(said(error));
                self.given(Some(said))
            }
            First::Given(Some(said)) => Err(E::from(said.clone())),
            _ => self.moved(),
        }
    }

    /// The result of a `wait` for any `E`.
    #[track_caller]
    pub(super) fn moved(&mut self) -> Result<(), E> {
        match self {
            First::None => Ok(()),
            First::Error(error) => match remake(error) {
                Some(again) => Err(replace(error, again)),
                None => self.given(None),
            },
            First::Held(held, _) => match held.again() {
                Some(again) => Err(again),
                None => self.given(None),
            },
            First::Given(_) => panic!(
                "the error of this group was given to an earlier `wait`, and there is only one, because `{0}` is not `Clone`: \
                 derive `Clone` for it, or have the group fail with an `Arc<{0}>`",
                std::any::type_name::<E>(),
            ),
            First::Panic(payload, message) => match payload.take() {
                Some(payload) => resume_unwind(payload),
                None => message.panic("a member of the group has panicked"),
            },
        }
    }

    /// Gives the error away.
    #[track_caller]
    fn given(&mut self, said: Option<SharedError>) -> Result<(), E> {
        match replace(self, First::Given(said)) {
            First::Error(error) => Err(error),
            First::Held(held, cell) => match held.take(&cell) {
                Ok(error) => Err(error),
                Err(held) => {
                    *self = First::Held(held, cell);
                    panic!(
                        "the error of this group cannot be given while somebody has it as the cause of the context, because \
                         `{0}` is not `Clone`: derive `Clone` for it, or have the group fail with an `Arc<{0}>`",
                        std::any::type_name::<E>(),
                    )
                }
            },
            First::None | First::Given(_) | First::Panic(..) => unreachable!("the caller has looked"),
        }
    }
}
