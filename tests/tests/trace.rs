//! `runtime::trace`: a trace is read back, and has to tell the truth about a program whose schedule is known.

#![forbid(unsafe_code)]

use goroutines_tests::child::{Child, Outcome};
use goroutines_tests::watch;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::{env, fs, process};

/// The objects of a trace.
struct Trace(Vec<Value>);

/// A goroutine's slice.
#[derive(Debug)]
struct Slice<'a> {
    name: &'a str,
    goroutine: u64,
    track: u64,
    begin: f64,
    end: f64,
    ended: &'a str,
    args: &'a Value,
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or("")
}

fn number(value: &Value, member: &str) -> f64 {
    value[member].as_f64().unwrap_or_else(|| panic!("no {member} in {value}"))
}

impl Trace {
    fn of(kind: &str) -> impl Fn(&&Value) -> bool + '_ {
        move |event| event["ph"] == kind
    }

    /// In the order of time.
    fn slices(&self) -> Vec<Slice<'_>> {
        let found = self.0.iter().filter(|event| event["ph"] == "X" && event["cat"] == "goroutine");
        let mut slices: Vec<Slice<'_>> = found
            .map(|event| Slice {
                name: text(event, "name"),
                goroutine: event["args"]["goroutine"].as_u64().unwrap(),
                track: event["tid"].as_u64().unwrap(),
                begin: number(event, "ts"),
                end: number(event, "ts") + number(event, "dur"),
                ended: text(&event["args"], "ended"),
                args: &event["args"],
            })
            .collect();
        slices.sort_by(|a, b| a.begin.total_cmp(&b.begin));
        slices
    }

    /// What holds of every trace: no worker runs two at a time, a goroutine stays on its worker, and an arrow that ends at a
    /// slice begins earlier, and once.
    fn assert_consistent(&self) {
        let slices = self.slices();
        let (mut ends, mut homes) = (HashMap::new(), HashMap::new());
        for slice in &slices {
            let before = ends.insert(slice.track, slice.end).unwrap_or(0.0);
            // Three decimals were written.
            assert!(before <= slice.begin + 0.002 && slice.begin <= slice.end, "overlaps: {slice:?} after {before}");
            assert_eq!(*homes.entry(slice.goroutine).or_insert(slice.track), slice.track, "moved: {slice:?}");
        }
        let mut begun = HashMap::new();
        for arrow in self.0.iter().filter(Trace::of("s")) {
            let twice = begun.insert(arrow["id"].as_u64().unwrap(), number(arrow, "ts"));
            assert!(twice.is_none(), "{arrow}");
        }
        let beginnings: HashSet<_> = slices.iter().map(|slice| (slice.track, slice.begin.to_bits())).collect();
        for arrow in self.0.iter().filter(Trace::of("f")) {
            let from = begun.remove(&arrow["id"].as_u64().unwrap()).unwrap_or_else(|| panic!("from nowhere: {arrow}"));
            assert!(from <= number(arrow, "ts"), "{arrow}");
            let to = (arrow["tid"].as_u64().unwrap(), number(arrow, "ts").to_bits());
            assert!(beginnings.contains(&to), "to nowhere: {arrow}");
        }
    }

    fn lost(&self) -> u64 {
        let counters = self.0.iter().filter(|event| event["ph"] == "C" && event["name"] == "lost events");
        counters.filter_map(|event| event["args"]["events"].as_u64()).max().unwrap_or(0)
    }

    /// How often slices of each name have ended in each way.
    fn endings(&self) -> BTreeMap<(String, String), usize> {
        let mut endings = BTreeMap::new();
        for slice in self.slices() {
            *endings.entry((slice.name.to_owned(), slice.ended.to_owned())).or_default() += 1;
        }
        endings
    }
}

struct Run<'a> {
    scenario: &'a str,
    workers: &'a str,
    engine: &'a str,
    by_variable: bool,
    keep: Option<&'a str>,
}

