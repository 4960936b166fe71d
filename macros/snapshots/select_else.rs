// select! { tx <- 1 else { return } => {} maybe.as_ref() <- job => {} Ok(()) = tx <- 2 => {} }

{
    enum __GoroutinesChosen<T1> {
        Arm0,
        Arm1(T1),
        Arm2,
    }
    let source0 = &tx;
    let source2 = &tx;
    let mut arm0 = ::goroutines::__private::transmit_arm(source0);
    let mut arm2 = ::goroutines::__private::transmit_arm(source2);
    let chosen = match (&maybe.as_ref(),) {
        (source1,) => {
            let mut arm1 = ::goroutines::__private::transmit_arm(source1);
            match ::goroutines::__private::select(
                &[&mut arm0, &mut arm1, &mut arm2],
                false,
            ) {
                0 => __GoroutinesChosen::Arm0,
                1 => __GoroutinesChosen::Arm1(::goroutines::__private::kept(arm1)),
                _ => __GoroutinesChosen::Arm2,
            }
        }
    };
    match chosen {
        __GoroutinesChosen::Arm0 => {
            ::core::mem::drop(arm2);
            let ::core::result::Result::Ok(()) = ::goroutines::__private::sent(
                arm0,
                1,
            ) else { return };
        }
        __GoroutinesChosen::Arm1(arm1) => {
            ::core::mem::drop((arm0, arm2));
            let value1 = job;
            ::goroutines::__private::sent_or_panic(arm1, value1);
        }
        __GoroutinesChosen::Arm2 => {
            ::core::mem::drop(arm0);
            let all2 @ Ok(()) = ::goroutines::__private::sent(arm2, 2);
            ::core::mem::drop(all2);
        }
    }
}
