//! Stage moves: how many agencies went from which stage to which between two periods. Runs the way the language reads.
use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, AXIS, CHECKED, INK, MUTED, SUPPORTED};
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, WIDTH};
use crate::chart::{Drawing, Frame, Step, StepKind};

#[derive(Debug, Clone, PartialEq)]
pub struct Moves {
    /// Stages from the lowest up, drawn with the highest on top; then those beside the ladder.
    pub steps: Vec<Step>,
    /// Any order; equal pairs are added, empty ones left out.
    pub flows: Vec<Flow>,
    pub words: Words,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// Indices into `steps`; a flow from or to no step is left out.
    pub from: usize,
    pub to: usize,
    pub agencies: u64,
}

/// Names of the periods; the legend, whose empty entries are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub before: String,
    pub after: String,
    pub up: String,
    pub stayed: String,
    pub down: String,
    /// Beside the ladder before or after.
    pub other: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Stayed,
    Down,
    Other,
}

/// Thickness no flow goes below, so that its number can be read.
const THINNEST: f64 = 17.0;
/// Most pixels one agency takes.
const THICKEST: f64 = 34.0;
const GAP: f64 = 16.0;
const NODE: f64 = 12.0;
const GREY: &str = "#8d99a3";

impl Moves {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let mut sheet = Sheet::open(frame, 1, 1);
        let flows = self.flows();
        let sum = |wanted: Way| -> u64 {
            flows.iter().filter(|((from, to), _)| self.way(*from, *to) == wanted).map(|(_, n)| n).sum()
        };
        let ways = [
            (Way::Up, &self.words.up),
            (Way::Stayed, &self.words.stayed),
            (Way::Down, &self.words.down),
            (Way::Other, &self.words.other),
        ];
        let entries: Vec<(Key, String)> = ways
            .into_iter()
            .filter(|(way, words)| !words.trim().is_empty() && (sum(*way) > 0 || *way != Way::Other))
            .map(|(way, words)| (key(way), format!("{words}: {}", frame.style.number(sum(way) as f64, 0))))
            .collect();
        let legend: Vec<(Key, &str)> = entries.iter().map(|(key, words)| (key.clone(), words.as_str())).collect();
        sheet.legend(&legend);
        if flows.is_empty() {
            sheet.nothing();
            return vec![sheet.finish(&frame.title)];
        }
        self.river(&mut sheet, frame, &flows);
        let mut alt = format!("{} → {}.", self.words.before, self.words.after);
        for ((from, to), agencies) in &flows {
            let number = frame.style.number(*agencies as f64, 0);
            alt.push_str(&format!(" {} → {}: {number}.", self.steps[*from].label, self.steps[*to].label));
        }
        vec![sheet.finish(&alt)]
    }

    fn river(&self, sheet: &mut Sheet<'_>, frame: &Frame, flows: &BTreeMap<(usize, usize), u64>) {
        let order = self.order();
        let rank: BTreeMap<usize, usize> = order.iter().enumerate().map(|(rank, &step)| (step, rank)).collect();
        let total: u64 = flows.values().sum();
        let scale = (380.0 / total as f64).min(THICKEST);
        let thickness = |agencies: u64| (agencies as f64 * scale).max(THINNEST);
        let mut sorted: Vec<(usize, usize, u64)> = flows.iter().map(|(&(from, to), &n)| (from, to, n)).collect();
        sorted.sort_by_key(|&(from, to, _)| (rank[&from], rank[&to]));

        let captions = |side: fn(&(usize, usize, u64)) -> usize| -> Vec<(usize, String)> {
            order
                .iter()
                .map(|&step| {
                    let agencies: u64 = sorted.iter().filter(|flow| side(flow) == step).map(|flow| flow.2).sum();
                    (step, agencies)
                })
                .filter(|&(_, agencies)| agencies > 0)
                .map(|(step, agencies)| (step, frame.style.number(agencies as f64, 0)))
                .collect()
        };
        let (before, after) = (captions(|flow| flow.0), captions(|flow| flow.1));
        let set = Type::regular(13.5, INK);
        let names = |captions: &[(usize, String)]| {
            Labels::new(captions.iter().map(|&(step, _)| self.steps[step].label.as_str()), set, 190.0, 2)
        };
        let (names_before, names_after) = (names(&before), names(&after));
        let from_x = MARGIN + names_before.width + 58.0;
        let to_x = END - names_after.width - 58.0 - NODE;

        let head = Type::bold(14.5, INK);
        let top = sheet.y + 14.0;
        let (before_room, after_room) = (from_x + NODE - MARGIN, END - to_x);
        let near = [(from_x + NODE, before_room, Anchor::End), (to_x, after_room, Anchor::Start)];
        let far =
            [(MARGIN, WIDTH / 2.0 - MARGIN - 20.0, Anchor::Start), (END, WIDTH / 2.0 - MARGIN - 20.0, Anchor::End)];
        for ((near, far), words) in near.into_iter().zip(far).zip([&self.words.before, &self.words.after]) {
            let (x, room, anchor) = if head.width(words) <= near.1 { near } else { far };
            let folded = head.fold(words, room, 1);
            sheet.canvas.folded(x, top, &folded, words, head.anchored(anchor));
        }
        let top = top + 14.0;
        let place = |captions: &[(usize, String)], labels: &Labels<'_>, side: fn(&(usize, usize, u64)) -> usize| {
            let mut y = top;
            let mut places = BTreeMap::new();
            for (row, (step, _)) in captions.iter().enumerate() {
                let thick: f64 = sorted.iter().filter(|flow| side(flow) == *step).map(|flow| thickness(flow.2)).sum();
                let height = thick.max(labels.height(row) - GAP + 6.0);
                places.insert(*step, (y + (height - thick) / 2.0, thick));
                y += height + GAP;
            }
            (places, y - GAP)
        };
        let (froms, bottom_before) = place(&before, &names_before, |flow| flow.0);
        let (tos, bottom_after) = place(&after, &names_after, |flow| flow.1);

        let mut from_y: BTreeMap<usize, f64> = froms.iter().map(|(&step, &(y, _))| (step, y)).collect();
        let mut to_y: BTreeMap<usize, f64> = tos.iter().map(|(&step, &(y, _))| (step, y)).collect();
        let mut arrivals = sorted.clone();
        arrivals.sort_by_key(|&(from, to, _)| (rank[&to], rank[&from]));
        let mut ends: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (from, to, agencies) in arrivals {
            let y = to_y.entry(to).or_insert(top);
            ends.insert((from, to), *y);
            *y += thickness(agencies);
        }
        let mut ribbons = Vec::with_capacity(sorted.len());
        for &(from, to, agencies) in &sorted {
            let y = from_y.entry(from).or_insert(top);
            ribbons.push((self.way(from, to), agencies, *y, ends[&(from, to)], thickness(agencies)));
            *y += thickness(agencies);
        }
        for shown in [Way::Stayed, Way::Other, Way::Up, Way::Down] {
            for &(way, _, start, end, thick) in ribbons.iter().filter(|ribbon| ribbon.0 == shown) {
                let (fill, opacity, stroke) = look(way);
                let (from, to) =
                    ((from_x + NODE, start + 1.0, start + thick - 1.0), (to_x, end + 1.0, end + thick - 1.0));
                sheet.canvas.ribbon(from, to, fill, opacity, stroke);
            }
        }
        for (way, agencies, start, end, thick) in ribbons {
            flow_number(&mut sheet.canvas, frame, way, agencies, (from_x + NODE, start + thick / 2.0), Anchor::Start);
            flow_number(&mut sheet.canvas, frame, way, agencies, (to_x, end + thick / 2.0), Anchor::End);
        }
        let canvas = &mut sheet.canvas;
        for (row, (step, count)) in before.iter().enumerate() {
            let (y, thick) = froms[step];
            canvas.rect(from_x, y, NODE, thick, CHECKED, None);
            canvas.text(
                from_x - 10.0,
                baseline(y + thick / 2.0, 15.0),
                count,
                Type::bold(15.0, INK).anchored(Anchor::End),
            );
            names_before.draw(canvas, row, MARGIN, y + thick / 2.0);
        }
        for (row, (step, count)) in after.iter().enumerate() {
            let (y, thick) = tos[step];
            canvas.rect(to_x, y, NODE, thick, CHECKED, None);
            canvas.text(to_x + NODE + 10.0, baseline(y + thick / 2.0, 15.0), count, Type::bold(15.0, INK));
            names_after.draw(canvas, row, END - names_after.width, y + thick / 2.0);
        }
        sheet.y = bottom_before.max(bottom_after) + 6.0;
    }

    /// Pairs of known steps with at least one agency.
    fn flows(&self) -> BTreeMap<(usize, usize), u64> {
        let mut flows = BTreeMap::new();
        for flow in &self.flows {
            if flow.agencies > 0 && flow.from < self.steps.len() && flow.to < self.steps.len() {
                *flows.entry((flow.from, flow.to)).or_insert(0) += flow.agencies;
            }
        }
        flows
    }

    fn order(&self) -> Vec<usize> {
        let of = |kind: StepKind| (0..self.steps.len()).filter(move |&step| self.steps[step].kind == kind);
        of(StepKind::Stage).rev().chain(of(StepKind::Aside)).collect()
    }

    fn way(&self, from: usize, to: usize) -> Way {
        let stages = [from, to].map(|step| self.steps[step].kind == StepKind::Stage);
        match (stages, from.cmp(&to)) {
            ([true, true], Ordering::Equal) => Way::Stayed,
            ([true, true], Ordering::Less) => Way::Up,
            ([true, true], Ordering::Greater) => Way::Down,
            _ => Way::Other,
        }
    }
}

