// select! { <-ctx.clone().done() if armed => return, tx <- job => {} }

{
    enum __GoroutinesChosen {
        Arm0,
        Arm1,
    }
    let source1 = &tx;
    let mut arm1 = ::goroutines::__private::transmit_arm(source1);
    let chosen = {
        let mut held0_0;
        let source0 = if armed {
            held0_0 = ctx.clone();
            ::core::option::Option::Some(&held0_0.done())
        } else {
            ::core::option::Option::None
        };
        let mut arm0 = ::goroutines::__private::receive_arm_if(&source0);
        match ::goroutines::__private::select(&[&mut arm0, &mut arm1], false) {
            0 => {
                _ = ::goroutines::__private::received(arm0);
                __GoroutinesChosen::Arm0
            }
            _ => __GoroutinesChosen::Arm1,
        }
    };
    match chosen {
        __GoroutinesChosen::Arm0 => {
            ::core::mem::drop(arm1);
            return;
        }
        __GoroutinesChosen::Arm1 => {
            let value1 = job;
            ::goroutines::__private::sent_or_panic(arm1, value1);
        }
    }
}
