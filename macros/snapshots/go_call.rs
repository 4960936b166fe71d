// go!(worker(id, jobs, results))

::goroutines::__private::go3(
    id,
    jobs,
    results,
    move |id_, jobs_, results_| worker(id_, jobs_, results_),
)
