//! How many checkpoints, and where. `here` marks loops that must have one, `none` loops that must
//! not: each loop's body begins with one of the two words.

use super::*;
use quote::quote;

fn check(block: Block) {
    let mut block = block;
    insert_in_block(&mut block, &quote!(rt), Vec::new());
    let text = quote!(#block).to_string();
    let loops = text.matches("here").count();
    let placed = text.matches("rt :: checkpoint () ; here").count();
    let wrongly = text.matches("rt :: checkpoint () ; none").count();
    assert_eq!((placed, wrongly), (loops, 0), "{text}");
    assert_eq!(text.matches("checkpoint").count(), loops, "{text}");
}

#[test]
fn every_loop_gets_one() {
    check(parse_quote!({
        loop {
            here;
            for x in y {
                here;
            }
        }
        while a {
            here;
        }
        while let Some(x) = list.pop() {
            here;
        }
        let z = 'outer: loop {
            here;
            break 'outer if b {
                for c in d {
                    here;
                }
            } else {
                loop {
                    here;
                }
            };
        };
        match e {
            1 => loop {
                here;
            },
            _ => loop {
                here;
            },
        }
        f(
            loop {
                here;
            },
            {
                loop {
                    here;
                }
            },
        );
        unsafe {
            loop {
                here;
            }
        }
        let Some(g) = h else {
            loop {
                here;
            }
        };
    }));
}

#[test]
fn what_runs_elsewhere_is_left_alone() {
    check(parse_quote!({
        fn inner() {
            loop {
                none;
            }
        }
        let f = || loop {
            none;
        };
        let g = async {
            loop {
                none;
            }
        };
        let h = const {
            loop {
                none;
            }
        };
        let i: [u8; {
            loop {
                none;
            }
        }] = j;
        struct S;
        impl S {
            fn f() {
                loop {
                    none;
                }
            }
        }
        vec![loop {
            none;
        }];
        go!(loop {
            none;
        });
    }));
}

#[test]
fn guards_that_are_bound_hold_to_the_end_of_their_block() {
    check(parse_quote!({
        loop {
            here;
        }
        let n = m.lock().unwrap().len();
        let copy = *m.lock().unwrap();
        let clone = c.borrow().clone();
        let _ = m.lock();
        loop {
            here;
        }
        {
            let g = m.lock().unwrap();
            loop {
                none;
            }
        }
        loop {
            here;
        }
        let bytes = file.read(&mut buf)?;
        let text = fs::read(path)?;
        loop {
            here;
        }
        let g = m.lock()?;
        loop {
            none;
        }
        if x {
            loop {
                none;
            }
        }
    }));
    for guard in [
        quote!(m.read().unwrap()),
        quote!(m.write().expect("x")),
        quote!(c.borrow_mut()),
        quote!(m.try_lock().ok()),
        quote!(Some(m.lock())),
        quote!((1, m.lock())),
        quote!(&mut *m.lock().unwrap()),
        quote!(&m.lock().unwrap().field[0]),
        quote!(Mutex::lock(&m).unwrap()),
        quote!(match m.lock() {
            Ok(g) => g,
            Err(e) => e.into_inner(),
        }),
        quote!(if x { m.lock() } else { n.lock() }),
        quote!({ m.lock().unwrap() }),
        quote!(MutexGuard::map(m.lock().unwrap(), |x| &mut x.y)),
        quote!(m.try_lock_for(d).unwrap()),
    ] {
        check(parse_quote!({ let g = #guard; loop { none; } }));
    }
    check(parse_quote!({
        let Ok(g) = m.try_lock() else {
            loop {
                here;
            }
        };
        loop {
            none;
        }
    }));
    check(parse_quote!({
        let g: MutexGuard<'_, u8> = make();
        loop {
            none;
        }
    }));
    check(parse_quote!({
        let g = m.lock();
        let g = 5;
        drop(g);
        loop {
            none;
        }
    }));
}

#[test]
fn dropping_ends_a_guard_and_assigning_begins_one() {
    check(parse_quote!({
        let g = m.lock();
        drop(g);
        loop {
            here;
        }
    }));
    check(parse_quote!({
        let g = m.lock();
        std::mem::drop(g);
        loop {
            here;
        }
    }));
    check(parse_quote!({
        let g = m.lock();
        let h = g;
        drop(h);
        loop {
            here;
        }
    }));
    check(parse_quote!({
        let g = m.lock();
        let h = n.lock();
        drop(g);
        loop {
            none;
        }
    }));
    check(parse_quote!({
        let g = m.lock();
        if x {
            drop(g);
            loop {
                here;
            }
        }
        loop {
            none;
        }
    }));
    check(parse_quote!({
        let mut g = m.lock();
        loop {
            none;
            drop(g);
            for x in y {
                here;
            }
            g = m.lock();
            for x in y {
                none;
            }
        }
    }));
    check(parse_quote!({
        let mut g;
        loop {
            none;
            for x in y {
                none;
            }
            g = m.lock();
        }
    }));
}

#[test]
fn temporaries_hold_to_the_end_of_their_statement() {
    check(parse_quote!({
        for x in m.lock().unwrap().iter() {
            none;
        }
        while let Some(x) = m.lock().unwrap().pop() {
            none;
        }
        if let Some(x) = m.lock().unwrap().pop() {
            loop {
                none;
            }
        } else {
            loop {
                none;
            }
        }
        match m.lock().unwrap().pop() {
            Some(x) => loop {
                none;
            },
            None => loop {
                none;
            },
        }
        f(m.lock().unwrap(), {
            loop {
                none;
            }
        });
        if m.lock().unwrap().is_empty() {
            loop {
                here;
            }
        }
        while m.lock().unwrap().is_empty() {
            here;
        }
        if let Ok(g) = m.try_lock() {
            loop {
                none;
            }
            drop(g);
            loop {
                here;
            }
        }
        if a && let Ok(g) = m.try_lock()
            && b
        {
            loop {
                none;
            }
        }
        loop {
            here;
        }
    }));
}

#[test]
fn parameters_that_are_guards_hold() {
    let mut block: Block = parse_quote!({
        loop {
            none;
        }
        drop(g);
        loop {
            here;
        }
    });
    insert_in_block(&mut block, &quote!(rt), vec!["g".to_owned()]);
    assert_eq!(quote!(#block).to_string().matches("checkpoint () ; here").count(), 1);
    assert_eq!(quote!(#block).to_string().matches("checkpoint").count(), 1);
}

#[test]
fn the_bodies_of_a_select_are_ours_and_other_macros_are_not() {
    check(parse_quote!({
        loop {
            here;
            select! { v = <-rx => { for x in v { here; } } default => loop { here; } }
        }
        let g = m.lock();
        goroutines::select! { biased; recv(rx) -> v => loop { none; } }
    }));
    check(parse_quote!({
        tokio::select! { v = rx.recv() => loop { none; } }
    }));
}
