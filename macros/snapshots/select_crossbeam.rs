// select! { recv(rx) -> v => v?, send(tx, 1) -> r => r?, default(timeout) => return, }

{
    enum __GoroutinesChosen<T0, T1> {
        Arm0(T0),
        Arm1(T1),
        Default,
    }
    let chosen = match (&rx, &tx, timeout) {
        (source0, source1, timeout) => {
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
                    __GoroutinesChosen::Arm0(::goroutines::__private::received(arm0))
                }
                ::core::option::Option::Some(_) => {
                    __GoroutinesChosen::Arm1(::goroutines::__private::sent(arm1, 1))
                }
                ::core::option::Option::None => __GoroutinesChosen::Default,
            }
        }
    };
    match chosen {
        __GoroutinesChosen::Arm0(v) => v?,
        __GoroutinesChosen::Arm1(r) => r?,
        __GoroutinesChosen::Default => return,
    }
}
