// select! { recv(rx) -> v => v?, send(tx, 1) -> r => r?, default(timeout) => return, }

{
    let source0 = &rx;
    let source1 = &tx;
    let timeout = timeout;
    let mut arm0 = {
        use ::goroutines::__private::LeadsToReceive as _;
        (*source0).received_from()
    };
    let mut arm1 = {
        use ::goroutines::__private::LeadsToTransmit as _;
        (*source1).sent_to()
    };
    match ::goroutines::__private::select_timeout(
        &[&mut arm0, &mut arm1],
        false,
        timeout,
    ) {
        ::core::option::Option::Some(0) => {
            ::core::mem::drop(arm1);
            let v = ::goroutines::__private::received(arm0);
            v?
        }
        ::core::option::Option::Some(_) => {
            let r = ::goroutines::__private::sent(arm1, 1);
            r?
        }
        ::core::option::Option::None => {
            ::core::mem::drop(arm1);
            return;
        }
    }
}
