//! Loops over a channel of which the body still has a sender.

use quote::quote;

use super::found;

#[test]
fn loops_that_never_end() {
    for code in [
        quote!(let (tx, rx) = chan::<i32>(0); for i in 0..3 { let tx = tx.clone(); go!(|i, tx| tx.send(i).unwrap()); } for v in rx { show(v); }),
        quote!(let (tx, rx) = chan(0); for i in 0..3 { go!(|i, tx = tx.clone()| tx.send(i).unwrap()); } for v in rx { show(v); }),
        quote!(let (tx, rx) = chan(0); for i in 0..3 { go!(work(i, tx.clone())); } for v in rx.iter() { show(v); }),
        quote!(let (tx, rx) = channel::bounded(4); tx.send(1).unwrap(); for v in &rx { show(v); }),
        quote!(let (tx, rx) = unbounded(); tx.send(1).unwrap(); while let Ok(v) = rx.recv() { show(v); }),
        quote!(let (tx, rx) = chan(0); go!(|tx = tx.clone()| { tx.send(1).unwrap(); }); for v in rx { show(v); }),
        quote!(let (tx, rx) = chan(0); go!(|tx = Sender::clone(&tx)| { tx.send(1).unwrap(); }); for v in rx { show(v); }),
        quote!(let (tx, rx) = chan(0); for i in list { go!(|tx = tx.clone(), i| tx.send(i).unwrap()); } for v in rx { show(v); } drop(tx);),
        quote!(let (tx, rx) = chan(0); for i in list { go!(|tx = tx.clone(), i| tx.send(i).unwrap()); } for v in rx { for w in v { break; } }),
        quote!(let (tx, rx) = chan(0); for i in list { go!(|tx = tx.clone(), i| tx.send(i).unwrap()); } for v in rx { if v == 1 { continue; } show(v); }),
    ] {
        assert_eq!(found(quote!(), quote!(fn f() { #code })), ["open_sender rx"], "{code}");
        assert_eq!(
            found(
                quote!(),
                quote!(
                    fn f() {
                        go! { #code };
                    }
                )
            ),
            ["open_sender rx"],
            "{code}"
        );
    }
}

#[test]
fn loops_that_end_or_are_meant_not_to() {
    // The sender goes.
    assert_found!([] let (tx, rx) = chan(0); go!(|tx| tx.send(1).unwrap()); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); go! { tx.send(1).unwrap(); } for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); go!(produce(tx)); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); go!(|tx = tx.clone()| tx.send(1).unwrap()); drop(tx); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); produce(tx); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); let p = Producer { tx }; p.start(); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); let list = vec![tx]; start(list); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); thread::spawn(move || tx.send(1)); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); if x { drop(tx); } for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); let all = (0..3).map(|_| tx); for v in rx { show(v); });
    // The channel is closed, or may be.
    assert_found!([] let (tx, rx) = chan(4); tx.send(1).unwrap(); tx.close(); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); go!(|tx = tx.clone()| { tx.send(1).unwrap(); tx.close(); }); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); go!(produce(tx.clone())); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); produce(&tx); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); let other = tx.clone(); produce(other); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(0); closer(|| tx.close()); for v in rx { show(v); });
    // The loop has another way out.
    assert_found!([] let (tx, rx) = chan(0); go!(|tx = tx.clone()| tx.send(1).unwrap()); for v in rx { if v == 1 { break; } });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); for v in rx { if v == 1 { return; } });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); for v in rx { handle(v)?; });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); for v in rx { if v == 1 { std::process::exit(0); } });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); 'a: loop { for v in rx { break 'a; } });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); for v in rx.iter().take(3) { show(v); });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); for v in rx.try_iter() { show(v); });
    // The loop uses it.
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); for v in rx { go!(|tx = tx.clone(), v| tx.send(v).unwrap()); });
    assert_found!([] let (_tx, rx) = chan::<u8>(0); for v in rx { show(v); });
    // It is another channel's, or somebody else's loop.
    assert_found!([] let (tx, rx) = chan(4); let (other, from) = chan(0); go!(|other| f(other)); tx.send(1); for v in from { show(v); });
    assert_found!([] let (tx, rx) = chan(4); go!(|rx| for v in rx { show(v); }); tx.send(1););
    assert_found!([] let (tx, rx) = mpsc::make(0); tx.send(1); for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); let rx = list; for v in rx { show(v); });
    assert_found!([] let (tx, rx) = chan(4); tx.send(1); h.on(|| for v in rx { show(v); }););
}
