//! A guard changes nothing about the life of temporaries in its channel expression.

#![deny(warnings)]

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use goroutines::channel::never;
use goroutines::context::Context;
use goroutines::prelude::*;

struct Hub {
    rooms: Mutex<HashMap<String, (Sender<u8>, Receiver<u8>)>>,
    current: RefCell<Vec<Receiver<u8>>>,
}

impl Hub {
    fn current(&self) -> std::cell::Ref<'_, Vec<Receiver<u8>>> {
        self.current.borrow()
    }

    fn wait(&self, name: &str, armed: bool) -> Option<u8> {
        select! {
            v = <-self.rooms.lock().unwrap()[name].1 if armed => {
                assert!(self.rooms.try_lock().is_ok());
                v.ok()
            }
            v = <-self.current()[0].clone() if !armed => {
                self.current.borrow_mut().push(never());
                v.ok()
            }
            v = <-*self.current().first().unwrap_or(&never()) if !armed => v.ok(),
            self.rooms.lock().unwrap()[name].0 <- 1 if !armed => None,
        }
    }
}

#[goroutine]
fn main() {
    let armed = true;
    let ctx = Context::background();
    select! { <-ctx.clone().done() if armed => {} default => {} }
    select! { recv(ctx.clone().done()) -> _ if armed => {} default => {} }
    let shared = Arc::new(Mutex::new(ctx.clone()));
    select! {
        <-shared.lock().unwrap().done() if armed => {}
        <-Arc::clone(&shared).lock().unwrap().clone().done() if !armed => {}
        default => drop(shared.try_lock().unwrap()),
    }
    let (tx, rx) = chan(1);
    let rooms = ["a", "A"].map(|name| (name.to_string(), (tx.clone(), rx.clone())));
    let hub = Hub { rooms: Mutex::new(rooms.into()), current: RefCell::new(vec![rx.clone()]) };
    tx.send(7).unwrap();
    assert_eq!(hub.wait("a", true), Some(7));
    assert_eq!(hub.wait("a", false), None);
    assert_eq!(hub.wait("a", false), Some(1));
    assert!(hub.current.try_borrow_mut().is_ok());
    let found = |name: &str| -> Option<u8> {
        select! {
            v = <-hub.rooms.lock().unwrap().get(&name.to_uppercase())?.1 if armed => v.ok(),
            default => Some(0),
        }
    };
    assert_eq!((found("a"), found("b")), (Some(0), None));
}
