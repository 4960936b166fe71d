//! `tungstenite` over sockets that park the goroutine, as a server and as a client.

#![forbid(unsafe_code)]

use goroutines::net::{TcpListener, TcpStream};
use goroutines_ecosystem::on_one_worker;
use std::thread;
use tungstenite::{Error, Message};

#[test]
fn a_server() {
    on_one_worker("a websocket server", |bystander| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = thread::spawn(move || {
            let stream = std::net::TcpStream::connect(address).unwrap();
            bystander.goes_on();
            let (mut socket, _) = tungstenite::client(format!("ws://{address}/"), stream).unwrap();
            for text in ["one", "two", "three"] {
                bystander.goes_on();
                socket.send(Message::text(text)).unwrap();
                assert_eq!(socket.read().unwrap(), Message::text(format!("{text}!")));
            }
            bystander.goes_on();
            socket.close(None).unwrap();
            while socket.read().is_ok() {}
        });
        let mut socket = tungstenite::accept(listener.accept().unwrap().0).unwrap();
        let mut heard = Vec::new();
        let error = loop {
            match socket.read() {
                Ok(Message::Text(text)) => {
                    socket.send(Message::text(format!("{text}!"))).unwrap();
                    heard.push(text.to_string());
                }
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert!(matches!(error, Error::ConnectionClosed), "{error}");
        assert_eq!(heard, ["one", "two", "three"]);
        drop(socket);
        goroutines::blocking(|| peer.join()).unwrap();
    });
}

#[test]
fn a_client() {
    on_one_worker("a websocket client", |bystander| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = thread::spawn(move || {
            let stream = listener.accept().unwrap().0;
            bystander.goes_on();
            let mut socket = tungstenite::accept(stream).unwrap();
            for number in 0..5_u8 {
                bystander.goes_on();
                socket.send(Message::binary(vec![number; 100_000])).unwrap();
            }
            socket.close(None).unwrap();
            while socket.read().is_ok() {}
        });
        let stream = TcpStream::connect(address).unwrap();
        let (mut socket, _) = tungstenite::client(format!("ws://{address}/"), stream).unwrap();
        for number in 0..5_u8 {
            assert_eq!(socket.read().unwrap(), Message::binary(vec![number; 100_000]));
        }
        assert!(socket.read().unwrap().is_close());
        while socket.read().is_ok() {}
        drop(socket);
        goroutines::blocking(|| peer.join()).unwrap();
    });
}
