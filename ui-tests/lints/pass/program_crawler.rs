//! A crawler: at most so many fetches at a time, each page once.
#![deny(deprecated)]

use goroutines::prelude::*;
use goroutines::sync::Semaphore;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

type Pages = HashMap<&'static str, Vec<&'static str>>;

fn pages() -> Pages {
    HashMap::from([("/", vec!["/a", "/b"]), ("/a", vec!["/", "/c"]), ("/b", vec!["/c", "/missing"]), ("/c", vec![])])
}

struct Crawler {
    pages: Pages,
    seen: Mutex<HashSet<String>>,
    limit: Semaphore,
}

impl Crawler {
    fn is_new(&self, url: &str) -> bool {
        let mut seen = self.seen.lock().unwrap();
        seen.insert(url.to_owned())
    }

    #[goroutine]
    fn fetch(self: Arc<Self>, url: String, found: Sender<Vec<String>>) {
        let permit = self.limit.acquire();
        let links = self.pages.get(url.as_str()).cloned().unwrap_or_default();
        drop(permit);
        let links = links.into_iter().map(str::to_owned).filter(|link| self.is_new(link)).collect();
        found.send(links).unwrap();
    }
}

#[goroutine]
fn main() {
    let crawler = Arc::new(Crawler { pages: pages(), seen: Mutex::default(), limit: Semaphore::new(2) });
    let (found, links) = chan(0);
    let mut queue = VecDeque::from(["/".to_owned()]);
    assert!(crawler.is_new("/"));
    let mut running = 0;
    let mut fetched = 0;
    while running > 0 || !queue.is_empty() {
        while let Some(url) = queue.pop_front() {
            running += 1;
            fetched += 1;
            go!(crawler.clone().fetch(url, found.clone()));
        }
        select! {
            Ok(more) = <-links else { break } => {
                running -= 1;
                queue.extend(more);
            }
        }
    }
    assert_eq!(fetched, 5);
    assert_eq!(crawler.seen.lock().unwrap().len(), 5);
}
