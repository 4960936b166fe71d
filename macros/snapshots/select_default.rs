// select! { Ok(job) = <-jobs else { break } => run(job), default => idle(), }

{
    let source0 = &jobs;
    let mut arm0 = ::goroutines::__private::receive_arm(source0);
    match ::goroutines::__private::try_select(&[&mut arm0], false) {
        ::core::option::Option::Some(_) => {
            let Ok(job) = ::goroutines::__private::received(arm0) else { break };
            run(job)
        }
        ::core::option::Option::None => idle(),
    }
}
