//! Tokens in, tokens or messages out.

use super::*;

fn messages(input: TokenStream) -> Vec<String> {
    let mut problems = Problems::default();
    let mut select = parse::select(input, &mut problems);
    check::select(&mut select, &mut problems);
    problems.messages()
}

fn arms(input: TokenStream) -> usize {
    let text = input.to_string();
    let mut problems = Problems::default();
    let select = parse::select(input, &mut problems);
    assert_eq!(problems.messages(), [""; 0], "{text}");
    select.arms.len()
}

#[test]
fn both_dialects_read() {
    assert_eq!(
        arms(quote! {
            v = <-rx => {}
            Ok(job) = <-jobs else { break } => run(job),
            <-ctx.done() => return,
            tx <- value => {}
            r = tx <- Job { id: 1 } => r?,
            v = <-rx if armed => {}
            Ok(v) | Err(v) = <-rx => v,
            (a, b) = <-pair if x == y else { continue } => a,
            tx <- if c { 1 } else { 2 } => {}
            <-chans[0] => {}
            <-f::<-1>() => {}
            g::<-1>() <- 2 => {}
            default => {}
        }),
        13
    );
    assert_eq!(
        arms(quote! {
            recv(rx) -> v => v,
            recv(rx,) -> Ok(_) | Err(_) => {}
            send(tx, 1) -> r => r.unwrap(),
            send(tx, Job { id },) -> _ => {}
            default(Duration::from_secs(1)) => {}
        }),
        5
    );
    assert_eq!(arms(quote!(biased; recv(rx) -> _ => {} v = <-rx => {} default() => ())), 3);
    assert_eq!(arms(quote!()), 0);
}

#[test]
fn channels_may_have_our_words_as_names() {
    assert_eq!(
        arms(
            quote!(default <- 1 => {} v = <-default => {} send <- 2 => {} recv <- 3 => {} biased <- 4 => {} <-recv(x) => {})
        ),
        6
    );
    assert_eq!(arms(quote!(biased <- 4 => {})), 1);
    assert_eq!(arms(quote!(case <- 4 => {})), 1);
    assert_eq!(arms(quote!(send(x) <- 4 => {})), 1);
}

#[test]
fn nested_selects_end_by_themselves() {
    assert_eq!(arms(quote!(<-a => select! { <-b => {} } <-c => {})), 2);
}

#[test]
fn each_mistake_is_one_error_and_the_other_arms_are_read() {
    for wrong in [
        quote!(rx => {}),
        quote!(v = rx => {}),
        quote!(v = rx.recv() => f(),),
        quote!(_ => {}),
        quote!(v = < -rx => {}),
        quote!(let v = <-rx => {}),
        quote!(v := <-rx => {}),
        quote!(v: u8 = <-rx => {}),
        quote!(case v = <-rx => {}),
        quote!(case <-rx: f(),),
        quote!(self.x = <-rx => {}),
        quote!(*x = <-rx => {}),
        quote!(<-rx { f() }),
        quote!(tx <- v { f() }),
        quote!(v = <-rx -> {}),
        quote!(<- => {}),
        quote!(tx <- => {}),
        quote!(<-rx =>,),
        quote!(<-rx if => {}),
        quote!(<-rx else { } => {}),
        quote!(Ok(v) = <-rx else break => {}),
        quote!(#[cfg(x)] <-rx => {}),
        quote!(default if x => {}),
        quote!(default -> x => {}),
        quote!(default(a, b) => {}),
        quote!(recv(rx) => {}),
        quote!(recv() -> x => {}),
        quote!(recv(a, b) -> x => {}),
        quote!(send(tx) -> x => {}),
        quote!(send(tx, 1) => {}),
        quote!(send(tx, 1, 2) -> x => {}),
        quote!(recv(rx) -> => {}),
        quote!(a b <- c => {}),
        quote!(<-rx => f() <-ry => g(),),
        quote!(<-rx => f() v = <-ry => g(),),
    ] {
        let text = wrong.to_string();
        let mut problems = Problems::default();
        let mut select = parse::select(quote!(<-good => {} #wrong <-good => {}), &mut problems);
        check::select(&mut select, &mut problems);
        assert_eq!(problems.messages().len(), 1, "{text}: {:#?}", problems.messages());
        assert_eq!(messages(wrong).len(), 1, "{text}");
        assert!(select.arms.len() >= 2, "{text}: {}", select.arms.len());
    }
    assert_eq!(messages(quote!(default => {} default => {})).len(), 1);
    assert_eq!(messages(quote!(biased, <-rx => {})).len(), 1);
    assert_eq!(messages(quote!(<-rx => {} biased; <-rx => {})).len(), 1);
}

#[test]
fn a_select_prints_as_it_was_read() {
    let tokens = quote! {
        biased; v = <-rx if x else { f() } => {}, r = tx <- 1 => g(), recv(a) -> b => {}
        send(c, d) -> e => {} default(t) => {}
    };
    let mut problems = Problems::default();
    let once = parse::select(tokens, &mut problems);
    let printed = quote!(#once);
    let twice = parse::select(printed.clone(), &mut problems);
    assert!(problems.is_empty(), "{:?}", problems.messages());
    assert_eq!(printed.to_string(), quote!(#twice).to_string());
}

#[test]
fn an_empty_select_blocks_and_a_lone_default_runs() {
    assert!(select(quote!(), false).to_string().ends_with("block_forever ()"));
    assert_eq!(select(quote!(default => f(),), false).to_string(), "f ()");
}

#[test]
fn mutilated_inputs_never_panic() {
    for input in [
        quote! {
            biased; Ok(job) | Err(job) = <-jobs[0] if x < y else { break } => run(job),
            r = tx <- Job { id: 1 } => r?, recv(rx) -> v => v, send(tx, f::<-1>()) -> _ => {}
            default(timeout) => {}
        },
        quote!(case v := < -rx : T = <<-rx -> {} => => , ; let),
    ] {
        crate::mutilate::every_way(input, |tokens| {
            let _ = select(tokens, false);
        });
    }
}