impl Run<'_> {
    fn new<'a>(scenario: &'a str, workers: &'a str, engine: &'a str) -> Run<'a> {
        Run { scenario, workers, engine, by_variable: false, keep: None }
    }

    fn run(&self) -> (Outcome, String) {
        let Run { scenario, workers, engine, .. } = self;
        let path: PathBuf =
            env::temp_dir().join(format!("goroutines-trace-{}-{scenario}-{workers}-{engine}", process::id()));
        let path_text = path.to_str().unwrap();
        let child = Child::new(env!("CARGO_BIN_EXE_traced"), scenario);
        let child = child.env("GOMAXPROCS", workers).env("GOROUTINES_ENGINE", engine);
        let child = if self.by_variable { child.env("GOROUTINES_TRACE", path_text) } else { child.arg(path_text) };
        let child = self.keep.into_iter().fold(child, |child, events| child.env("GOROUTINES_TRACE_KEEP", events));
        let outcome = child.run();
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(&path);
        (outcome, text)
    }

    fn trace(&self) -> Trace {
        let (outcome, text) = self.run();
        outcome.assert_code(0);
        parse(&text)
    }
}

fn parse(text: &str) -> Trace {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("no JSON: {error}"));
    Trace(value.as_array().expect("an array").clone())
}

fn with_all(mut check: impl FnMut(&str, &str)) {
    for engine in ["generator", "native"] {
        for workers in ["1", "2", "8"] {
            check(workers, engine);
        }
    }
}

// TR-10; after Go's runtime/trace/trace_test.go:TestTraceStartStop
#[test]
fn a_trace_tells_the_truth_about_a_known_schedule() {
    let _watch = watch("a_trace_tells_the_truth_about_a_known_schedule");
    for engine in ["generator", "native"] {
        let trace = Run::new("known", "1", engine).trace();
        trace.assert_consistent();
        assert_eq!(trace.lost(), 0);
        let slices = trace.slices();
        let told: Vec<_> = slices.iter().map(|slice| (slice.name, slice.ended)).collect();
        let expected = [
            // The slice in which main has started the trace was not seen to begin.
            ("consumer", "chan receive"),
            ("main", "goroutine join"),
            ("consumer", "ended"),
            ("main", "syscall"),
            ("main", "sleep"),
        ];
        assert_eq!(told[..5], expected, "{slices:#?}");
        let source = fs::read_to_string("src/bin/traced.rs").unwrap();
        let line = |words: &str| 1 + source.lines().position(|line| line.contains(words)).unwrap();
        let at = |slice: &Slice<'_>| text(slice.args, "at").rsplit(':').nth(1).unwrap().parse::<usize>().unwrap();
        assert_eq!(at(&slices[1]), line("consumer.join()"), "{:?}", slices[1]);
        assert_eq!(at(&slices[3]), line("blocking(|| std"), "{:?}", slices[3]);
        // It was woken by main, before main joined, and ran when main had.
        let waited = number(slices[2].args, "waited_us");
        assert_eq!(text(slices[2].args, "blocked_by"), "chan receive");
        assert!(waited > 0.0 && waited <= slices[2].begin - slices[1].begin + 0.01, "{:?}", slices[2]);
        assert!(
            number(slices[3].args, "blocked_us") > 0.0 && slices[4].end - slices[4].begin >= 4_000.0,
            "{slices:#?}"
        );
        let arrows = |name: &str| trace.0.iter().filter(|e| e["ph"] == "f" && e["name"] == name).count();
        // To the consumer's first slice; to its second, and to main's after the join, the call, and the sleep.
        assert_eq!(arrows("go"), 1);
        assert!(arrows("wake") >= 4, "{}", arrows("wake"));
        let find = |kind: &str, name: &str| {
            let mut found = trace.0.iter().filter(|event| event["ph"] == kind && event["name"] == name);
            let event = found.next().unwrap_or_else(|| panic!("no {kind} {name}"));
            assert!(found.next().is_none(), "{name} stands there twice");
            event
        };
        let (begin, end) = (number(find("b", "call \"out\""), "ts"), number(find("e", "call \"out\""), "ts"));
        let call = find("X", "blocking, for main");
        let (called, lasted) = (number(call, "ts"), number(call, "dur"));
        assert!(lasted >= 3_000.0 && begin <= called && called + lasted <= end, "{begin} {call} {end}");
        let mark = number(find("i", "computed"), "ts");
        assert!(slices[4].begin <= mark && mark <= slices[4].end, "{mark} {:?}", slices[4]);
        let tracks: HashSet<_> =
            trace.0.iter().filter(Trace::of("M")).map(|event| text(&event["args"], "name")).collect();
        assert!(tracks.contains("worker 0") && tracks.contains("goroutines-blocking"), "{tracks:?}");
        let counters: HashSet<_> = trace.0.iter().filter(Trace::of("C")).map(|event| text(event, "name")).collect();
        assert_eq!(counters, HashSet::from(["goroutines", "started", "stolen"]));
    }
}

