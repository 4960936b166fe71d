#![deny(deprecated)]

use goroutines::prelude::*;
use std::sync::{Condvar, Mutex};

struct Server {
    jobs: Mutex<Vec<u32>>,
    done: Mutex<Vec<u32>>,
}

impl Server {
    #[goroutine]
    fn run(&self) {
        let job = self.jobs.lock().unwrap().pop();
        if self.done.lock().unwrap().is_empty() {
            self.done.lock().unwrap().extend(job);
        }
        let jobs = self.jobs.lock().unwrap();
        let mut done = self.done.lock().unwrap();
        done.extend(jobs.iter());
        drop(jobs);
        self.jobs.lock().unwrap().clear();
        done.clear();
    }
}

#[goroutine]
fn waits_for_a_condition(pair: &(Mutex<bool>, Condvar)) {
    let mut ready = pair.0.lock().unwrap();
    while !*ready {
        ready = pair.1.wait(ready).unwrap();
    }
    drop(ready);
    println!("{}", pair.0.lock().unwrap());
}

#[goroutine]
fn main() {
    let server = Server { jobs: Mutex::new(vec![1]), done: Mutex::new(Vec::new()) };
    server.run();
    waits_for_a_condition(&(Mutex::new(true), Condvar::new()));
    // The same goroutine may lock the output twice.
    let out = std::io::stdout();
    let first = out.lock();
    let second = out.lock();
    drop((first, second));
    let table = goroutines::sync::RwLock::new(1);
    let one = table.read();
    let two = table.read();
    println!("{}", *one + *two);
    let list = [Mutex::new(1), Mutex::new(2)];
    let (i, j) = (0, 1);
    let left = list[i].lock().unwrap();
    let right = list[j].lock().unwrap();
    println!("{}", *left + *right);
    drop(left);
    drop(right);
    for node in &list {
        let guard = node.lock().unwrap();
        println!("{guard}");
    }
    let last = {
        let guard = list[0].lock().unwrap();
        *guard
    };
    *list[0].lock().unwrap() = last;
}
