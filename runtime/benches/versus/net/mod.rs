//! Servers beside one another: `-- --net`. Each contender runs a server in a process of its own; one generator of load, which is the
//! same for all, asks it over so many connections that stay open.
//!
//! The generator is a single thread, each of whose connections sends its next request when the last is answered. It has no processor
//! of its own: it shares the machine with the server, as `wrk -t1` would.

#![forbid(unsafe_code)]

mod floor;
mod load;
mod process;
mod table;

pub(crate) use floor::run as run_floor;

use crate::contenders::{Built, Contender};
use process::Server;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

const USAGE: &str = "\
cargo bench -p goroutines --bench versus -- --net [options]
  --rounds NUMBER       3
  --kinds NAMES         of echo, hello, with commas between them
  --servers NAMES       of goroutines, go, net/http, may, tokio, hyper, epoll
  --connections NUMBERS 1,64,1000,5000
  --budget NUMBER       how long one is asked, in milliseconds: 800
  --log FILE            append each run to this file
  --from FILE           measure nothing: take the runs from a file
  --write               put the table into the book";

/// What is asked of a server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// 64 bytes, which come back.
    Echo,
    /// A request of HTTP/1.1 without a body.
    Hello,
}

impl Kind {
    const ALL: [Kind; 2] = [Kind::Echo, Kind::Hello];

    fn name(self) -> &'static str {
        match self {
            Kind::Echo => "echo",
            Kind::Hello => "hello",
        }
    }
}

/// A column: what it is called, whose program it is, and what that is asked to run.
struct Contestant {
    name: &'static str,
    contender: Option<Contender>,
    echo: Option<&'static str>,
    hello: &'static str,
}

const CONTESTANTS: [Contestant; 7] = [
    Contestant { name: "goroutines", contender: Some(Contender::Ours), echo: Some("serve_echo"), hello: "serve_hello" },
    Contestant { name: "go", contender: Some(Contender::Go), echo: Some("serve_echo"), hello: "serve_hello" },
    Contestant { name: "net/http", contender: Some(Contender::Go), echo: None, hello: "serve_http" },
    Contestant { name: "may", contender: Some(Contender::May), echo: Some("serve_echo"), hello: "serve_hello" },
    Contestant { name: "tokio", contender: Some(Contender::Tokio), echo: Some("serve_echo"), hello: "serve_hello" },
    Contestant { name: "hyper", contender: Some(Contender::Tokio), echo: None, hello: "serve_http" },
    // This program, without any runtime.
    Contestant { name: "epoll", contender: None, echo: Some("floor_echo"), hello: "floor_hello" },
];

struct Wanted {
    rounds: usize,
    kinds: Vec<Kind>,
    servers: Vec<String>,
    connections: Vec<usize>,
    budget: Duration,
    log: Option<PathBuf>,
    from: Option<PathBuf>,
    write: bool,
}

fn wanted(arguments: &[String]) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        rounds: 3,
        kinds: Kind::ALL.to_vec(),
        servers: CONTESTANTS.iter().map(|contestant| contestant.name.to_owned()).collect(),
        connections: vec![1, 64, 1_000, 5_000],
        budget: Duration::from_millis(800),
        log: None,
        from: None,
        write: false,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{argument} takes a value\n\n{USAGE}"));
        let number = |text: &str| text.parse::<usize>().map_err(|error| format!("{argument} {text}: {error}"));
        match argument.as_str() {
            "--bench" | "--net" => {}
            "--write" => wanted.write = true,
            "--rounds" => wanted.rounds = number(value()?)?,
            "--budget" => wanted.budget = Duration::from_millis(number(value()?)? as u64),
            "--log" => wanted.log = Some(value()?.into()),
            "--from" => wanted.from = Some(value()?.into()),
            "--servers" => wanted.servers = value()?.split(',').map(str::to_owned).collect(),
            "--connections" => wanted.connections = value()?.split(',').map(number).collect::<Result<_, _>>()?,
            "--kinds" => {
                let names = value()?.clone();
                wanted.kinds =
                    Kind::ALL.into_iter().filter(|kind| names.split(',').any(|name| name == kind.name())).collect();
            }
            other => return Err(format!("what is `{other}`?\n\n{USAGE}")),
        }
    }
    Ok(wanted)
}

/// One measurement: a line of the log.
#[derive(Clone)]
struct Run {
    kind: String,
    connections: usize,
    server: String,
    metric: String,
    value: f64,
}

