//! An event loop: events, a wake-up, a ticker and a deadline.
#![deny(deprecated)]

use goroutines::channel::tick;
use goroutines::prelude::*;
use goroutines::time::{Duration, Instant, Ticker, after};

#[derive(Debug, PartialEq)]
enum Event {
    Key(char),
    Resize(u16, u16),
}

struct Screen {
    wake: Receiver<()>,
    events: Receiver<Event>,
    beats: Receiver<Instant>,
    text: String,
    frames: u32,
    dirty: bool,
}

impl Screen {
    #[goroutine]
    fn run(&mut self, limit: Duration) {
        let late = after(limit);
        let ticker = Ticker::new(Duration::from_millis(1));
        while !self.text.ends_with('!') {
            select! {
                Some(()) = <-self.wake => self.dirty = true,
                Some(event) = <-self.events => match event {
                    Event::Key(key) => {
                        self.text.push(key);
                        self.dirty = true;
                    }
                    Event::Resize(0, _) | Event::Resize(_, 0) => continue,
                    Event::Resize(..) => self.draw(),
                },
                <-self.beats => self.draw(),
                <-ticker => {
                    if self.dirty {
                        self.draw();
                    }
                }
                <-late => return,
            }
        }
    }

    fn draw(&mut self) {
        self.frames += 1;
        self.dirty = false;
    }
}

#[goroutine]
fn main() {
    let (waker, wake) = chan(1);
    let (keys, events) = chan(0);
    let mut screen =
        Screen { wake, events, beats: tick(Duration::from_millis(1)), text: String::new(), frames: 0, dirty: false };
    let typist = go!(|| {
        for key in "hello!".chars() {
            keys.send(Event::Key(key)).unwrap();
            select! {
                waker <- () => {}
                default => {}
            }
        }
    });
    screen.run(Duration::from_secs(30));
    typist.join().unwrap();
    assert_eq!(screen.text, "hello!");
}
