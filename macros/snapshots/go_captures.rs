// go!(|tx = tx.clone(), mut n| { n += 1; tx.send(n).unwrap() })

{
    let bound0 = tx.clone();
    ::goroutines::__private::go2(
        bound0,
        n,
        move |tx, mut n| {
            n += 1;
            tx.send(n).unwrap()
        },
    )
}
