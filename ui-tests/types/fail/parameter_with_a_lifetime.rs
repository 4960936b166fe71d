use goroutines::go;

struct Page<'a>(&'a str);

fn fetch(page: Page<'_>) {
    println!("{}", page.0);
}

fn start<'a>(page: Page<'a>) {
    go!(fetch(page));
}

fn main() {
    start(Page("a"));
}
