//! What the tests of this package share. Each runs a goroutine that uses another crate's client or server, and shows that it
//! waits without holding its worker.

#![forbid(unsafe_code)]

use goroutines::{Sender, chan, go, runtime};
use goroutines_tests::watch;
use std::panic::resume_unwind;

/// A goroutine that lives on the only worker beside the one that is tested, and answers whenever it is asked. If the other one
/// held the worker, it could not: a goroutine that has started stays with its worker.
#[derive(Clone, Debug)]
pub struct Bystander {
    questions: Sender<Sender<()>>,
}

impl Bystander {
    /// Has it go on, and waits until it has: on a plain thread or in a goroutine.
    ///
    /// # Panics
    ///
    /// If it has ended.
    pub fn goes_on(&self) {
        let (answer, answered) = chan(1);
        self.questions.send(answer).expect("the bystander is there");
        answered.recv().expect("the bystander answers");
    }
}

/// Runs the body in a goroutine, on the only worker, beside a bystander that has started before.
///
/// # Panics
///
/// If the body does.
pub fn on_one_worker(name: &str, body: impl FnOnce(Bystander) + Send + 'static) {
    let _watch = watch(name);
    runtime::set_max_procs(1);
    let (questions, asked) = chan::<Sender<()>>(0);
    go! {
        for answer in asked {
            let _ = answer.send(());
        }
    }
    let bystander = Bystander { questions };
    bystander.goes_on();
    let builder = goroutines::Builder::new().name(name).stack_size(2 << 20);
    let handle = builder.spawn(move || body(bystander)).expect("a stack for the test");
    if let Err(payload) = handle.join() {
        resume_unwind(payload);
    }
}
