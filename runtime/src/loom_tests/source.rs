//! A socket's waiters against its poller, a deadline, and closing; and the sleep of a worker in its poller. The system is a
//! flag that says whether there is something to read, and the model tells the poller of it.

use super::{Homes, explore};
use crate::base::shim::poller::Event;
use crate::base::shim::{at, pass_time};
use crate::drive::call::waiting_threads;
use crate::drive::source::{Side, Source, Stop};
use crate::sched::{idle, place};
use crate::task::home::Home;
use crate::task::reason::Reason;
use crate::task::record::{Task, TaskRef};
use crate::wait::waiter::Site;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use std::os::fd::AsFd;
use std::os::unix::net::UnixDatagram;
use std::panic::Location;
use std::sync::OnceLock;

const SITE: fn() -> Site = || Site { reason: Reason::Io, location: Location::caller() };

/// A descriptor, which nobody uses.
fn descriptor() -> &'static UnixDatagram {
    static DESCRIPTOR: OnceLock<UnixDatagram> = OnceLock::new();
    DESCRIPTOR.get_or_init(|| UnixDatagram::unbound().unwrap())
}

/// What the system has of a socket: so many bytes to read.
struct Model {
    source: Source,
    bytes: AtomicUsize,
}

impl Model {
    fn new() -> Arc<Model> {
        Arc::new(Model { source: Source::new(0), bytes: AtomicUsize::new(0) })
    }

    /// A byte arrives, and the poller is told, once for all that are there.
    fn arrive(&self, count: usize) {
        self.bytes.fetch_add(count, Ordering::SeqCst);
        self.tell();
    }

    fn tell(&self) {
        let event = Event { token: 0, read: true, write: false, unusual: false };
        self.source.happened(event, |wake| wake.now());
    }

    fn take(&self) -> bool {
        let take = |bytes: usize| bytes.checked_sub(1);
        self.bytes.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok()
    }

    /// Reads a byte.
    fn read(&self, home: &'static Home) -> Result<(), Stop> {
        let mut call = self.source.begin(Side::Read)?;
        while !self.take() {
            call.wait(descriptor().as_fd(), SITE(), || home)?;
        }
        Ok(())
    }
}

/// Does something with the model on another thread.
fn beside<R: 'static>(model: &Arc<Model>, f: impl FnOnce(&Model) -> R + 'static) -> thread::JoinHandle<R> {
    let model = Arc::clone(model);
    thread::spawn(move || f(&model))
}

/// An edge that comes while a call is about to wait is not lost.
#[test]
fn an_edge_against_a_call() {
    explore(3, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        let model = Model::new();
        let reader = beside(&model, move |model| model.read(home).unwrap());
        model.arrive(1);
        reader.join().unwrap();
        assert_eq!(waiting_threads(), 0);
    });
}

/// One edge for two bytes, which two wait for: both get theirs.
#[test]
fn one_edge_for_two() {
    explore(2, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        let model = Model::new();
        let reader = beside(&model, move |model| model.read(home).unwrap());
        let poller = beside(&model, move |model| model.arrive(2));
        model.read(home).unwrap();
        reader.join().unwrap();
        poller.join().unwrap();
    });
}

/// A deadline that comes with an edge: the call ends one way or the other, and who is behind gets what is left.
#[test]
fn a_deadline_against_an_edge() {
    explore(2, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        let model = Model::new();
        model.source.set_deadline(&[Side::Read], Some(at(1)));
        let reader = beside(&model, move |model| model.read(home));
        let clock = thread::spawn(pass_time);
        model.arrive(1);
        clock.join().unwrap();
        match reader.join().unwrap() {
            Ok(()) => assert!(!model.take()),
            Err(Stop::Deadline) => assert!(model.take()),
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(waiting_threads(), 0);
    });
}

/// A deadline that another thread sets into the past ends a wait.
#[test]
fn a_deadline_is_set_against_a_call() {
    explore(3, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        let model = Model::new();
        let reader = beside(&model, move |model| model.read(home));
        model.source.set_deadline(&[Side::Read], Some(at(0)));
        assert!(matches!(reader.join().unwrap(), Err(Stop::Deadline)));
    });
}

/// Closing ends a wait, whether it has begun or not, beside an edge.
#[test]
fn close_against_a_call() {
    explore(2, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        let model = Model::new();
        let reader = beside(&model, move |model| model.read(home));
        let poller = beside(&model, move |model| model.tell());
        model.source.close(descriptor().as_fd()).unwrap().now();
        assert!(matches!(reader.join().unwrap(), Err(Stop::Closed)));
        poller.join().unwrap();
        assert_eq!((home.sockets.registered(), waiting_threads()), (0, 0));
    });
}

/// Two wait; one is told of an edge and its deadline has come: it hands the edge on.
#[test]
fn who_leaves_hands_its_edge_on() {
    explore(2, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        let model = Model::new();
        let reader = beside(&model, move |model| model.read(home).unwrap());
        let late = beside(&model, move |model| {
            let mut call = model.source.begin(Side::Read).unwrap();
            call.end_at(at(1));
            let _ = call.wait(descriptor().as_fd(), SITE(), || home);
            // It leaves without a try.
        });
        pass_time();
        model.arrive(1);
        late.join().unwrap();
        reader.join().unwrap();
    });
}

/// A worker sleeps in its poller, or is about to: it is woken for an event and for its mail.
#[test]
fn a_sleeper_in_its_poller_is_woken() {
    explore(2, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        home.sockets.poller().unwrap();
        home.sockets.count();
        // A thief that has found nothing: so nobody is woken for so little, and the mail alone counts.
        assert!(idle::start_searching(1));
        idle::stop_searching(false);
        let spawner = thread::spawn(|| place::place(unstarted()));
        let local = homes.local(0).move_in();
        while local.home.mail.is_empty() {
            idle::sleep(local);
        }
        let _ = local.home.mail.steal();
        spawner.join().unwrap();
        let net = thread::spawn(move || {
            home.sockets.poller().unwrap().happen(Event { token: 7, read: true, write: false, unusual: false });
        });
        while !idle::sleep(local) {}
        net.join().unwrap();
    });
}

/// A plain thread registers the first socket while the worker goes to sleep: it sleeps where it hears of it.
#[test]
fn the_first_socket_against_a_sleeper() {
    explore(3, || {
        let homes = Homes::settle(1);
        let home = homes.home(0);
        let model = Model::new();
        let net = beside(&model, move |model| {
            let mut call = model.source.begin(Side::Read).unwrap();
            call.end_at(at(0));
            // It is registered, and the time is up at once.
            assert!(matches!(call.wait(descriptor().as_fd(), SITE(), || home), Err(Stop::Timeout)));
            home.sockets.poller().unwrap().happen(Event { token: 0, read: true, write: false, unusual: false });
        });
        let local = homes.local(0).move_in();
        while !idle::sleep(local) {}
        net.join().unwrap();
    });
}

fn unstarted() -> TaskRef {
    // SAFETY: there is nothing in it.
    let [task, handle] = unsafe { Task::create(super::birth(1), (), |_, &()| ()) };
    drop(handle);
    task
}
