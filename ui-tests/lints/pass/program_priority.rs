//! Two queues, of which one goes first; a task that panics is counted and done once more.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::JoinHandle;
use goroutines::prelude::*;

type Task = fn(u32) -> Result<&'static str, String>;

#[goroutine]
fn next(urgent: &Receiver<Task>, other: &Receiver<Task>) -> Option<Task> {
    select! {
        biased;
        Some(task) = <-urgent => Some(task),
        default => select! {
            Some(task) = <-urgent => Some(task),
            Ok(task) = <-other else { return urgent.recv().ok() } => Some(task),
        },
    }
}

#[goroutine]
fn serve(urgent: Receiver<Task>, other: Receiver<Task>) -> Vec<String> {
    let mut log = Vec::new();
    while let Some(task) = next(&urgent, &other) {
        for attempt in 0..2 {
            let attempt: JoinHandle<Result<&'static str, String>> = go!(task(attempt));
            match attempt.join() {
                Ok(Ok(done)) => {
                    log.push(done.to_owned());
                    break;
                }
                Ok(Err(why)) => log.push(why),
                Err(_) => log.push("panicked".to_owned()),
            }
        }
    }
    log
}

#[goroutine]
fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let (urgent, first) = chan::<Task>(4);
    let (other, second) = chan::<Task>(4);
    other.send(|_| Ok("swept")).unwrap();
    urgent.send(|attempt| if attempt == 0 { panic!("no water") } else { Ok("put out") }).unwrap();
    urgent.send(|attempt| if attempt == 0 { Err("too late".to_owned()) } else { Ok("saved") }).unwrap();
    drop((urgent, other));
    assert_eq!(serve(first, second), ["panicked", "put out", "too late", "saved", "swept"]);
}
