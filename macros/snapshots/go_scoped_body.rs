// go!(in s, { total += data.len(); })

::goroutines::__private::go_in(
    &s,
    || {
        total += data.len();
    },
)
