//! Tokens in, tokens or messages out.

use std::collections::BTreeSet;

use super::arm::Arm;
use super::*;
use crate::ebnf::Grammar;
use crate::fuzz::Random;

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
fn arms_of_lists_and_of_values_read() {
    assert_eq!(
        arms(quote! {
            (i, v) = <-each rxs => {}
            (i, Ok(v)) = <-each &self.rxs[1..] if armed else { break } => run(i, v),
            <-each *rxs => {}
            <-each [a, b] => {}
            i = each txs <- value => {}
            each self.txs <- value else { return } => {}
            i = each vec![tx] <- if a { 1 } else { 2 } else { return } => {}
            tx <- value if armed else { return } => {}
            tx <- Job { id } else { return } => {}
            Some(v) = <-rx => {}
            Some(Job::Run(v)) | Some(Job::Walk(v)) = <-rx else { continue } => v,
            (i, Some(v)) = <-each rxs => {}
            recv(rx) -> Some(v) => {}
        }),
        13
    );
}

#[test]
fn channels_may_have_our_words_as_names() {
    assert_eq!(
        arms(
            quote!(default <- 1 => {} v = <-default => {} send <- 2 => {} recv <- 3 => {} biased <- 4 => {} <-recv(x) => {})
        ),
        6
    );
    let each = quote! {
        <-each => {} v = <-each if armed => {} <-each.rx => {} <-each[0] => {} <-each(x) => {} <-each::f() => {}
        each <- 1 => {} each.tx <- 1 => {} each[0] <- 1 => {} r = each(x) <- 1 => {} Ok(v) = <-each else { return } => {}
    };
    let select = parse::select(each, &mut Problems::default());
    assert_eq!(select.arms.iter().filter(|arm| arm.operation.is_each()).count(), 0);
    assert_eq!(select.arms.len(), 11);
    assert_eq!(arms(quote!(<-when => {} v = <-rx if when => {} when <- 1 => {})), 3);
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
        quote!(v = <-rx, if x => {}),
        quote!(v = <-rx, x == 1 => {}),
        quote!(v = <-rx && x => {}),
        quote!(v = <-rx where x => {}),
        quote!(v = <-rx when x => {}),
        quote!(v if x = <-rx => {}),
        quote!(if x { v = <-rx => {} }),
        quote!(if x, v = <-rx => {}),
        quote!(v = rx.recv(), if x => {}),
        quote!(tx <- 1 else { return } if x => {}),
        quote!(tx <- 1 else return => {}),
        quote!(else => {}),
        quote!(_ = tx.send(1) => {}),
        quote!(for r in rxs { v = <-r => {} }),
        quote!(None = <-rx => {}),
        quote!((i, None) = <-each rxs => {}),
        quote!(each rxs => {}),
        quote!(v = <-rx => { tx <- 1; }),
        quote!(v = <-rx => tx <- 1,),
        quote!(v = <-rx => { x, y = y, x; }),
        quote!(v = <-rx => { go f(); }),
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
        biased; v = <-rx if x else { f() } => {}, r = tx <- 1 => g(), recv(a) -> b => {} tx <- 1 else { return } => {}
        (i, Some(v)) = <-each rxs => {} i = each &txs <- 1 if x else { f() } => {} <-each rxs => {} each txs <- 2 => {}
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

/// What a `select!` of the documentation's grammar consists of.
const PIECES: [(&str, &[&str]); 9] = [
    ("PATTERN", &["v", "_", "Ok(v)", "Err(_) | Ok(0)", "Some(v)", "(i, v)", "Job { id, .. }"]),
    ("CHANNEL", &["rx", "self.rxs[0]", "ctx.done()", "each", "default", "&*rx", "maybe.as_ref()", "send", "pick!(a)"]),
    ("LIST", &["rxs", "&rxs[1..]", "[a, b]", "self.all()", "*list"]),
    ("VALUE", &["1", "Job { id: 1 }", "if a { 1 } else { 2 }", "f::<-1>()", "|x| x + 1", "{ x = 3; x }"]),
    ("CONDITION", &["armed", "x < y", "!q.is_empty()", "a && (b || c)"]),
    ("BLOCK", &["{ return }", "{ f(); break 'outer }"]),
    ("TIMEOUT", &["timeout", "Duration::from_secs(1)"]),
    (
        "BLOCKLIKE",
        &["{}", "{ f(v)? }", "if a { b } else { c }", "loop {}", "match v { _ => {} }", "select! { default => {} }"],
    ),
    ("EXPRESSION", &["f(v)", "v?", "return", "break", "x += 1", "println!(\"{v:?}\")", "Job { id }", "-1"]),
];

#[test]
fn the_grammar_of_the_documentation_is_what_is_read() {
    let Some(grammar) = Grammar::of("select") else { return };
    let examples = PIECES.into_iter().collect();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let mut below = |limit: usize| random.below(limit);
    let mut seen = BTreeSet::new();
    let mut defaults = 0;
    for _ in 0..300 {
        let (text, used) = grammar.derive(&examples, &mut below, &mut seen);
        // The grammar leaves it to prose.
        if used.get("default").is_some_and(|&count| count > 1) {
            continue;
        }
        defaults += used.get("default").copied().unwrap_or(0);
        for text in [text.as_str(), text.trim_end().trim_end_matches(',')] {
            let mut problems = Problems::default();
            let mut select = parse::select(text.parse().unwrap(), &mut problems);
            check::select(&mut select, &mut problems);
            assert_eq!(problems.messages(), [""; 0], "{text}");
            assert_eq!(select.arms.len(), used.get("arm").copied().unwrap_or(0), "{text}");
            assert!(select.arms.iter().all(Arm::is_readable), "{text}");
            let each = select.arms.iter().filter(|arm| arm.operation.is_each()).count();
            assert_eq!(each, used.get("LIST").copied().unwrap_or(0), "{text}");
        }
    }
    assert!(defaults > 50);
    assert_eq!(seen.len(), grammar.alternatives(), "alternatives that were tried, and all");
}

#[test]
fn mutilated_inputs_never_panic() {
    for input in [
        quote! {
            biased; Ok(job) | Err(job) = <-jobs[0] if x < y else { break } => run(job),
            r = tx <- Job { id: 1 } => r?, recv(rx) -> v => v, send(tx, f::<-1>()) -> _ => {}
            default(timeout) => {}
        },
        quote! {
            (i, Some(v)) = <-each rxs[1..] if x else { break } => v, i = each [a, b] <- v else { return } => {}
            tx <- v, if x => { x, y = 1, 2; } _ = rx.recv() => {} else => {} each rxs => {}
        },
        quote!(case v := < -rx : T = <<-rx -> {} => => , ; let),
    ] {
        crate::mutilate::every_way(input, |tokens| {
            let _ = select(tokens, false);
        });
    }
}
