//! A hub that hands each message to all subscribers, and drops those that do not keep up.
#![deny(deprecated)]

use goroutines::prelude::*;
use std::collections::HashMap;

enum Command {
    Subscribe(u32, Sender<String>),
    Leave(u32),
    Publish(String),
}

struct Hub {
    commands: Receiver<Command>,
    quit: Receiver<()>,
    subscribers: HashMap<u32, Sender<String>>,
    dropped: u32,
}

impl Hub {
    #[goroutine]
    fn run(mut self) -> u32 {
        loop {
            select! {
                command = <-self.commands => match command {
                    Ok(Command::Subscribe(id, tx)) => {
                        self.subscribers.insert(id, tx);
                    }
                    Ok(Command::Leave(id)) => {
                        self.subscribers.remove(&id);
                    }
                    Ok(Command::Publish(text)) => self.publish(&text),
                    Err(_) => break,
                },
                <-self.quit => break,
            }
        }
        self.dropped
    }

    #[goroutine]
    fn publish(&mut self, text: &str) {
        let mut slow = Vec::new();
        for (id, tx) in &self.subscribers {
            select! {
                tx <- text.to_owned() => {}
                default => slow.push(*id),
            }
        }
        for id in slow {
            self.subscribers.remove(&id);
            self.dropped += 1;
        }
    }
}

#[goroutine]
fn main() {
    let (commands, inbox) = chan(0);
    let (_quit, quitting) = chan(0);
    let hub = Hub { commands: inbox, quit: quitting, subscribers: HashMap::new(), dropped: 0 };
    let hub = go!(hub.run());
    let mut listeners = Vec::new();
    for id in 0..2 {
        let (tx, rx) = chan(usize::from(id == 0) * 4);
        commands.send(Command::Subscribe(id, tx)).unwrap();
        listeners.push(rx);
    }
    for word in ["a", "b", "c"] {
        commands.send(Command::Publish(word.to_owned())).unwrap();
    }
    commands.send(Command::Leave(0)).unwrap();
    drop(commands);
    assert_eq!(hub.join().unwrap(), 1);
    let heard: Vec<String> = listeners.remove(0).iter().collect();
    assert_eq!(heard.concat(), "abc");
}
