#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Mutex;

#[goroutine]
fn main() {
    let jobs = Mutex::new(vec![1]);
    let list = jobs.lock();
    for job in list.iter() {
        jobs.lock().push(*job);
    }
}
