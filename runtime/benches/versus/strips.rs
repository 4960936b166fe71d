//! The chart of the rows that are compared with Go alone, in SVG: a strip for each group with a dot for each row, at its time as
//! a share of Go's, and below it the names of those that lose.
//!
//! The axis is linear and cut off, as that of the other chart: what lies beyond is at the edge, and among the names.

#![forbid(unsafe_code)]

use crate::against_go::{LOSS, geometric_mean, share_of};
use crate::rounds::Measured;
use crate::rows::{Group, Row};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;

const WIDTH: i32 = 960;
const LEFT: i32 = 260;
const TOP: i32 = 70;
/// The distance from nothing to Go's time, and to the edge.
const ONE: i32 = 300;
const EDGE: i32 = 2 * ONE;
const STRIP: i32 = 34;
const LINE: i32 = 15;
/// How many characters of names go into a line.
const CHARACTERS: usize = 108;
const DOT: i32 = 4;

const INK: RGBColor = RGBColor(40, 40, 40);
const FAINT: RGBColor = RGBColor(205, 205, 205);
const GAIN: RGBColor = RGBColor(86, 180, 233);
const LOST: RGBColor = RGBColor(213, 94, 0);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Outcome = Result<(), Box<dyn Error>>;

struct Strip {
    title: String,
    shares: Vec<f64>,
    /// The names of those that lose, in lines.
    losses: Vec<String>,
}

impl Strip {
    fn height(&self) -> i32 {
        STRIP + self.losses.len() as i32 * LINE + 10
    }
}

pub(crate) fn svg(groups: &[(Group, Vec<&Row>)], measured: &Measured) -> Result<String, Box<dyn Error>> {
    let strips: Vec<Strip> = groups.iter().map(|(group, rows)| strip(*group, rows, measured)).collect();
    let height = TOP + strips.iter().map(Strip::height).sum::<i32>() + 10;
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH as u32, height as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        draw_head(&area)?;
        let mut top = TOP;
        for strip in &strips {
            draw_strip(&area, top, strip)?;
            top += strip.height();
        }
        area.present()?;
    }
    Ok(text)
}

fn strip(group: Group, rows: &[&Row], measured: &Measured) -> Strip {
    let mut shares: Vec<(&str, f64)> =
        rows.iter().filter_map(|row| Some((row.name, share_of(row, measured)?))).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mean = geometric_mean(shares.iter().map(|&(_, share)| share)).unwrap_or(f64::NAN);
    let losses = shares.iter().filter(|(_, share)| *share > LOSS);
    let names = losses.map(|(name, share)| format!("{name} {share:.*}", if *share < 10.0 { 2 } else { 0 }));
    Strip {
        title: format!("{}: {mean:.2}", group.title().replace('`', "")),
        shares: shares.iter().map(|&(_, share)| share).collect(),
        losses: wrapped(names),
    }
}

fn wrapped(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in names {
        match lines.last_mut() {
            Some(line) if line.len() + name.len() < CHARACTERS => *line += &format!(", {name}"),
            _ => lines.push(name),
        }
    }
    lines
}

fn draw_head(area: &Area<'_>) -> Outcome {
    write(
        area,
        "Time as a share of Go's, a dot a row; beside each group its geometric mean",
        (20, 22),
        17,
        HPos::Left,
    )?;
    for (share, x) in
        [("0", 0), ("0.5", ONE / 2), ("1", ONE), ("1.5", ONE * 3 / 2), ("2 and more", EDGE)].map(|(s, x)| (s, LEFT + x))
    {
        write(area, share, (x, TOP - 18), 12, HPos::Center)?;
    }
    Ok(())
}

fn draw_strip(area: &Area<'_>, top: i32, strip: &Strip) -> Outcome {
    let middle = top + STRIP / 2;
    write(area, &strip.title, (LEFT - 16, middle), 14, HPos::Right)?;
    for x in [0, ONE / 2, ONE, ONE * 3 / 2, EDGE] {
        let colour = if x == ONE { INK } else { FAINT };
        area.draw(&PathElement::new([(LEFT + x, top), (LEFT + x, top + STRIP)], colour))?;
    }
    // Dots that would hide each other are put beside each other.
    let mut taken: Vec<(i32, i32)> = Vec::new();
    for &share in &strip.shares {
        let x = LEFT + ((share * f64::from(ONE)) as i32).min(EDGE);
        let is_free = |y: i32| taken.iter().all(|&(other, its_y)| (other - x).abs() > 2 * DOT || its_y != y);
        let y = [0, -9, 9].into_iter().map(|shift| middle + shift).find(|&y| is_free(y)).unwrap_or(middle);
        taken.push((x, y));
        let colour = if share > LOSS { LOST } else { GAIN };
        area.draw(&Circle::new((x, y), DOT, colour.mix(0.75).filled()))?;
    }
    for (place, line) in strip.losses.iter().enumerate() {
        let y = top + STRIP + place as i32 * LINE + LINE / 2;
        write(area, line, (LEFT, y), 11, HPos::Left)?;
    }
    Ok(())
}

fn write(area: &Area<'_>, text: &str, place: (i32, i32), size: u32, side: HPos) -> Outcome {
    let style = TextStyle::from(("sans-serif", size).into_font()).color(&INK).pos(Pos::new(side, VPos::Center));
    Ok(area.draw(&Text::new(text, place, style))?)
}
