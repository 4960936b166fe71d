//! A goroutine's record: it is freed once, after its last use; and what is published of one that has just started.

use super::{birth, explore};
use crate::task::newcomer::Newcomer;
use crate::task::record::{Task, TaskRef};
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

/// What stands in a record, and notes its end.
struct Content {
    used: UnsafeCell<u32>,
    drops: Arc<AtomicUsize>,
}

impl Content {
    fn new(drops: &Arc<AtomicUsize>) -> Content {
        Content { used: UnsafeCell::new(0), drops: Arc::clone(drops) }
    }

    fn read(&self) -> u32 {
        // SAFETY: loom says so if it is not.
        self.used.with(|used| unsafe { *used })
    }
}

// SAFETY: loom watches over the cell.
unsafe impl Sync for Content {}

impl Drop for Content {
    fn drop(&mut self) {
        // SAFETY: loom says so if somebody may still be reading.
        self.used.with_mut(|used| unsafe { *used += 1 });
        self.drops.fetch_add(1, Ordering::Relaxed);
    }
}

/// As the worker does it.
pub(super) fn run(task: TaskRef) {
    let task = task.into_raw();
    // SAFETY: each goroutine of a model is run once, with the runtime's reference.
    unsafe {
        Task::run(task);
        drop(TaskRef::from_raw(task));
    }
}

#[test]
fn a_record_is_freed_once_after_its_last_use() {
    explore(3, || {
        let drops = Arc::new(AtomicUsize::new(0));
        // SAFETY: closure and content may be used and dropped anywhere.
        let [task, handle] =
            unsafe { Task::create(birth(1), Content::new(&drops), |_, content: &Content| _ = content.read()) };
        let worker = thread::spawn(move || run(task));
        let other = {
            let other = TaskRef::clone(&handle);
            thread::spawn(move || {
                // SAFETY: the record was created with it.
                unsafe { other.join::<Content>() }.read();
            })
        };
        drop(handle);
        worker.join().unwrap();
        other.join().unwrap();
        assert_eq!(drops.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_goroutine_that_never_starts_drops_its_closure_once() {
    explore(3, || {
        let drops = Arc::new(AtomicUsize::new(0));
        let captured = Content::new(&drops);
        // SAFETY: closure and content may be used and dropped anywhere.
        let [task, handle] = unsafe { Task::create(birth(1), (), move |_, &()| drop(captured)) };
        let other = thread::spawn(move || drop(task));
        drop(handle);
        other.join().unwrap();
        assert_eq!(drops.load(Ordering::Relaxed), 1);
    });
}

/// One goroutine starts after the other, and a reader never takes facts of the one for those of the other.
#[test]
fn a_newcomer_is_read_as_one() {
    explore(3, || {
        let newcomer = Arc::new(Newcomer::default());
        let births = [birth(1), birth(2)];
        let places = births.each_ref().map(|birth| birth.spawned_at);
        let writer = {
            let newcomer = Arc::clone(&newcomer);
            thread::spawn(move || {
                for birth in births {
                    // SAFETY: closure and content may be used and dropped anywhere.
                    let [task, _] = unsafe { Task::create(birth, (), |_, &()| ()) };
                    newcomer.enter(&task);
                    newcomer.leave();
                }
            })
        };
        if let Some(seen) = newcomer.read() {
            let index = usize::try_from(seen.id).unwrap() - 1;
            assert_eq!((seen.parent, seen.spawned_at), (seen.id + 100, places[index]));
        }
        writer.join().unwrap();
    });
}
