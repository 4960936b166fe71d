// select! { (i, v) = <-each rxs => f(i, v), i = each txs <- 1 => f(i), default => {} }

{
    let source0 = &rxs;
    let source1 = &txs;
    let mut arm0 = ::goroutines::__private::receive_each(source0);
    let mut arm1 = ::goroutines::__private::transmit_each(source1);
    match ::goroutines::__private::try_select_each(
        &mut [&mut arm0, &mut arm1],
        false,
    ) {
        ::core::option::Option::Some((0, place0)) => {
            ::core::mem::drop(arm1);
            let (i, v) = (
                place0,
                ::goroutines::__private::received(
                    ::goroutines::__private::pick(arm0, place0),
                ),
            );
            f(i, v)
        }
        ::core::option::Option::Some((_, place1)) => {
            ::goroutines::__private::sent_or_panic(
                ::goroutines::__private::pick(arm1, place1),
                1,
            );
            let i = place1;
            f(i)
        }
        ::core::option::Option::None => {
            ::core::mem::drop(arm1);
        }
    }
}
