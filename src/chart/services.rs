//! Services by stage: of each group, the share of its services and of their yearly transactions at every stage.
use crate::chart::paper::canvas::{Anchor, Canvas, Stroke, Type, baseline};
use crate::chart::paper::colour::{AXIS, BLUES, GRID, HATCH, INK, MUTED, PAPER, on};
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, hatch_missing, pages};
use crate::chart::{Drawing, Frame, Step, StepKind};

#[derive(Debug, Clone, PartialEq)]
pub struct Services {
    /// Stages from the lowest up, then those beside the ladder.
    pub stages: Vec<Step>,
    /// Thirty to a page.
    pub groups: Vec<Group>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub label: String,
    /// Services, one per stage.
    pub counts: Vec<u64>,
    /// Transactions a year, one per stage; none where volumes are not known.
    pub volumes: Option<Vec<f64>>,
}

/// Names of the two bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub count: String,
    pub volume: String,
}

const GROUPS: usize = 30;
const THICK: f64 = 21.0;
const STEP: f64 = 25.0;

impl Services {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.groups.len(), GROUPS);
        let pages = parts.len();
        parts
            .into_iter()
            .enumerate()
            .map(|(at, groups)| self.page(frame, &self.groups[groups], at + 1, pages))
            .collect()
    }

    fn page(&self, frame: &Frame, groups: &[Group], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let paints = self.paints();
        let legend: Vec<(Key, &str)> = self
            .stages
            .iter()
            .zip(&paints)
            .map(|(stage, paint)| match stage.kind {
                StepKind::Stage => (Key::Fill(paint.clone()), stage.label.as_str()),
                StepKind::Aside => (Key::Hatched(PAPER.to_owned(), HATCH.to_owned()), stage.label.as_str()),
            })
            .collect();
        sheet.legend(&legend);
        if groups.is_empty() || self.stages.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(groups.iter().map(|group| group.label.as_str()), Type::bold(13.5, INK), 220.0, 2);
        let kinds = Labels::new([self.words.count.as_str(), &self.words.volume], Type::regular(12.0, MUTED), 120.0, 1);
        let totals: Vec<[String; 2]> = groups
            .iter()
            .map(|group| {
                let services: u64 = group.counts.iter().sum();
                let transactions = group.volumes.as_ref().map(|volumes| volumes.iter().sum::<f64>());
                [style.number(services as f64, 0), transactions.map_or("–".to_owned(), |sum| style.number(sum, 0))]
            })
            .collect();
        let number = Type::bold(13.0, INK);
        let ends = totals.iter().flatten().map(|total| number.width(total)).fold(0.0, f64::max);
        let kind_x = MARGIN + labels.width + 16.0;
        let start = kind_x + kinds.width + 12.0;
        let end = END - ends - 12.0;
        let mut y = sheet.y + 4.0;
        let canvas = &mut sheet.canvas;
        for (at, group) in groups.iter().enumerate() {
            let height = (STEP * 2.0 + 18.0).max(labels.height(at) + 10.0);
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            let counts: Vec<f64> = group.counts.iter().map(|&count| count as f64).collect();
            for (bar, values) in [Some(&counts), group.volumes.as_ref()].into_iter().enumerate() {
                let centre = middle + STEP * (bar as f64 - 0.5);
                kinds.draw(canvas, bar, kind_x, centre);
                let texts = |value: f64, sum: f64| match bar {
                    0 => style.number(value, 0),
                    _ => style.percent(value * 100.0 / sum, 0),
                };
                match values {
                    Some(values) => self.bar(canvas, values, &paints, (start, end, centre), texts),
                    None => hatch_missing(canvas, start, centre - THICK / 2.0, end - start, THICK),
                }
                canvas.text(END, baseline(centre, 13.0), &totals[at][bar], number.anchored(Anchor::End));
            }
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 1.0));
        }
        sheet.y = y;
        sheet.finish(&self.alt(frame, groups))
    }

    /// `place` is start, end and middle.
    fn bar(
        &self,
        canvas: &mut Canvas,
        values: &[f64],
        paints: &[String],
        place: (f64, f64, f64),
        text: impl Fn(f64, f64) -> String,
    ) {
        let (start, end, middle) = place;
        let amount = |at: usize| values.get(at).copied().filter(|value| value.is_finite() && *value > 0.0);
        let sum: f64 = (0..self.stages.len()).filter_map(amount).sum();
        let top = middle - THICK / 2.0;
        if sum <= 0.0 {
            canvas.rect(start, top, end - start, THICK, PAPER, Some(Stroke::dashed(AXIS, 1.0)));
            return;
        }
        let mut x = start;
        for (at, stage) in self.stages.iter().enumerate() {
            let Some(value) = amount(at) else { continue };
            let width = (end - start) * value / sum;
            let gap = if width > 3.0 { 1.0 } else { 0.0 };
            let ink = match stage.kind {
                StepKind::Stage => {
                    canvas.rect(x, top, width - gap, THICK, &paints[at], Some(Stroke::solid(AXIS, 0.6)));
                    on(&paints[at])
                }
                StepKind::Aside => {
                    canvas.rect(x, top, width - gap, THICK, PAPER, Some(Stroke::solid(HATCH, 0.8)));
                    canvas.hatch(x, top, width - gap, THICK, 7.0, Stroke::solid(HATCH, 1.1));
                    INK
                }
            };
            let set = Type::bold(12.0, ink).anchored(Anchor::Middle);
            let words = text(value, sum);
            let needed = set.width(&words);
            if needed + 4.0 <= width {
                if stage.kind == StepKind::Aside {
                    let x = x + width / 2.0 - needed / 2.0 - 3.0;
                    canvas.rect(x, top + 2.0, needed + 6.0, THICK - 4.0, PAPER, None);
                }
                canvas.text(x + width / 2.0, baseline(middle, 12.0), &words, set);
            }
            x += width;
        }
    }

    /// Light for the lowest stage, dark for the highest.
    fn paints(&self) -> Vec<String> {
        let stages = self.stages.iter().filter(|stage| stage.kind == StepKind::Stage).count();
        let mut at = 0;
        self.stages
            .iter()
            .map(|stage| match stage.kind {
                StepKind::Stage => {
                    let share = if stages > 1 { at as f64 / (stages - 1) as f64 } else { 0.6 };
                    at += 1;
                    BLUES.at(0.02 + 0.98 * share)
                }
                StepKind::Aside => PAPER.to_owned(),
            })
            .collect()
    }

    fn alt(&self, frame: &Frame, groups: &[Group]) -> String {
        let stages: Vec<&str> = self.stages.iter().map(|stage| stage.label.as_str()).collect();
        let mut alt = format!("{}.", stages.join("; "));
        for group in groups {
            let counts: Vec<String> = group.counts.iter().map(|&count| frame.style.number(count as f64, 0)).collect();
            alt.push_str(&format!(" {} ({}): {}.", group.label, self.words.count, counts.join("; ")));
            if let Some(volumes) = &group.volumes {
                let volumes: Vec<String> = volumes.iter().map(|&volume| frame.style.number(volume, 0)).collect();
                alt.push_str(&format!(" {} ({}): {}.", group.label, self.words.volume, volumes.join("; ")));
            }
        }
        alt
    }
}
