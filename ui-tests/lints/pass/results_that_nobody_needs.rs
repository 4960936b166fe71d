#![deny(unused_must_use)]

use goroutines::prelude::*;

fn nothing() {}

fn number() -> u32 {
    1
}

fn fails() -> Result<(), String> {
    Err("always".to_owned())
}

fn for_ever() -> ! {
    goroutines::runtime::goexit()
}

#[goroutine]
fn main() {
    go!(nothing());
    go!(number());
    go!(for_ever());
    go! { loop { goroutines::yield_now(); } }
    go!(|| panic!("as it should"));
    go! { fails().unwrap_or_default(); };
    // The value's type comes only later.
    let (tx, rx) = chan(0);
    go!(|| rx.recv().unwrap());
    tx.send(1).unwrap();
    let handle = go!(fails());
    println!("{:?}", handle.join().unwrap());
    let handles: Vec<_> = (0..3).map(|_| go!(fails())).collect();
    drop(handles);
    drop(go!(fails()));
    _ = go!(fails());
    go!(
        #[goroutine(allow(lost_result))]
        fails()
    );
    #[allow(unused_must_use)]
    {
        go!(fails());
    }
    let wg = WaitGroup::new();
    wg.go(|| drop(fails()));
    wg.wait();
}

/// A macro of another crate, say.
mod other {
    macro_rules! go {
        ($value:expr) => {
            vec![$value]
        };
    }
    pub(crate) use go;
}

#[goroutine]
#[allow(dead_code)]
fn another_macro_of_the_name() {
    other::go!(1);
}

#[goroutine(allow(lost_result))]
#[allow(dead_code)]
fn said_of_the_function() {
    go!(fails());
    go! { go!(fails()); }
}
