use std::rc::Rc;

use goroutines::goroutine;

struct Server(Rc<u8>);

impl Server {
    #[goroutine]
    fn serve(self) {
        drop(self.0);
    }
}

fn main() {
    Server(Rc::new(1)).serve();
}
