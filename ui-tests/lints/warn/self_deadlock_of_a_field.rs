#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::Mutex;

struct Server {
    jobs: Mutex<Vec<u32>>,
}

impl Server {
    #[goroutine]
    fn again(&self) {
        while let Some(job) = self.jobs.lock().unwrap().pop() {
            self.jobs.lock().unwrap().push(job);
        }
    }
}

fn main() {
    Server { jobs: Mutex::new(vec![1]) }.again();
}
