//! Stage ladder: how many agencies stand at each stage, by column of truth, one panel beside the other.
use crate::chart::paper::canvas::{Canvas, Stroke, Type, baseline};
use crate::chart::paper::colour::{AXIS, CHECKED, CLAIMED, CLAIMED_EDGE, GRID, HATCH, INK, MUTED, PAPER, SUPPORTED};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, MARGIN, Sheet, pages};
use crate::chart::{Drawing, Frame, Step, StepKind};

#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Heads of the panels, the least certain column first (claimed, supported, checked).
    pub columns: Vec<String>,
    /// Stages from the lowest up, drawn with the highest on top; then those beside the ladder.
    pub rungs: Vec<Rung>,
    /// Agencies in all: what 100 % is.
    pub agencies: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rung {
    pub step: Step,
    /// Agencies, one per column; none where the column does not exist.
    pub counts: Vec<Option<u64>>,
}

/// Rungs on one page, panels on one page.
const ROWS: usize = 40;
const PANELS: usize = 4;

impl Ladder {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let mut rungs: Vec<&Rung> = self.rungs.iter().filter(|rung| rung.step.kind == StepKind::Stage).collect();
        rungs.reverse();
        rungs.extend(self.rungs.iter().filter(|rung| rung.step.kind == StepKind::Aside));
        let (rows, panels) = (pages(rungs.len(), ROWS), pages(self.columns.len(), PANELS));
        let total = rows.len() * panels.len();
        let mut drawings = Vec::with_capacity(total);
        for rows in &rows {
            for panels in &panels {
                let mut sheet = Sheet::open(frame, drawings.len() + 1, total);
                let rungs = &rungs[rows.clone()];
                if rungs.is_empty() || panels.is_empty() {
                    sheet.nothing();
                } else {
                    self.page(&mut sheet, frame, rungs, panels.clone());
                }
                drawings.push(sheet.finish(&self.alt(frame, rungs)));
            }
        }
        drawings
    }

    fn page(&self, sheet: &mut Sheet<'_>, frame: &Frame, rungs: &[&Rung], panels: std::ops::Range<usize>) {
        let labels = Labels::new(rungs.iter().map(|rung| rung.step.label.as_str()), Type::regular(14.0, INK), 230.0, 2);
        let start = MARGIN + labels.width + 22.0;
        let width = (END - start) / panels.len() as f64;
        let head = Type::bold(14.0, INK);
        let heads: Vec<_> =
            self.columns[panels.clone()].iter().map(|column| head.fold(column, width - 30.0, 2)).collect();
        let lines = heads.iter().map(|folded| folded.lines.len()).max().unwrap_or(1);
        let top = sheet.y + head.leading() * lines as f64 + 12.0;
        let number = Type::bold(13.5, INK);
        let beside = rungs
            .iter()
            .flat_map(|rung| rung.counts.iter().flatten())
            .map(|&count| number.width(&self.count(frame, count)))
            .fold(0.0, f64::max);
        let longest = (width - 24.0 - beside - 8.0).max(20.0);
        let most = rungs.iter().flat_map(|rung| rung.counts.iter().flatten()).max().copied().unwrap_or(1).max(1);

        let canvas = &mut sheet.canvas;
        let mut y = top;
        let mut aside = false;
        for (at, rung) in rungs.iter().enumerate() {
            if rung.step.kind == StepKind::Aside && !aside {
                aside = true;
                if at > 0 {
                    y += 6.0;
                    canvas.line((MARGIN, y), (END, y), Stroke::dashed(AXIS, 1.0));
                    y += 6.0;
                }
            }
            let height = row_height(rungs.len(), labels.height(at));
            labels.draw(canvas, at, MARGIN, y + height / 2.0);
            for (panel, column) in panels.clone().enumerate() {
                let x = start + width * panel as f64;
                let thick = (row_height(rungs.len(), 0.0) * 0.62).min(30.0);
                let bar = (x, y + (height - thick) / 2.0, thick);
                match rung.counts.get(column).copied().flatten() {
                    Some(count) => {
                        let long = longest * count as f64 / most as f64;
                        draw_bar(canvas, bar, long, shade(column, self.columns.len()), rung.step.kind);
                        let place = (x + long + 8.0, baseline(y + height / 2.0, 13.5));
                        canvas.text(place.0, place.1, &self.count(frame, count), number);
                    }
                    None => canvas.text(x + 8.0, baseline(y + height / 2.0, 13.5), "–", Type::regular(13.5, MUTED)),
                }
            }
            y += height;
        }
        for (panel, folded) in heads.iter().enumerate() {
            let x = start + width * panel as f64;
            canvas.line((x, top), (x, y), Stroke::solid(AXIS, 1.2));
            let text = &self.columns[panels.start + panel];
            let first = top - 14.0 - head.leading() * (folded.lines.len().max(1) - 1) as f64;
            draw_bar(
                canvas,
                (x, first - 11.0, 13.0),
                13.0,
                shade(panels.start + panel, self.columns.len()),
                StepKind::Stage,
            );
            canvas.folded(x + 22.0, first, folded, text, head);
        }
        canvas.line((MARGIN, y + 6.0), (END, y + 6.0), Stroke::solid(GRID, 1.0));
        sheet.y = y + 6.0;
    }

    fn count(&self, frame: &Frame, count: u64) -> String {
        let number = frame.style.number(count as f64, 0);
        if self.agencies == 0 {
            return number;
        }
        format!("{number} ({})", frame.style.percent(count as f64 * 100.0 / self.agencies as f64, 0))
    }

    fn alt(&self, frame: &Frame, rungs: &[&Rung]) -> String {
        let mut alt = format!("{}.", self.columns.join("; "));
        for rung in rungs {
            let counts: Vec<String> = (0..self.columns.len())
                .map(|column| {
                    rung.counts
                        .get(column)
                        .copied()
                        .flatten()
                        .map_or("–".to_owned(), |count| self.count(frame, count))
                })
                .collect();
            alt.push_str(&format!(" {}: {}.", rung.step.label, counts.join("; ")));
        }
        alt
    }
}

/// Fill and edge of a column of truth: darker the surer.
fn shade(column: usize, columns: usize) -> (&'static str, &'static str) {
    match (column, columns) {
        (0, 1) => (SUPPORTED, SUPPORTED),
        (0, _) => (CLAIMED, CLAIMED_EDGE),
        (1, _) => (SUPPORTED, SUPPORTED),
        _ => (CHECKED, CHECKED),
    }
}

/// `place` is x, y and thickness. What stands beside the ladder is hatched on white.
fn draw_bar(canvas: &mut Canvas, place: (f64, f64, f64), long: f64, shade: (&str, &str), kind: StepKind) {
    let (x, y, thick) = place;
    if long <= 0.0 {
        return;
    }
    match kind {
        StepKind::Stage => canvas.rect(x, y, long, thick, shade.0, Some(Stroke::solid(shade.1, 1.0))),
        StepKind::Aside => {
            canvas.rect(x, y, long, thick, PAPER, Some(Stroke::solid(HATCH, 1.0)));
            canvas.hatch(x, y, long, thick, 7.0, Stroke::solid(HATCH, 1.2));
        }
    }
}
