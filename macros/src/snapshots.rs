//! What users' code becomes, for a reviewer to read: `snapshots/*.rs`, each with its input on top.
//!
//! `BLESS=1 cargo test -p goroutines-macros snapshots` writes what the macros give now; read the difference before
//! it is committed.

use std::fs;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, File};

/// The shapes, by the files' names.
const SHAPES: &[(&str, &str)] = &[
    ("go_call", "go!(worker(id, jobs, results))"),
    ("go_call_evaluates", "go!(print(id, text(), |line| line.trim()))"),
    ("go_method", "go!(server.serve(conn))"),
    ("go_method_of_a_clone", "go!(server.clone().serve(listener.accept()?))"),
    ("go_body", "go! { let n = work(); tx.send(n).unwrap(); }"),
    ("go_body_with_a_loop", "go!(for job in jobs { run(job); })"),
    ("go_captures", "go!(|tx = tx.clone(), mut n| { n += 1; tx.send(n).unwrap() })"),
    ("go_options", "go!(#[goroutine(name = \"crawler\", stack_size = \"1 MiB\")] crawl(url))"),
    ("go_scoped_body", "go!(in s, { total += data.len(); })"),
    ("go_scoped_captures", "go!(in s, |&data, i| check(data, i))"),
    ("select_receive", "select! { v = <-rx => println!(\"{v:?}\"), <-ctx.done() => return, }"),
    ("select_send", "select! { tx <- next() => {} r = other <- 1 => r?, }"),
    ("select_default", "select! { Ok(job) = <-jobs else { break } => run(job), default => idle(), }"),
    ("select_guard", "select! { biased; v = <-rx if armed => drop(v), tx <- 1 if !armed => {} }"),
    ("select_crossbeam", "select! { recv(rx) -> v => v?, send(tx, 1) -> r => r?, default(timeout) => return, }"),
    ("select_empty", "select! {}"),
    ("select_else", "select! { tx <- 1 else { return } => {} maybe.as_ref() <- job => {} Ok(()) = tx <- 2 => {} }"),
    ("select_each", "select! { (i, v) = <-each rxs => f(i, v), i = each txs <- 1 => f(i), default => {} }"),
    ("select_values", "select! { Some(v) = <-rx => f(v), (_, Some(1)) = <-each rxs else { break } => {} }"),
    ("select_held", "select! { <-ctx.clone().done() if armed => return, tx <- job => {} }"),
    (
        "goroutine_function",
        "#[goroutine] fn sum(list: Vec<u64>, name: &str) -> u64 { let mut total = 0; for n in list { total += n; } total }",
    ),
    ("goroutine_generic", "#[goroutine] fn send<T: Send>(value: T, tx: Sender<T>) { loop { work(); } }"),
    (
        "goroutine_guard",
        "#[goroutine] fn add(m: &Mutex<u64>) { let mut sum = m.lock().unwrap(); for i in 0..9 { *sum += i; } drop(sum); loop {} }",
    ),
    (
        "goroutine_main",
        "#[goroutine(max_procs = 4, panic = \"abort\")] fn main() -> Result<(), Error> { run()?; Ok(()) }",
    ),
    ("goroutine_test", "#[goroutine] #[test] fn adds() { assert_eq!(add(1, 2), 3); }"),
];

/// The expansion of one shape.
fn expanded(input: &str) -> TokenStream {
    if let Some((options, item)) = input.strip_prefix("#[goroutine").and_then(|rest| rest.split_once("] ")) {
        let options = options.trim_start_matches('(').trim_end_matches(')');
        return crate::goroutine::goroutine(options.parse().unwrap(), item.parse().unwrap());
    }
    let call: syn::Macro = syn::parse_str(input).unwrap();
    if call.path.is_ident("select") {
        return crate::select::select(call.tokens, false);
    }
    crate::go::go(call.tokens)
}

/// The input, and what it becomes, laid out as rustfmt does.
fn snapshot(input: &str) -> String {
    let tokens = expanded(input);
    let code = match syn::parse2::<File>(tokens.clone()) {
        Ok(items) => prettyplease::unparse(&items),
        Err(_) => {
            let expr: Expr = syn::parse2(tokens).unwrap();
            let shown = prettyplease::unparse(&syn::parse2(quote!(fn main() { #expr })).unwrap());
            let lines = shown.lines().skip(1).map(|line| line.strip_prefix("    ").unwrap_or(line));
            let mut lines: Vec<&str> = lines.collect();
            lines.pop();
            lines.join("\n") + "\n"
        }
    };
    format!("// {input}\n\n{code}")
}

#[test]
fn expansions_read_as_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let bless = std::env::var_os("BLESS").is_some();
    let mut changed = Vec::new();
    for (name, input) in SHAPES {
        let path = folder.join(name).with_extension("rs");
        let now = snapshot(input);
        if fs::read_to_string(&path).is_ok_and(|then| then == now) {
            continue;
        }
        if bless {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, now).unwrap();
        } else {
            changed.push(format!("{name}: {now}"));
        }
    }
    assert!(changed.is_empty(), "expansions that changed (BLESS=1 writes them):\n{}", changed.join("\n"));
}

#[test]
fn every_snapshot_has_its_shape() {
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(SHAPES.iter().any(|(shape, _)| *shape == name), "{name}");
    }
}

/// An editor expands code that is being written once as it is and once with a name at the cursor, and looks for the
/// cursor's place in both: up to there they must be the same text.
#[test]
fn an_editor_finds_the_cursor_in_the_expansion() {
    for input in [
        "go!(server.)",
        "go!(work(a, text., 1))",
        "go!(serve(a, text.))",
        "go!(|text| text.)",
        "go! { let n = text.; }",
        "go!(in s, { text. })",
        "select! { v = <-server. => {} }",
        "select! { tx <- text. => {} }",
        "select! { v = <-rx => v., default => {} }",
        "select! { Ok(v) = <-rx else { return } => v., default => {} }",
        "select! { v = <-rx => { let n = v.; } default => {} }",
        "select! { v = <-rx if server. => {} }",
    ] {
        let text = |input: &str| expanded(input).to_string().replace(' ', "");
        let (now, named) = (text(input), text(&input.replacen('.', ".name", 1)));
        let cursor = named.find("name").unwrap();
        assert_eq!(now.get(..cursor), Some(&named[..cursor]), "{input}");
    }
}
