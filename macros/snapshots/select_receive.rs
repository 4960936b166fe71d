// select! { v = <-rx => println!("{v:?}"), <-ctx.done() => return, }

{
    enum __GoroutinesChosen<T0> {
        Arm0(T0),
        Arm1,
    }
    let chosen = match (&rx, &ctx.done()) {
        (source0, source1) => {
            let mut arm0 = ::goroutines::__private::receive_arm(source0);
            let mut arm1 = ::goroutines::__private::receive_arm(source1);
            match ::goroutines::__private::select(&[&mut arm0, &mut arm1], false) {
                0 => {
                    __GoroutinesChosen::Arm0(::goroutines::__private::received(arm0))
                }
                _ => {
                    _ = ::goroutines::__private::received(arm1);
                    __GoroutinesChosen::Arm1
                }
            }
        }
    };
    match chosen {
        __GoroutinesChosen::Arm0(v) => println!("{v:?}"),
        __GoroutinesChosen::Arm1 => return,
    }
}
