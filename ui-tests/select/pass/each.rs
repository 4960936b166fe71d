//! Lists of channels among the arms, in every place and of every kind.

#![deny(warnings)]

use std::rc::Rc;
use std::time::Duration;

use goroutines::channel::{RecvError, select_biased};
use goroutines::context::Context;
use goroutines::time::{Ticker, Timer};
use goroutines::{JoinHandle, Receiver, Sender, chan, go, goroutine, select};

struct Hub {
    inputs: Vec<Receiver<u8>>,
    outputs: [Sender<u8>; 2],
    maybe: Vec<Option<Receiver<u8>>>,
}

impl Hub {
    #[goroutine]
    fn turn(&mut self, ctx: &Context) -> Result<(usize, u8), RecvError> {
        loop {
            select! {
                (i, v) = <-each self.inputs => {
                    // The list may be changed in the body.
                    if v.is_err() { self.inputs.swap_remove(i); continue }
                    return Ok((i, v?));
                }
                i = each self.outputs <- 7 if self.inputs.is_empty() => {
                    self.inputs = Vec::new();
                    return Ok((i, 7));
                }
                (i, Ok(v)) = <-each self.maybe else { return Err(RecvError) } => {
                    self.maybe[i] = None;
                    return Ok((i + 10, v));
                }
                <-ctx.done() => return Err(RecvError),
            }
        }
    }
}

fn borrowed(rxs: &[&Receiver<u8>], contexts: &Vec<Context>, handles: Rc<[JoinHandle<u8>]>) -> usize {
    let timers = [Timer::new(Duration::from_secs(3_600)), Timer::new(Duration::from_secs(3_600))];
    select_biased! {
        (i, _) = <-each rxs => i,
        (i, _) = <-each contexts => 10 + i,
        (i, n) = <-each handles => 20 + i + usize::from(n.unwrap()),
        (_, at) = <-each timers => 30 + at.unwrap().elapsed().subsec_nanos() as usize,
        (_, at) = <-each [Ticker::new(Duration::from_secs(3_600)), Ticker::new(Duration::from_secs(3_600))] => 31 + usize::from(at.is_ok()),
        <-each rxs.iter().filter(|rx| !rx.is_empty()).collect::<Vec<_>>() if contexts.is_empty() => 99,
        default(Duration::ZERO) => 100,
    }
}

fn main() {
    let (txs, inputs): (Vec<_>, Vec<_>) = (0..3).map(|_| chan(1)).unzip();
    let (a, from_a) = chan(1);
    let (b, from_b) = chan(1);
    let ctx = Context::background();
    let mut hub = Hub { inputs, outputs: [a, b], maybe: vec![None, None] };
    txs[2].send(5).unwrap();
    assert_eq!(hub.turn(&ctx), Ok((2, 5)));
    let (tx, rx) = chan(1);
    tx.send(6).unwrap();
    hub.maybe[1] = Some(rx);
    assert_eq!(hub.turn(&ctx), Ok((11, 6)));
    drop(txs);
    let mut sent = [hub.turn(&ctx), hub.turn(&ctx)].map(|turn| turn.unwrap().0);
    sent.sort_unstable();
    assert_eq!((sent, from_a.recv(), from_b.recv()), ([0, 1], Ok(7), Ok(7)));

    let (_tx, rx) = chan(1);
    assert_eq!(borrowed(&[&rx, &rx], &vec![ctx.clone(), ctx], Rc::new([])), 100);
    let handle = go!(|| 3);
    while !handle.is_finished() {
        goroutines::yield_now();
    }
    assert_eq!(borrowed(&[], &vec![], Rc::new([handle])), 23);
}
