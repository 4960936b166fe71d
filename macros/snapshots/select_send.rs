// select! { tx <- next() => {} r = other <- 1 => r?, }

{
    let source0 = &tx;
    let source1 = &other;
    let mut arm0 = ::goroutines::__private::transmit_arm(source0);
    let mut arm1 = ::goroutines::__private::transmit_arm(source1);
    match ::goroutines::__private::select(&[&mut arm0, &mut arm1], false) {
        0 => {
            ::core::mem::drop(arm1);
            ::goroutines::__private::sent_or_panic(arm0, next());
        }
        _ => {
            ::core::mem::drop(arm0);
            let r = ::goroutines::__private::sent(arm1, 1);
            r?
        }
    }
}