impl Run {
    fn line(&self) -> String {
        format!("{} {} {} {} {}\n", self.kind, self.connections, self.server, self.metric, self.value)
    }

    fn read(line: &str) -> Option<Run> {
        let [kind, connections, server, metric, value] = line.split(' ').collect::<Vec<_>>()[..] else { return None };
        Some(Run {
            kind: kind.to_owned(),
            connections: connections.parse().ok()?,
            server: server.to_owned(),
            metric: metric.to_owned(),
            value: value.parse().ok()?,
        })
    }
}

pub(crate) fn compare(arguments: &[String]) -> crate::Outcome {
    let wanted = wanted(arguments)?;
    let runs = match &wanted.from {
        Some(file) => fs::read_to_string(file)?.lines().filter_map(Run::read).collect(),
        None => measure(&wanted)?,
    };
    let table = table::markdown(&runs);
    print!("{table}");
    if wanted.write {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../book/src/performance-net-table.md");
        fs::write(page, table)?;
    }
    Ok(())
}

fn measure(wanted: &Wanted) -> io::Result<Vec<Run>> {
    eprintln!("building the contenders");
    let takes_part = |contestant: &&Contestant| wanted.servers.iter().any(|name| name == contestant.name);
    let contestants: Vec<&Contestant> = CONTESTANTS.iter().filter(takes_part).collect();
    let contenders: Vec<Contender> = contestants.iter().filter_map(|contestant| contestant.contender).collect();
    let built = Built::build(&contenders);
    let mut log =
        wanted.log.as_ref().map(|file| OpenOptions::new().create(true).append(true).open(file)).transpose()?;
    let mut runs = Vec::new();
    for round in 1..=wanted.rounds {
        for &kind in &wanted.kinds {
            for &connections in &wanted.connections {
                for contestant in &contestants {
                    let what = format!("{round} {} {connections} {}", kind.name(), contestant.name);
                    match measure_one(&built, contestant, kind, connections, wanted.budget) {
                        None => {}
                        Some(Err(error)) => eprintln!("{what}: {error}"),
                        Some(Ok(metrics)) => {
                            eprintln!("{what}: {metrics:.1?}");
                            for (metric, value) in metrics {
                                let run = Run {
                                    kind: kind.name().to_owned(),
                                    connections,
                                    server: contestant.name.to_owned(),
                                    metric: metric.to_owned(),
                                    value,
                                };
                                if let Some(log) = &mut log {
                                    log.write_all(run.line().as_bytes())?;
                                }
                                runs.push(run);
                            }
                        }
                    }
                }
            }
        }
    }
    Ok(runs)
}

type Metrics = Vec<(&'static str, f64)>;

/// None where the contestant has no such server.
fn measure_one(
    built: &Built,
    contestant: &Contestant,
    kind: Kind,
    connections: usize,
    budget: Duration,
) -> Option<io::Result<Metrics>> {
    let row = match kind {
        Kind::Echo => contestant.echo?,
        Kind::Hello => contestant.hello,
    };
    let mut command = match contestant.contender {
        Some(contender) => built.program(contender).ok()?.command(),
        None => {
            let mut command = std::process::Command::new(std::env::current_exe().ok()?);
            command.arg("--child");
            command
        }
    };
    command.args([row, "0"]).env("GOMAXPROCS", "2");
    Some(Server::start(command).and_then(|server| ask(&server, kind, connections, budget)))
}

fn ask(server: &Server, kind: Kind, connections: usize, budget: Duration) -> io::Result<Metrics> {
    let before = server.memory();
    let mut load = load::Load::connect(server.address, kind, connections)?;
    load.run(budget / 4)?;
    let memory = (server.memory() - before) / connections as f64;
    let used = server.processor_time();
    let mut asked = load.run(budget)?;
    let used = server.processor_time() - used;
    let answers = asked.answers() as f64;
    let mut metrics = vec![
        ("rate", answers / asked.took.as_secs_f64()),
        ("p50", asked.quantile(0.5)),
        ("p99", asked.quantile(0.99)),
        ("p999", asked.quantile(0.999)),
        ("cpu", used.as_secs_f64() * 1e6 / answers),
        ("memory", memory),
    ];
    // It slows the server, so this is another run.
    if let Some(counter) = server.count_calls() {
        let asked = load.run(budget / 4)?;
        if let Some(calls) = counter.calls() {
            metrics.push(("calls", calls / asked.answers() as f64));
        }
    }
    Ok(metrics)
}
