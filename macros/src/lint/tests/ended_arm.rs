//! Arms that are ready for ever when their channel has ended.

use quote::quote;

use super::found;

fn in_function(code: proc_macro2::TokenStream) -> Vec<String> {
    found(
        quote!(),
        quote!(
            fn f(rx: Receiver<u8>, lent: &Receiver<u8>, end: &Receiver<()>, ticks: &Receiver<Instant>, other: Events) {
                #code
            }
        ),
    )
}

#[test]
fn arms_that_spin() {
    for (code, source) in [
        (
            quote!(loop {
                select! { <-rx => n += 1, <-t => break }
            }),
            " rx",
        ),
        (
            quote!(loop {
                select! { _ = <-rx => n += 1, <-t => break }
            }),
            " rx",
        ),
        (
            quote!(loop {
                select! { _v = <-rx => n += 1, <-t => break }
            }),
            " rx",
        ),
        (
            quote!(loop {
                select! { recv(rx) -> _ => n += 1, recv(t) -> _ => break }
            }),
            " rx",
        ),
        (
            quote!(loop {
                select! { <-lent => {}, <-t => break }
            }),
            " lent",
        ),
        (
            quote!(loop {
                select! { <-&rx => println!("x"), <-t => return }
            }),
            " &rx",
        ),
        (
            quote!(loop {
                select! { <-other => n += 1, <-t => break }
            }),
            "? other",
        ),
        (
            quote!(loop {
                select! { <-self.jobs => n += 1, <-t => break }
            }),
            "? self.jobs",
        ),
        (
            quote!(while true {
                select! { <-rx => work(), <-t => break }
            }),
            " rx",
        ),
        (
            quote!(while !quit.load(Relaxed) {
                select! { <-rx => n += 1, <-t => break }
            }),
            " rx",
        ),
        (
            quote!('a: loop {
                select! { <-rx => continue 'a, <-t => break 'a }
            }),
            " rx",
        ),
        (
            quote!(loop {
                if idle {
                    select! { <-rx => n += 1, <-t => break }
                }
            }),
            " rx",
        ),
        (
            quote!(loop {
                let v = select! { <-rx => 1, v = <-t => v.unwrap() };
                show(v);
            }),
            " rx",
        ),
        (quote!(let (tx, a) = chan(0); go!(|| tx.send(1)); loop { select! { <-a => n += 1, <-t => break } }), " a"),
        (quote!(let (tx, a) = bounded::<u8>(0); drop(tx); loop { select! { <-a => n += 1, <-t => break } }), " a"),
        (quote!(let (_, a) = chan(0); loop { select! { <-a => n += 1, <-t => break } }), " a"),
        (quote!(let a = produce(3); loop { select! { <-a => n += 1, <-t => break } }), "? a"),
        (quote!(let a: Receiver<u8> = self.make(); loop { select! { <-a => n += 1, <-t => break } }), " a"),
        (quote!(let a = rx.clone(); loop { select! { <-a => n += 1, <-t => break } }), " a"),
        (quote!(let (tx, a) = chan(0); go! { loop { select! { <-a => work(), <-t => break } } }; tx.send(1);), " a"),
        (quote!(go!(|a = rx.clone()| loop { select! { <-a => work(), <-t => break } });), " a"),
        (quote!(go! { let (tx, a) = chan(0); go!(work(tx)); loop { select! { <-a => work(), <-t => break } } }), " a"),
        (
            quote!(loop {
                select! { <-rx => { for x in y { if x { break; } } } <-t => break }
            }),
            " rx",
        ),
    ] {
        let expected = format!("ended_arm{source}");
        assert_eq!(in_function(code.clone()), [expected], "{code}");
    }
}

