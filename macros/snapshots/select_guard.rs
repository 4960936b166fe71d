// select! { biased; v = <-rx if armed => drop(v), tx <- 1 if !armed => {} }

{
    let source0 = if armed {
        ::core::option::Option::Some(&rx)
    } else {
        ::core::option::Option::None
    };
    let source1 = if !armed {
        ::core::option::Option::Some(&tx)
    } else {
        ::core::option::Option::None
    };
    let mut arm0 = ::goroutines::__private::receive_arm_if(&source0);
    let mut arm1 = ::goroutines::__private::transmit_arm_if(&source1);
    match ::goroutines::__private::select(&[&mut arm0, &mut arm1], true) {
        0 => {
            ::core::mem::drop(arm1);
            let v = ::goroutines::__private::received(arm0);
            drop(v)
        }
        _ => {
            ::goroutines::__private::sent_or_panic(arm1, 1);
        }
    }
}
