// go!(server.clone().serve(listener.accept()?))

{
    let bound0 = server.clone();
    let bound1 = listener.accept()?;
    ::goroutines::__private::go2(
        bound0,
        bound1,
        move |mut _bound0, bound1| _bound0.serve(bound1),
    )
}
