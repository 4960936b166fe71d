use goroutines::go;

fn main() {
    go! {
        let mut n = 0;
        n++;
        println!("{n}");
    }
}
