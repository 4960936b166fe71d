// select! { Some(v) = <-rx => f(v), (_, Some(1)) = <-each rxs else { break } => {} }

{
    let source0 = &rx;
    let source1 = &rxs;
    let mut arm0 = ::goroutines::__private::only_values(
        ::goroutines::__private::receive_arm(source0),
    );
    let mut arm1 = ::goroutines::__private::only_values_of_each(
        ::goroutines::__private::receive_each(source1),
    );
    match ::goroutines::__private::select_each(&mut [&mut arm0, &mut arm1], false) {
        (0, _) => {
            let v = ::goroutines::__private::value(arm0);
            f(v)
        }
        (_, place1) => {
            let (_, 1) = (
                place1,
                ::goroutines::__private::value(
                    ::goroutines::__private::pick(arm1, place1),
                ),
            ) else { break };
        }
    }
}
