// go!(print(id, text(), |line| line.trim()))

{
    let bound0 = id;
    let bound1 = text();
    ::goroutines::__private::go2(
        bound0,
        bound1,
        move |bound0, bound1| print(bound0, bound1, |line| line.trim()),
    )
}
