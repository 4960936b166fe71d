// go! { let n = work(); tx.send(n).unwrap(); }

::goroutines::__private::go(move || {
    let n = work();
    tx.send(n).unwrap();
})