#[test]
fn arms_that_do_not_spin() {
    for code in [
        quote!(select! { <-rx => n += 1, <-t => {} }),
        quote!(loop {
            select! { v = <-rx => show(v), <-t => break }
        }),
        quote!(loop {
            select! { Some(_) = <-rx => n += 1, <-t => break }
        }),
        quote!(loop {
            select! { Ok(_) = <-rx else { break } => n += 1, <-t => break }
        }),
        quote!(loop {
            select! { <-rx => break, <-t => n += 1 }
        }),
        quote!(loop {
            select! { <-rx => return, v = <-t => show(v) }
        }),
        quote!(loop {
            select! { <-rx => if n > 3 { break }, <-t => break }
        }),
        quote!(loop {
            select! { <-rx => stop()?, <-t => break }
        }),
        quote!(loop {
            select! { <-rx => panic!("x"), <-t => break }
        }),
        quote!(loop {
            select! { <-rx => std::process::exit(1), <-t => break }
        }),
        quote!(loop {
            select! { <-rx => cancel.cancel(), <-ctx.done() => break }
        }),
        quote!(loop {
            select! { <-rx => quit = true, v = <-t if !quit => show(v), default => if quit { break } }
        }),
        quote!(loop {
            select! { <-rx if open => n += 1, <-t => break }
        }),
        quote!(loop {
            select! { <-rx => n += 1, <-t => n += 1 }
            if n == 2 {
                break;
            }
        }),
        quote!(while n < 2 {
            select! { <-rx => n += 1, <-t => n += 1 }
        }),
        quote!(while !self.done() {
            select! { <-rx => self.turn(), <-t => break }
        }),
        quote!(while let Some(x) = list.pop() {
            select! { <-rx => n += 1, <-t => {} }
        }),
        quote!(for _ in 0..2 {
            select! { <-rx => n += 1, <-t => n += 1 }
        }),
        quote!(loop {
            select! { <-end => n += 1, <-rx => break }
        }),
        quote!(loop {
            select! { <-ticks => n += 1, <-rx => break }
        }),
        quote!(loop {
            select! { <-ctx.done() => n += 1, <-rx => break }
        }),
        quote!(loop {
            select! { <-after(d) => n += 1, <-rx => break }
        }),
        quote!(loop {
            select! { <-ticker => n += 1, <-rx => break }
        }),
        quote!(let t = after(d); loop { select! { <-t => n += 1, <-rx => break } }),
        quote!(let t = channel::tick(d); loop { select! { <-t => n += 1, <-rx => break } }),
        quote!(let done = ctx.done(); loop { select! { <-done => n += 1, <-rx => break } }),
        quote!(let done = ctx.done().clone(); loop { select! { <-done => n += 1, <-rx => break } }),
        quote!(let nil = never(); loop { select! { <-nil => n += 1, <-rx => break } }),
        quote!(let (tx, a) = chan(0); loop { select! { <-a => n += 1, <-t => break } }),
        quote!(let (tx, a) = chan(0); go!(|tx = tx.clone()| tx.send(1)); loop { select! { <-a => n += 1, <-t => break } }),
        quote!(let (tx, a) = chan(0); scope(|s| { go!(in s, tx.send(1)); loop { select! { <-a => n += 1, <-t => break } } });),
        quote!(let rx = Some(rx); loop { select! { <-rx => n += 1, <-t => break } }),
        quote!(match x {
            rx => loop {
                select! { <-rx => n += 1, <-t => break }
            },
        }),
        quote!(loop {
            select! { <-outside => n += 1, <-t => break }
        }),
        quote!(go! { loop { select! { <-outside => work(), <-t => break } } }),
        quote!(go!(|rx = 3| loop { select! { <-rx => work(), <-t => break } });),
        quote!(loop {
            select! { (i, _) = <-each list => n += i, <-t => break }
        }),
        quote!(let a = rx.clone(); loop { select! { <-a => a = other, <-t => break } }),
    ] {
        assert_eq!(in_function(code.clone()), [""; 0], "{code}");
    }
    let levels = quote!(go! { #[goroutine(allow(ended_arm))] loop { select! { <-rx => work(), <-t => break } } });
    assert_eq!(in_function(levels), [""; 0]);
    let levels = quote!(
        #[allow(deprecated)]
        loop {
            select! { <-rx => n += 1, <-t => break }
        }
    );
    assert_eq!(in_function(levels), [""; 0]);
}
