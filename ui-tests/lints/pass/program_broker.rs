//! Publish and subscribe: a broker that owns its table of subscribers, so that there is no lock.
#![deny(deprecated)]
#![deny(unused_must_use)]

use goroutines::prelude::*;
use std::collections::HashMap;

enum Request {
    Subscribe(&'static str, Sender<String>),
    Publish(&'static str, String),
}

#[goroutine]
fn broker(requests: Receiver<Request>, quit: Receiver<()>) -> usize {
    let mut topics: HashMap<&'static str, Vec<Sender<String>>> = HashMap::new();
    let mut delivered = 0;
    loop {
        select! {
            Ok(request) = <-requests else { return delivered } => match request {
                Request::Subscribe(topic, subscriber) => topics.entry(topic).or_default().push(subscriber),
                Request::Publish(topic, text) => {
                    let Some(subscribers) = topics.get_mut(topic) else { continue };
                    subscribers.retain(|subscriber| {
                        let sent = subscriber.send(text.clone()).is_ok();
                        delivered += usize::from(sent);
                        sent
                    });
                }
            },
            <-quit => return delivered,
        }
    }
}

#[goroutine]
fn main() {
    let (requests, queue) = chan(16);
    let (quit, quitting) = chan::<()>(0);
    let broker = go!(broker(queue, quitting));
    let (news, reader) = chan(4);
    let (also, other) = chan(4);
    requests.send(Request::Subscribe("news", news)).unwrap();
    requests.send(Request::Subscribe("news", also)).unwrap();
    for n in 1..=3 {
        requests.send(Request::Publish("news", format!("item {n}"))).unwrap();
    }
    requests.send(Request::Publish("weather", "nobody listens".to_owned())).unwrap();
    for n in 1..=3 {
        assert_eq!(reader.recv(), Ok(format!("item {n}")));
        assert_eq!(other.recv(), Ok(format!("item {n}")));
    }
    drop(quit);
    assert!(broker.join().unwrap() >= 6);
}
