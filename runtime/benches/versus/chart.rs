//! The chart: every row's times as shares of Go's, as bars, in SVG.
//!
//! The axis is linear and cut off, so that the bars near Go's can be compared; a bar that would be longer ends in a point
//! and says its number. A logarithmic axis was tried: it makes ten times as fast look like twice as fast.

#![forbid(unsafe_code)]

use crate::arguments::Wanted;
use crate::contenders::Contender;
use crate::report::{amount, is_time};
use crate::rounds::Measured;
use crate::rows;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::error::Error;

const WIDTH: i32 = 960;
/// Where the bars begin, below each other, and what is beside them.
const LEFT: i32 = 400;
const TOP: i32 = 76;
const BOTTOM: i32 = 16;
/// The length of Go's bars, and the longest.
const ONE: i32 = 220;
const LONGEST: i32 = 2 * ONE;
const BAR: i32 = 11;
/// Between two groups of bars.
const GAP: i32 = 12;

const INK: RGBColor = RGBColor(40, 40, 40);
const FAINT: RGBColor = RGBColor(205, 205, 205);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Outcome = Result<(), Box<dyn Error>>;

struct Group {
    title: &'static str,
    bars: Vec<Bar>,
}

struct Bar {
    contender: Contender,
    share: f64,
    label: String,
}

impl Group {
    fn height(&self) -> i32 {
        self.bars.len() as i32 * BAR + GAP
    }
}

pub(crate) fn svg(wanted: &Wanted, measured: &Measured) -> Result<String, Box<dyn Error>> {
    let groups = groups(wanted, measured);
    let height = TOP + groups.iter().map(Group::height).sum::<i32>() + BOTTOM;
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDTH as u32, height as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        draw_head(&area, height)?;
        let mut top = TOP;
        for group in &groups {
            draw_group(&area, top, group)?;
            top += group.height();
        }
        area.present()?;
    }
    Ok(text)
}

/// A group for each line that is a time and that Go has run.
fn groups(wanted: &Wanted, measured: &Measured) -> Vec<Group> {
    let mut groups = Vec::new();
    for row in wanted.rows.iter().filter(|row| row.group == rows::Group::Rivals) {
        let workers = row.settings()[0];
        for line in row.lines.iter().filter(|line| is_time(line.unit)) {
            let bar = |contender| {
                let share = measured.share_of_go(row, workers, line.metric, contender)?;
                let label = match contender {
                    Contender::Go => amount(measured.median(row, workers, line.metric, contender)?, line.unit),
                    _ => format!("{share:.*}", if share < 10.0 { 2 } else { 0 }),
                };
                Some(Bar { contender, share, label })
            };
            let bars: Vec<Bar> = Contender::ALL.into_iter().filter_map(bar).collect();
            if bars.iter().any(|bar| bar.contender == Contender::Go) {
                groups.push(Group { title: line.title, bars });
            }
        }
    }
    groups
}

fn draw_head(area: &Area<'_>, height: i32) -> Outcome {
    write(area, "Time, as a share of Go's: shorter is faster", (20, 22), 18, HPos::Left)?;
    let mut left = LEFT;
    for contender in Contender::ALL {
        area.draw(&Rectangle::new([(left, 42), (left + 12, 54)], colour(contender).filled()))?;
        write(area, contender.name(), (left + 18, 48), 14, HPos::Left)?;
        left += 110;
    }
    for (share, x) in
        [("0", LEFT), ("0.5", LEFT + ONE / 2), ("1", LEFT + ONE), ("1.5", LEFT + ONE * 3 / 2), ("2", LEFT + LONGEST)]
    {
        area.draw(&PathElement::new([(x, TOP - 4), (x, height - BOTTOM)], if share == "1" { INK } else { FAINT }))?;
        write(area, share, (x, TOP - 12), 12, HPos::Center)?;
    }
    Ok(())
}

fn draw_group(area: &Area<'_>, top: i32, group: &Group) -> Outcome {
    let middle = top + (group.height() - GAP) / 2 + GAP / 2;
    write(area, group.title, (LEFT - 12, middle), 13, HPos::Right)?;
    for (place, bar) in group.bars.iter().enumerate() {
        let top = top + GAP / 2 + place as i32 * BAR;
        let bottom = top + BAR - 1;
        let colour = colour(bar.contender);
        let length = ((bar.share * f64::from(ONE)) as i32).max(1);
        let right = LEFT + length.min(LONGEST);
        area.draw(&Rectangle::new([(LEFT, top), (right, bottom)], colour.filled()))?;
        let mut label = right + 5;
        if length > LONGEST {
            let point = (right + 8, i32::midpoint(top, bottom));
            area.draw(&Polygon::new([(right, top), point, (right, bottom)], colour))?;
            label += 8;
        }
        // The lines of the axis do not go through a number.
        let width = bar.label.chars().count() as i32 * 7;
        area.draw(&Rectangle::new([(label - 3, top), (label + width, bottom)], WHITE.filled()))?;
        write(area, &bar.label, (label, i32::midpoint(top, bottom)), 11, HPos::Left)?;
    }
    Ok(())
}

fn write(area: &Area<'_>, text: &str, place: (i32, i32), size: u32, side: HPos) -> Outcome {
    let style = TextStyle::from(("sans-serif", size).into_font()).color(&INK).pos(Pos::new(side, VPos::Center));
    Ok(area.draw(&Text::new(text, place, style))?)
}

/// From a palette that the colour-blind can tell apart.
fn colour(contender: Contender) -> RGBColor {
    match contender {
        Contender::Ours => RGBColor(213, 94, 0),
        Contender::Go => RGBColor(86, 180, 233),
        Contender::May => RGBColor(150, 150, 150),
        Contender::Tokio => RGBColor(0, 158, 115),
    }
}
