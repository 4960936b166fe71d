// go!(#[goroutine(name = "crawler", stack_size = "1 MiB")] crawl(url))

::goroutines::__private::go_with(
    ::goroutines::__private::Builder::new().name("crawler").stack_size(1048576usize),
    move || crawl(url),
)