// TR-10
#[test]
fn nothing_is_missing_of_a_pipeline() {
    let _watch = watch("nothing_is_missing_of_a_pipeline");
    with_all(|workers, engine| {
        let trace = Run::new("pipeline", workers, engine).trace();
        trace.assert_consistent();
        assert_eq!(trace.lost(), 0);
        let endings = trace.endings();
        for stage in 0..8 {
            let name = format!("stage {stage}");
            // On another worker it may still be on its way out when the trace ends.
            let ends = ["ended", "still running"].map(|how| endings.get(&(name.clone(), how.to_owned())).copied());
            assert!(matches!(ends, [Some(1), None] | [None, Some(1)]), "{name}: {endings:?}");
        }
        let slices = trace.slices();
        // A slice that follows a wait was brought about by somebody.
        let mut seen = HashMap::new();
        for slice in slices.iter().filter(|slice| slice.name != "main") {
            // Whose time was over has not waited, nor has who runs for the first time.
            let before = seen.insert(slice.goroutine, slice.ended);
            let first = before.is_none_or(|ended| ended == "time slice over");
            assert!(slice.args["waited_us"].is_number(), "{slice:?}");
            assert_eq!(first, slice.args["blocked_by"].is_null(), "{slice:?}");
        }
    });
}

// TR-10
#[test]
fn what_is_lost_is_counted_and_shown() {
    let _watch = watch("what_is_lost_is_counted_and_shown");
    for workers in ["1", "2"] {
        let trace = Run { keep: Some("1000"), ..Run::new("flood", workers, "native") }.trace();
        trace.assert_consistent();
        // On two workers they may wait in place for each other, without a switch.
        if workers == "1" {
            assert!(trace.lost() > 1_000, "more happened than can have been kept");
            let endings = trace.endings();
            assert!(endings.keys().any(|(name, _)| name == "stage 1"), "what came after is there: {endings:?}");
        }
    }
}

#[test]
fn traces_may_follow_each_other() {
    let _watch = watch("traces_may_follow_each_other");
    with_all(|workers, engine| {
        let run = Run::new("again", workers, engine);
        let (outcome, text) = run.run();
        outcome.assert_prints("false\n");
        parse(&text).assert_consistent();
    });
}

#[test]
fn a_program_as_it_is_is_traced_by_the_variable() {
    let _watch = watch("a_program_as_it_is_is_traced_by_the_variable");
    with_all(|workers, engine| {
        let trace = Run { by_variable: true, ..Run::new("plain", workers, engine) }.trace();
        trace.assert_consistent();
        assert!(trace.slices().iter().any(|slice| slice.name == "main"), "from the beginning");
        let (outcome, text) = Run { by_variable: true, ..Run::new("dead", workers, engine) }.run();
        outcome.assert_code(2);
        assert!(outcome.stderr.starts_with("fatal error: all goroutines are asleep"), "{outcome:#?}");
        let trace = parse(&text);
        assert!(trace.slices().iter().any(|slice| (slice.name, slice.ended) == ("main", "chan receive")));
    });
}

// TR-11; after Go's runtime/crash_test.go:TestCrashWhileTracing
#[test]
fn a_crash_leaves_what_was_written() {
    let _watch = watch("a_crash_leaves_what_was_written");
    with_all(|workers, engine| {
        let (outcome, text) = Run::new("crash", workers, engine).run();
        assert!(outcome.status.code().is_none(), "{outcome:#?}");
        // The last line may have been under way.
        let (lines, _) = text.rsplit_once(",\n").expect("more than one");
        // An arrow is there before the slice that it leads to, which is written when it has ended.
        assert!(!parse(&format!("{lines}\n]")).slices().is_empty());
    });
}

#[test]
fn the_writers_error_is_returned() {
    let _watch = watch("the_writers_error_is_returned");
    Run::new("fails", "2", "native").run().0.assert_prints("StorageFull\n");
}
