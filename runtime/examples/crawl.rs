//! A crawler: follows the links of a site, a bounded number of pages at a time, and tells which lead nowhere.
//!
//! ```sh
//! cargo run --release -p goroutines --example crawl                    # a small site of its own
//! cargo run --release -p goroutines --example crawl -- 127.0.0.1:8080  # that one
//! ```
//!
//! Workers take paths from a channel and send back what they have found. One goroutine alone knows which paths have been
//! seen, so nothing is locked; it closes the channel when nothing is left to fetch.

use goroutines::channel::unbounded;
use goroutines::context::Context;
use goroutines::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use goroutines::prelude::*;
use std::collections::BTreeMap;
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::time::{Duration, Instant};

/// Pages that are fetched at a time.
const WORKERS: usize = 8;

/// How long one page may take.
const PATIENCE: Duration = Duration::from_secs(5);

#[goroutine]
fn main() -> io::Result<()> {
    let address = match env::args().nth(1) {
        Some(site) => site.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("the site has no address"))?,
        None => small_site()?,
    };
    let pages = crawl(address);
    for (path, page) in &pages {
        match page {
            Ok(links) => println!("{path}: {} links", links.len()),
            Err(why) => println!("{path}: {why}"),
        }
    }
    println!("{} pages, {} dead", pages.len(), pages.values().filter(|page| page.is_err()).count());
    Ok(())
}

type Page = Result<Vec<String>, String>;

fn crawl(address: SocketAddr) -> BTreeMap<String, Page> {
    let (paths, to_fetch) = unbounded::<String>();
    let (found, results) = chan(0);
    for _ in 0..WORKERS {
        go!(|to_fetch = to_fetch.clone(), found = found.clone()| {
            for path in &to_fetch {
                let page = fetch(address, &path).map_err(|error| error.to_string());
                if found.send((path, page)).is_err() {
                    return;
                }
            }
        });
    }
    let mut pages = BTreeMap::from([("/".to_owned(), Ok(Vec::new()))]);
    let _ = paths.send("/".to_owned());
    let mut pending = 1;
    while pending > 0 {
        let Ok((path, page)) = results.recv() else { break };
        pending -= 1;
        for link in page.iter().flatten() {
            if !pages.contains_key(link) {
                pages.insert(link.clone(), Ok(Vec::new()));
                let _ = paths.send(link.clone());
                pending += 1;
            }
        }
        pages.insert(path, page);
    }
    pages
}

/// Fetches a page and finds the links of this site in it.
fn fetch(address: SocketAddr, path: &str) -> io::Result<Vec<String>> {
    let (ctx, _cancel) = Context::background().with_timeout(PATIENCE);
    let mut stream = TcpStream::connect_with(&ctx, address)?;
    stream.set_deadline(Some(Instant::now() + PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut page = String::new();
    stream.take(1 << 20).read_to_string(&mut page)?;
    let status = page.split(' ').nth(1).unwrap_or("no status");
    if status != "200" {
        return Err(io::Error::other(status.to_owned()));
    }
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    Ok(links.map(|(link, _)| link).filter(|link| link.starts_with('/')).map(str::to_owned).collect())
}

/// A site with a hundred pages, each of which links to a few others, and some to none.
fn small_site() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    go! {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            go!(|stream| {
                let _ = serve_page(&stream);
            });
        }
    }
    Ok(address)
}

fn serve_page(mut stream: &TcpStream) -> io::Result<()> {
    let mut request = String::new();
    BufReader::new(stream).read_line(&mut request)?;
    let path = request.split(' ').nth(1).unwrap_or("/");
    let number: u32 = path.trim_start_matches('/').parse().unwrap_or(1);
    if number > 100 {
        return stream.write_all(b"HTTP/1.0 404 Not Found\r\n\r\n");
    }
    let body: String = (2..5).map(|n| format!("<a href=\"/{}\">{n}</a>\n", number * n)).collect();
    write!(stream, "HTTP/1.0 200 OK\r\n\r\n{body}")
}
