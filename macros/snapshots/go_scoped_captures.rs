// go!(in s, |&data, i| check(data, i))

{
    let scope = &s;
    let bound0 = &data;
    let bound1 = i;
    ::goroutines::__private::go_in(
        scope,
        move || {
            let data = bound0;
            let i = bound1;
            check(data, i)
        },
    )
}