/// The count inside a ribbon's end, with the sign of its way.
fn flow_number(canvas: &mut Canvas, frame: &Frame, way: Way, agencies: u64, at: (f64, f64), anchor: Anchor) {
    let set = Type::bold(12.5, INK).anchored(anchor);
    let number = frame.style.number(agencies as f64, 0);
    let side = if anchor == Anchor::Start { 1.0 } else { -1.0 };
    let sign = match way {
        Way::Up => Some((Marker::TriangleUp, CHECKED)),
        Way::Down => Some((Marker::TriangleDown, ACCENT)),
        Way::Stayed | Way::Other => None,
    };
    let mut x = at.0 + side * 8.0;
    if let Some((marker, colour)) = sign {
        canvas.marker(marker, x + side * 4.0, at.1, 4.6, colour);
        x += side * 13.0;
    }
    canvas.text(x, baseline(at.1, 12.5), &number, set);
}

fn look(way: Way) -> (&'static str, f64, Option<Stroke<'static>>) {
    match way {
        Way::Up => (SUPPORTED, 0.5, None),
        Way::Stayed => (GREY, 0.24, None),
        Way::Down => (ACCENT, 0.3, Some(Stroke::dashed(ACCENT, 1.2))),
        Way::Other => (AXIS, 0.06, Some(Stroke::dashed(MUTED, 1.0))),
    }
}

fn key(way: Way) -> Key {
    match way {
        Way::Up => Key::Marker(Marker::TriangleUp, CHECKED.to_owned()),
        Way::Stayed => Key::Fill("#dfe3e6".to_owned()),
        Way::Down => Key::Marker(Marker::TriangleDown, ACCENT.to_owned()),
        Way::Other => Key::Line(MUTED.to_owned(), "5 4"),
    }
}
