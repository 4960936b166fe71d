// select! { Ok(job) = <-jobs else { break } => run(job), default => idle(), }

{
    enum __GoroutinesChosen<T0> {
        Arm0(T0),
        Default,
    }
    let chosen = match (&jobs,) {
        (source0,) => {
            let mut arm0 = ::goroutines::__private::receive_arm(source0);
            match ::goroutines::__private::try_select(&[&mut arm0], false) {
                ::core::option::Option::Some(_) => {
                    __GoroutinesChosen::Arm0(::goroutines::__private::received(arm0))
                }
                ::core::option::Option::None => __GoroutinesChosen::Default,
            }
        }
    };
    match chosen {
        __GoroutinesChosen::Arm0(value0) => {
            let Ok(job) = value0 else { break };
            run(job)
        }
        __GoroutinesChosen::Default => idle(),
    }
}
