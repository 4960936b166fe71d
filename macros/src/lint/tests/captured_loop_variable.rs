//! Which variables of a loop a goroutine takes unnamed.

use quote::quote;

use super::found;

#[test]
fn a_loop_binds_in_many_ways() {
    for (loop_head, names) in [
        (quote!(for i in 0..3), vec!["i"]),
        (quote!(for (i, j) in pairs), vec!["i", "j"]),
        (quote!(for Point { x: i, y: Some(j) } in points), vec!["i", "j"]),
        (quote!(for &(ref i, [j, ..]) in list), vec!["i", "j"]),
        (quote!(while let Some(i) = stack.pop()), vec!["i"]),
        (quote!(while let Ok(i) | Err(i) = rx.recv()), vec!["i"]),
        (quote!('a: for i @ 0..=9 in list), vec!["i"]),
        (quote!(while go && let Some(i) = next()), vec!["i"]),
    ] {
        let expected: Vec<String> = names.iter().map(|name| format!("captured_loop_variable {name}")).collect();
        let uses = quote!(println!("{}", i + j));
        let uses = if names.len() == 1 { quote!(println!("{}", i)) } else { uses };
        assert_eq!(found(quote!(), quote!(fn f() { #loop_head { go! { #uses; } } })), expected, "{loop_head}");
    }
}

#[test]
fn a_loop_changes_in_many_ways() {
    for change in [
        quote!(n = n + 1),
        quote!(n += 1),
        quote!(n <<= 1),
        quote!((n, m) = (m, n)),
        quote!(if x {
            n = 2
        }),
        quote!(n.count = 1),
        quote!(match x {
            1 => n = 2,
            _ => {}
        }),
        quote!(for _ in y {
            n -= 1;
        }),
        quote!(select! { v = <-rx => n = v, default => {} }),
    ] {
        let function = quote!(fn f() { let mut n = 0; while x { go! { show(n); }; #change; } });
        assert_eq!(found(quote!(), function), ["captured_loop_variable n"], "{change}");
        let each_turn = quote!(fn f() { while x { let mut n = 0; go! { show(n); }; #change; } });
        assert_eq!(found(quote!(), each_turn), [""; 0], "{change}");
        let before = quote!(fn f() { let mut n = 0; #change; for _ in x { go! { show(n); } } });
        assert_eq!(found(quote!(), before), [""; 0], "{change}");
    }
}

#[test]
fn a_go_may_stand_anywhere_in_the_loop() {
    for place in [
        quote!(go! { show(i); }),
        quote!(if x {
            go! { show(i); }
        } else {
        }),
        quote!(match x {
            Some(_) => {
                go! { show(i); }
            }
            None => {}
        }),
        quote!(let h = go!(|| show(i));),
        quote!(handles.push(go! { show(i); });),
        quote!(list.iter().for_each(|x| { go! { show(i, x); } });),
        quote!(for _ in 0..2 {
            go! { show(i); }
        }),
        quote!(vec![go! { show(i); }];),
        quote!(select! { _ = <-rx => { go! { show(i); } } default => {} }),
        quote!(strange! { a => go! { show(i); } }),
        quote!(go!(in s, { show(i); });),
        quote!(go!(|tx = tx.clone()| tx.send(i));),
        quote!(go! { go! { show(i); } }),
        quote!(go! { go!(|i| show(i)); }),
        quote!(wg.go(|| { go! { show(i); } });),
        quote!(unsafe {
            go! { show(i); }
        }),
    ] {
        let function = quote!(fn f() { for i in 0..3 { #place } });
        assert_eq!(found(quote!(), function), ["captured_loop_variable i"], "{place}");
    }
}

#[test]
fn a_goroutine_may_mention_in_many_ways() {
    for mention in [
        quote!(println!("{i}")),
        quote!(println!("{i:?}")),
        quote!(println!("{:>i$}", x)),
        quote!(println!("{x}", x = i)),
        quote!(vec![i; 3]),
        quote!(vec![1, i]),
        quote!(assert_eq!(i, 3)),
        quote!(assert!(x, "{i}")),
        quote!(write!(f, "{i}")),
        quote!(matches!(i, Some(3))),
        quote!(S { i }),
        quote!(S { x: i }),
        quote!(i.method()),
        quote!(i.field),
        quote!(x[i]),
        quote!((|| i)()),
        quote!({
            let i = i;
            i
        }),
        quote!(match x {
            Some(i) => 1,
            None => i,
        }),
        quote!(if let Some(i) = i { 2 } else { 3 }),
        quote!(select! { tx <- i => {}, default => {} }),
        quote!(select! { v = <-rx => show(v, i) }),
        quote!(json!({ "a": i })),
        quote!(i..5),
        quote!(&i),
        quote!(async { i };),
    ] {
        let function = quote!(
            pub fn f() {
                for i in 0..3 {
                    go!(|| #mention);
                }
            }
        );
        assert_eq!(found(quote!(), function), ["captured_loop_variable i"], "{mention}");
    }
}

#[test]
fn what_is_no_mention() {
    for other in [
        quote!(println!("{{i}}")),
        quote!(println!("{i}", i = 3)),
        quote!(println!("i {}", 3)),
        quote!(x.i),
        quote!(x.i()),
        quote!(S { i: 3 }),
        quote!(a::i()),
        quote!(i::b),
        quote!('i: loop {
            break 'i;
        }),
        quote!({
            let i = 3;
            show(i)
        }),
        quote!((|i| i)(2)),
        quote!(for i in 0..2 {
            show(i)
        }),
        quote!(while let Some(i) = next() {
            show(i)
        }),
        quote!(if let Some(i) = x
            && i > 2
        {
            show(i)
        }),
        quote!(match x {
            Some(i) if i > 2 => i,
            _ => 3,
        }),
        quote!({
            let Some(i) = x else { return };
            show(i)
        }),
        quote!(select! { i = <-rx => show(i), default => {} }),
        quote!(select! { Ok(i) = <-rx else { return } => show(i) }),
        quote!({
            fn g(i: u8) -> u8 {
                i
            }
            g(2)
        }),
        quote!({
            fn i() {}
            i()
        }),
        quote!({
            i();
            const fn i() {}
        }),
        quote!({
            static i: u8 = 3;
            show(i)
        }),
        quote!({
            use std::process::id as i;
            i()
        }),
        quote!({
            use other::{i, j};
            i(j)
        }),
        quote!({
            struct i;
            show(i)
        }),
        quote!(matches!(x, Some(i) if i > 3)),
        quote!(stringify!(i)),
        quote!(json!({ i: 3 })),
        quote!(html!(let i = 3, i)),
        quote!("{i}"),
        quote!(i!(3)),
        quote!(x as i),
    ] {
        let function = quote!(
            fn f() {
                for i in 0..3 {
                    go!(|| #other);
                }
            }
        );
        assert_eq!(found(quote!(), function), [""; 0], "{other}");
    }
}

#[test]
fn what_is_named_or_not_the_loops() {
    assert_found!([] for i in 0..3 { go!(show(i)); });
    assert_found!([] for i in 0..3 { go!(i.show()); });
    assert_found!([] for i in 0..3 { go!(|i| show(i)); });
    assert_found!([] for i in 0..3 { go!(|i = i * 2| show(i)); });
    assert_found!([] for i in 0..3 { go!(in s, |&i| show(i)); });
    assert_found!([] for i in 0..3 { go!(|j = i| show(j)); });
    assert_found!([] for i in 0..3 { let i = i; go! { show(i); } });
    assert_found!([] for i in 0..3 { let tx = tx.clone(); go! { tx.send(1); } });
    assert_found!([] for i in 0..3 { show(i); } go! { show(i); });
    assert_found!([] for _ in 0..3 { go! { show(x); } });
    assert_found!([] loop { let v = rx.recv(); go! { show(v); } });
    assert_found!([] loop { select! { v = <-rx => { go! { show(v); } } } });
    assert_found!([] loop { if let Some(v) = next() { go! { show(v); } } });
    assert_found!([] for i in 0..3 { fn g() { go! { i(); } } });
    assert_found!([] list.iter().for_each(|i| { go! { show(i); } }));
    assert_found!([] for r#i in 0..3 { go!(|r#i| show(i)); });
    assert_found!([] for r#type in 0..3 { go!(|r#type| show(r#type)); });
    assert_found!([] for i in 0..3 { fn i() {} go! { i(); } });
    assert_found!([] for i in { go! { f(); }; 0..3 } {});
}

#[test]
fn one_warning_for_each_variable_of_a_goroutine() {
    assert_found!(["captured_loop_variable i"] for i in 0..3 { go! { show(i); show(i); } });
    assert_found!(["captured_loop_variable i"] for r#i in 0..3 { go! { show(i); } });
    assert_found!(["captured_loop_variable r#type"] for r#type in 0..3 { go! { show(r#type); } });
    assert_found!(["captured_loop_variable r#type"] for r#type in 0..3 { go! { println!("{type}"); } });
    assert_found!(["captured_loop_variable i"] for i in 0..3 { go! { { fn i() {} i(); } show(i); } });
    assert_found!(["captured_loop_variable i", "captured_loop_variable i"]
        for i in 0..3 { go! { show(i); } go! { show(i); } });
    assert_found!(["captured_loop_variable i", "captured_loop_variable j"]
        for i in 0..3 { for j in 0..3 { go! { show(i, j); } } });
    assert_found!(["captured_loop_variable i"] go! { for i in 0..3 { go! { show(i); } } });
    assert_found!(["captured_loop_variable i"] go! { go! { for i in 0..3 { go! { show(i); } } } });
}
