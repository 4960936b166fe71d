// select! { tx <- next() => {} r = other <- 1 => r?, }

{
    enum __GoroutinesChosen<T1> {
        Arm0,
        Arm1(T1),
    }
    let chosen = match (&tx, &other) {
        (source0, source1) => {
            let mut arm0 = ::goroutines::__private::transmit_arm(source0);
            let mut arm1 = ::goroutines::__private::transmit_arm(source1);
            match ::goroutines::__private::select(&[&mut arm0, &mut arm1], false) {
                0 => {
                    ::goroutines::__private::sent_or_panic(arm0, next());
                    __GoroutinesChosen::Arm0
                }
                _ => __GoroutinesChosen::Arm1(::goroutines::__private::sent(arm1, 1)),
            }
        }
    };
    match chosen {
        __GoroutinesChosen::Arm0 => {}
        __GoroutinesChosen::Arm1(r) => r?,
    }
}
