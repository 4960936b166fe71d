//! Channels: the public handles, and the kinds of channel behind them.
//!
//! ```text
//!   Sender ──► Exchange ◄── Receiver ──► After, Tick (a clock is the sender), Never
//! ```

pub(crate) mod arm;
pub(crate) mod clock;
pub(crate) mod exchange;
mod iter;
pub(crate) mod receiver;
pub(crate) mod sender;
pub(crate) mod shared;

pub use iter::{IntoIter, Iter, TryIter};
pub use receiver::Receiver;
pub use sender::Sender;

use crate::base::counted::Counted;
use shared::Shared;

/// A sender whose channel counts a receiver that does not exist: it has no room, and nobody takes anything.
pub(crate) fn never_sender<T>() -> Sender<T> {
    Sender::new(Counted::new(Shared::new(Some(0))))
}

/// Makes a channel and its first two handles.
#[track_caller]
pub(crate) fn open<T>(capacity: Option<usize>) -> (Sender<T>, Receiver<T>) {
    let [a, b] = Counted::pair(Shared::new(capacity));
    (Sender::new(a), Receiver::new(b))
}
