//! A picture of a trace: its tracks, slices and arrows as an SVG, for a page that Perfetto does not open on.
//!
//! ```sh
//! GOROUTINES_TRACE=trace.json cargo run --release --example crawl
//! cargo run --release -p goroutines --example trace_picture -- trace.json 1200 400 > trace.svg
//! ```
//!
//! The numbers are the microsecond at which the picture begins, and how many it shows; without them it is the whole trace.

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::{env, fs};

const WIDTH: f64 = 1_000.0;
const ROW: f64 = 34.0;
const LEFT: f64 = 130.0;
const TOP: f64 = 30.0;

const COLOURS: [&str; 8] = ["#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#76b7b2", "#edc948", "#e15759", "#9c755f"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().ok_or("which file? trace_picture FILE [BEGIN LENGTH]")?;
    let begin: f64 = arguments.next().map_or(Ok(0.0), |text| text.parse())?;
    let length = arguments.next().map(|text| text.parse::<f64>()).transpose()?;
    let text = fs::read_to_string(&path)?;
    // A program that has crashed did not write the end, and perhaps half a line.
    let whole = || text.rsplit_once(",\n").map_or("[".to_owned(), |(lines, _)| lines.to_owned()) + "]";
    let events: Vec<Value> = serde_json::from_str(&text).or_else(|_| serde_json::from_str(&whole()))?;
    let end = |event: &Value| number(event, "ts") + number(event, "dur");
    let length = length.unwrap_or_else(|| events.iter().map(end).fold(1.0, f64::max) - begin);
    print!("{}", Picture { events: &events, begin, length }.draw()?);
    Ok(())
}

fn number(event: &Value, member: &str) -> f64 {
    event[member].as_f64().unwrap_or(0.0)
}

struct Picture<'a> {
    events: &'a [Value],
    begin: f64,
    length: f64,
}

impl Picture<'_> {
    fn x(&self, time: f64) -> f64 {
        LEFT + ((time - self.begin) / self.length).clamp(0.0, 1.0) * (WIDTH - LEFT)
    }

    fn is_seen(&self, event: &Value) -> bool {
        let time = number(event, "ts");
        time <= self.begin + self.length && time + number(event, "dur") >= self.begin
    }

    fn draw(&self) -> Result<String, std::fmt::Error> {
        let mut tracks: BTreeMap<u64, (f64, &str)> = BTreeMap::new();
        let slices: Vec<&Value> =
            self.events.iter().filter(|event| event["ph"] == "X" && self.is_seen(event)).collect();
        for event in self.events.iter().filter(|event| event["name"] == "thread_name") {
            let number = event["tid"].as_u64().unwrap_or(0);
            if slices.iter().any(|slice| slice["tid"] == event["tid"]) {
                tracks.insert(number, (0.0, event["args"]["name"].as_str().unwrap_or("")));
            }
        }
        for (row, track) in tracks.values_mut().enumerate() {
            track.0 = TOP + row as f64 * ROW;
        }
        let height = TOP + tracks.len() as f64 * ROW + 24.0;
        let mut svg = String::new();
        writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"11\">"
        )?;
        writeln!(svg, "<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>")?;
        for step in 0..=5 {
            let time = self.begin + self.length * f64::from(step) / 5.0;
            let x = self.x(time);
            let anchor = if step == 5 { "end" } else { "middle" };
            writeln!(svg, "<line x1=\"{x:.1}\" y1=\"20\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#ddd\"/>", height - 20.0)?;
            writeln!(svg, "<text x=\"{x:.1}\" y=\"14\" text-anchor=\"{anchor}\" fill=\"#555\">{time:.0} µs</text>")?;
        }
        for (y, name) in tracks.values() {
            writeln!(svg, "<text x=\"4\" y=\"{:.1}\" fill=\"#333\">{}</text>", y + 16.0, escaped(name))?;
        }
        let mut colours: BTreeMap<&str, &str> = BTreeMap::new();
        for slice in &slices {
            let Some(&(y, _)) = slice["tid"].as_u64().and_then(|track| tracks.get(&track)) else { continue };
            let name = slice["name"].as_str().unwrap_or("").rsplit('/').next().unwrap_or("");
            let next = COLOURS[colours.len() % COLOURS.len()];
            let colour = if slice["cat"] == "goroutine" { *colours.entry(name).or_insert(next) } else { "#bbb" };
            let (from, to) = (self.x(number(slice, "ts")), self.x(number(slice, "ts") + number(slice, "dur")));
            let width = (to - from).max(0.6);
            let why = slice["args"]["ended"].as_str().unwrap_or("");
            writeln!(
                svg,
                "<rect x=\"{from:.2}\" y=\"{y:.1}\" width=\"{width:.2}\" height=\"22\" fill=\"{colour}\" stroke=\"#fff\" \
                 stroke-width=\"0.4\"><title>{}: {}</title></rect>",
                escaped(name),
                escaped(why)
            )?;
            if width > name.len() as f64 * 6.2 {
                writeln!(
                    svg,
                    "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"#fff\">{}</text>",
                    from + 3.0,
                    y + 15.0,
                    escaped(name)
                )?;
            }
        }
        self.draw_arrows(&tracks, &mut svg)?;
        svg.push_str("</svg>\n");
        Ok(svg)
    }

    fn draw_arrows(&self, tracks: &BTreeMap<u64, (f64, &str)>, svg: &mut String) -> std::fmt::Result {
        let mut begun = BTreeMap::new();
        for event in self.events.iter().filter(|event| event["ph"] == "s") {
            begun.insert(event["id"].as_u64(), event);
        }
        for to in self.events.iter().filter(|event| event["ph"] == "f" && self.is_seen(event)) {
            let Some(from) = begun.get(&to["id"].as_u64()) else { continue };
            let row = |event: &Value| event["tid"].as_u64().and_then(|track| tracks.get(&track)).map(|&(y, _)| y);
            // Those that stay on a track would hide it.
            if let (Some(y1), Some(y2)) = (row(from), row(to))
                && y1 != y2
            {
                let (x1, x2) = (self.x(number(from, "ts")), self.x(number(to, "ts")));
                let colour = if to["name"] == "go" { "#2a2" } else { "#222" };
                writeln!(
                    svg,
                    "<line x1=\"{x1:.1}\" y1=\"{:.1}\" x2=\"{x2:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"0.7\"/>\
                     <circle cx=\"{x2:.1}\" cy=\"{:.1}\" r=\"1.8\" fill=\"{colour}\"/>",
                    y1 + 11.0,
                    y2 + 11.0,
                    y2 + 11.0
                )?;
            }
        }
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
