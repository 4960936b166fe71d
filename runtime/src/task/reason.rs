//! Why a goroutine waits, in the words that Go's reports use.

#![forbid(unsafe_code)]

/// What a goroutine is doing, for reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Reason {
    /// It has not started, or it is in a ready queue.
    Runnable,
    /// It is on a worker.
    Running,
    /// It has ended.
    Ended,
    ChanReceive,
    ChanReceiveNil,
    ChanSend,
    ChanSendNil,
    Select,
    SelectNoCases,
    Sleep,
    Join,
    ScopeEnd,
    WaitGroup,
    Mutex,
    RwLockRead,
    RwLockWrite,
    Cond,
    Once,
    Barrier,
    Semaphore,
    ErrGroup,
    Blocking,
    Future,
    Io,
    /// Until all others of the bubble wait.
    BubbleWait,
    // The same as above, of a goroutine in a bubble that waits for what is not the bubble's.
    OutsideReceive,
    OutsideSend,
    OutsideSelect,
    OutsideJoin,
}

impl Reason {
    const ALL: [Reason; 29] = [
        Reason::Runnable,
        Reason::Running,
        Reason::Ended,
        Reason::ChanReceive,
        Reason::ChanReceiveNil,
        Reason::ChanSend,
        Reason::ChanSendNil,
        Reason::Select,
        Reason::SelectNoCases,
        Reason::Sleep,
        Reason::Join,
        Reason::ScopeEnd,
        Reason::WaitGroup,
        Reason::Mutex,
        Reason::RwLockRead,
        Reason::RwLockWrite,
        Reason::Cond,
        Reason::Once,
        Reason::Barrier,
        Reason::Semaphore,
        Reason::ErrGroup,
        Reason::Blocking,
        Reason::Future,
        Reason::Io,
        Reason::BubbleWait,
        Reason::OutsideReceive,
        Reason::OutsideSend,
        Reason::OutsideSelect,
        Reason::OutsideJoin,
    ];

    /// The reason that was stored as a number.
    pub(crate) fn from_u8(number: u8) -> Reason {
        Reason::ALL.get(usize::from(number)).copied().unwrap_or(Reason::Running)
    }

    /// The same wait for something that was not made in the goroutine's bubble.
    pub(crate) fn outside(self) -> Reason {
        match self {
            Reason::ChanReceive => Reason::OutsideReceive,
            Reason::ChanSend => Reason::OutsideSend,
            Reason::Select => Reason::OutsideSelect,
            Reason::Join => Reason::OutsideJoin,
            other => other,
        }
    }

    /// Whether only goroutines of its own bubble, or the bubble's clock, can end a goroutine's wait.
    pub(crate) fn is_durable(self) -> bool {
        !matches!(
            self,
            Reason::Blocking
                | Reason::Future
                | Reason::Io
                | Reason::OutsideReceive
                | Reason::OutsideSend
                | Reason::OutsideSelect
                | Reason::OutsideJoin
        )
    }

    /// The text between the brackets of `goroutine 7 [chan send]:`.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Reason::Runnable => "runnable",
            Reason::Running => "running",
            Reason::Ended => "dead",
            Reason::ChanReceive | Reason::OutsideReceive => "chan receive",
            Reason::ChanReceiveNil => "chan receive (nil chan)",
            Reason::ChanSend | Reason::OutsideSend => "chan send",
            Reason::ChanSendNil => "chan send (nil chan)",
            Reason::Select | Reason::OutsideSelect => "select",
            Reason::SelectNoCases => "select (no cases)",
            Reason::Sleep => "sleep",
            Reason::Join | Reason::OutsideJoin => "goroutine join",
            Reason::ScopeEnd => "scope end",
            Reason::WaitGroup => "sync.WaitGroup.Wait",
            Reason::Mutex => "sync.Mutex.Lock",
            Reason::RwLockRead => "sync.RWMutex.RLock",
            Reason::RwLockWrite => "sync.RWMutex.Lock",
            Reason::Cond => "sync.Cond.Wait",
            Reason::Once => "sync.Once.Do",
            Reason::Barrier => "barrier",
            Reason::Semaphore => "semacquire",
            Reason::ErrGroup => "errgroup limit",
            Reason::Blocking => "syscall",
            Reason::Future => "future",
            Reason::Io => "IO wait",
            Reason::BubbleWait => "bubble wait",
        }
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::Reason;

    #[test]
    fn numbers_lead_back_to_reasons() {
        for (number, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, number);
            assert_eq!(Reason::from_u8(reason as u8), reason);
        }
    }
}
