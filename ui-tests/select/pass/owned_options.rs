//! `Option`s of channels stand for Go's nil channels: by value, by reference, as fields and as elements, and stay where
//! they are.

#![deny(warnings)]

use std::sync::Arc;
use std::time::Duration;

use goroutines::{JoinHandle, Receiver, Sender, chan, go, select};

struct Peer {
    out: Option<Sender<u8>>,
    back: [Option<Receiver<u8>>; 2],
    done: Option<JoinHandle<u8>>,
}

fn round(peer: &mut Peer) -> u8 {
    let back = &peer.back[1];
    select! {
        peer.out <- 1 => {
            peer.out = None;
            1
        }
        v = <-peer.back[0] => {
            peer.back[0] = None;
            v.unwrap()
        }
        v = <-back if back.is_some() => v.unwrap(),
        n = <-peer.done => {
            peer.done = None;
            n.unwrap()
        }
    }
}

fn by_value(rx: Option<Receiver<u8>>, tx: Option<Sender<u8>>, all: &Vec<Option<&Receiver<u8>>>) -> bool {
    let shared = Arc::new(Some(&rx));
    let chosen = select! {
        _ = <-rx => true,
        recv(rx) -> _ => true,
        tx <- 1 => true,
        send(tx, 1) -> _ => true,
        <-all[0] => true,
        <-shared => true,
        <-&Some(&rx) => true,
        <-rx.as_ref() => true,
        default(Duration::ZERO) => false,
    };
    drop((rx, tx));
    chosen
}

fn main() {
    let (out, outbox) = chan(1);
    let (tx, rx) = chan(1);
    let mut peer = Peer { out: Some(out), back: [None, None], done: None };
    assert_eq!(round(&mut peer), 1);
    assert!(peer.out.is_none() && outbox.recv() == Ok(1));
    tx.send(2).unwrap();
    peer.back[0] = Some(rx.clone());
    assert_eq!(round(&mut peer), 2);
    tx.send(3).unwrap();
    peer.back[1] = Some(rx.clone());
    assert_eq!(round(&mut peer), 3);
    peer.done = Some(go!(|| 4));
    assert_eq!(round(&mut peer), 4);
    assert!(!by_value(None, None, &vec![None]));
    tx.send(5).unwrap();
    assert!(by_value(None, None, &vec![Some(&rx)]));
    assert!(by_value(None, Some(tx), &vec![None]));
}
