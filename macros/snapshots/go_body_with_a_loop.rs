// go!(for job in jobs { run(job); })

::goroutines::__private::go(move || {
    for job in jobs {
        ::goroutines::__private::checkpoint();
        run(job);
    }
})
