//! The feature `tracing`: a span stays with the goroutine that has entered it.

#![forbid(unsafe_code)]

use goroutines::prelude::*;
use goroutines::sync::Mutex;
use goroutines::time::sleep;
use goroutines::{Builder, runtime, yield_now};
use goroutines_tests::{ms, sized, watch};
use std::collections::HashMap;
use std::sync::{Arc, Once};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Span, Subscriber, info_span};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// The fields of the goroutines' own spans that were opened, by id, and those that were closed.
static OPENED: std::sync::Mutex<Vec<HashMap<String, String>>> = std::sync::Mutex::new(Vec::new());
static CLOSED: std::sync::Mutex<usize> = std::sync::Mutex::new(0);

struct Fields<'a>(&'a mut HashMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

struct Note;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Note {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if attributes.metadata().name() == "goroutine" {
            let mut fields = HashMap::new();
            attributes.record(&mut Fields(&mut fields));
            OPENED.lock().unwrap().push(fields);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if context.span(&id).is_some_and(|span| span.name() == "goroutine") {
            *CLOSED.lock().unwrap() += 1;
        }
    }
}

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(Registry::default().with(Note)).unwrap();
        runtime::open_spans();
    });
}

/// The names of the spans that are entered here, without those of goroutines.
fn entered() -> Vec<&'static str> {
    let mut names = Vec::new();
    Span::current().with_subscriber(|(id, subscriber)| {
        let registry = subscriber.downcast_ref::<Registry>().unwrap();
        let mut next = registry.span(id);
        while let Some(span) = next {
            names.push(span.name());
            next = span.parent();
        }
    });
    names
}

#[test]
fn a_span_stays_with_its_goroutine() {
    let _watch = watch("a_span_stays_with_its_goroutine");
    install();
    let shared = Arc::new(Mutex::new(0));
    let all: Vec<_> = (0..sized(400))
        .map(|me| {
            go!(|shared = shared.clone()| {
                assert_eq!(entered(), ["goroutine"], "it starts in its own alone");
                let name = if me % 2 == 0 { "even" } else { "odd" };
                let outer = if me % 2 == 0 { info_span!("even") } else { info_span!("odd") };
                let _outer = outer.enter();
                for round in 0..10 {
                    match (me + round) % 3 {
                        0 => yield_now(),
                        1 => *shared.lock() += 1,
                        _ => sleep(ms(1)),
                    }
                    assert_eq!(entered(), [name, "goroutine"]);
                    let inner = info_span!("inner");
                    inner.in_scope(|| {
                        yield_now();
                        // The same span once more.
                        let _again = inner.enter();
                        yield_now();
                        assert_eq!(entered(), ["inner", name, "goroutine"]);
                    });
                    assert_eq!(entered(), [name, "goroutine"]);
                }
            })
        })
        .collect();
    all.into_iter().for_each(|handle| handle.join().unwrap());
}

#[test]
fn each_goroutine_has_a_span_with_its_name_until_it_ends() {
    let _watch = watch("each_goroutine_has_a_span_with_its_name_until_it_ends");
    install();
    let handle = Builder::new().name("crawler").spawn(|| {
        yield_now();
        // What is never exited does not stay behind.
        std::mem::forget(info_span!("forgotten").entered());
        entered().len()
    });
    let handle = handle.unwrap();
    let id = handle.id().to_string();
    assert_eq!(handle.join().unwrap(), 2);
    let opened = OPENED.lock().unwrap().clone();
    let mine = opened.iter().find(|fields| fields["id"] == id).expect("it has a span");
    assert_eq!(mine["name"], "\"crawler\"");
    assert!(mine["started"].contains("tests/spans.rs:"), "{mine:?}");
    let next = go!(|| entered()).join().unwrap();
    assert_eq!(next, ["goroutine"]);
    while *CLOSED.lock().unwrap() < 2 {
        std::thread::yield_now();
    }
}
