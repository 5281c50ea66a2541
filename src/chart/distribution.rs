//! Distribution of answers: for each criterion, which share of every group stands in which band.
use crate::chart::paper::axis::{Axis, below};
use crate::chart::paper::canvas::{Anchor, Stroke, Type, baseline};
use crate::chart::paper::colour::{CHECKED, GRID, INK, MUTED, PAPER};
use crate::chart::paper::font::{Folded, Weight};
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, MARGIN, Sheet, pages, textured};
use crate::chart::paper::stack::Stack;
use crate::chart::paper::texture::of_steps;
use crate::chart::{Drawing, Frame, Scale, Step, StepKind, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// In the order given, each kept on one page where it can be.
    pub criteria: Vec<Criterion>,
    /// From the worst answer to the best.
    pub bands: Vec<String>,
    /// What stands beside the bands, such as no answer.
    pub aside: String,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// May be empty.
    pub label: String,
    pub groups: Vec<Group>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub label: String,
    /// 0–1, one per band, then of what stands beside them; together 1.
    pub shares: Vec<f64>,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Head of the counts.
    pub count: String,
}

/// Groups of one criterion on one page.
const ROWS: usize = 30;
/// Height of a page's bars beyond which the next page begins.
const TALLEST: f64 = 1050.0;
/// Most room of the counts' head.
const COUNT: f64 = 90.0;
const THICK: f64 = 20.0;
const TITLE: Type<'static> = Type { size: 14.0, weight: Weight::Bold, colour: CHECKED, anchor: Anchor::Start };
/// Under the last bar of a criterion.
const GAP: f64 = 12.0;

/// Groups of one criterion that stand together.
struct Block<'a> {
    label: &'a str,
    groups: &'a [Group],
    /// Of its first group among all.
    first: usize,
}

impl Distribution {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let groups = || self.criteria.iter().flat_map(|criterion| &criterion.groups);
        let labels = Labels::new(groups().map(|group| group.label.as_str()), Type::regular(13.5, INK), 230.0, 2);
        let number = Type::regular(13.5, MUTED).anchored(Anchor::End);
        let head = Type::bold(12.0, INK);
        let heads = head.fold(&self.words.count, COUNT, 2);
        let counts = groups().map(|group| number.width(&group.count(&frame.style)));
        let column = heads.lines.iter().map(|line| head.width(line)).chain(counts).fold(24.0, f64::max);
        let parts = self.parts(&labels);
        let pages = parts.len();
        let page = |(at, blocks): (usize, &Vec<Block<'_>>)| self.page(frame, &labels, column, blocks, (at + 1, pages));
        parts.iter().enumerate().map(page).collect()
    }

    /// At least one page, maybe of nothing.
    fn parts(&self, labels: &Labels<'_>) -> Vec<Vec<Block<'_>>> {
        let (mut parts, mut room, mut first) = (vec![Vec::new()], TALLEST, 0);
        for Criterion { label, groups } in self.criteria.iter().filter(|criterion| !criterion.groups.is_empty()) {
            for range in pages(groups.len(), ROWS) {
                let block = Block { label, groups: &groups[range.clone()], first: first + range.start };
                let height = block.height(labels);
                if height > room {
                    parts.push(Vec::new());
                    room = TALLEST;
                }
                room -= height;
                if let Some(part) = parts.last_mut() {
                    part.push(block);
                }
            }
            first += groups.len();
        }
        parts
    }

    fn page(
        &self,
        frame: &Frame,
        labels: &Labels<'_>,
        column: f64,
        blocks: &[Block<'_>],
        page: (usize, usize),
    ) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page.0, page.1);
        let step = |label: &String, kind| Step { label: label.clone(), kind };
        let mut steps: Vec<Step> = self.bands.iter().map(|band| step(band, StepKind::Stage)).collect();
        steps.push(step(&self.aside, StepKind::Aside));
        let textures = of_steps(&steps);
        sheet.legend(&textured(&textures, steps.iter().map(|step| step.label.as_str())));
        if blocks.is_empty() || self.bands.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let axis = Axis::of(Scale::HUNDRED, MARGIN + labels.width + 18.0, END - column - 34.0);
        let stack = Stack { textures: &textures, from: axis.from, to: axis.to, thick: THICK };
        let head = Type::bold(12.0, INK).anchored(Anchor::End);
        let heads = head.fold(&self.words.count, COUNT, 2);
        let raised = head.leading() * (heads.lines.len().max(1) - 1) as f64;
        let top = sheet.y + 26.0 + raised;
        let bottom = top + blocks.iter().map(|block| block.height(labels)).sum::<f64>();
        let canvas = &mut sheet.canvas;
        let ticks = [0.0, 25.0, 50.0, 75.0, 100.0].map(|percent| (percent, style.percent(percent, 0)));
        axis.ticks(canvas, &ticks, top, bottom);
        canvas.folded(END, top - 6.0 - raised, &heads, &self.words.count, head);
        let mut y = top;
        for block in blocks {
            let title = block.title();
            if !title.lines.is_empty() {
                // On paper of its own, over the lines of the axis.
                canvas.rect(MARGIN, y + 1.0, END - MARGIN, block.head() - 1.0, PAPER, None);
                canvas.folded(MARGIN, y + TITLE.size + 4.0, &title, block.label, TITLE);
            }
            y += block.head();
            for (at, group) in block.groups.iter().enumerate() {
                let height = row_height(labels, block.first + at);
                let middle = y + height / 2.0;
                labels.draw(canvas, block.first + at, MARGIN, middle);
                stack.draw(canvas, middle, &group.shares, |_, share| style.share(share));
                let set = Type::regular(13.5, MUTED).anchored(Anchor::End);
                canvas.text(END, baseline(middle, 13.5), &group.count(style), set);
                y += height;
            }
            y += GAP;
            canvas.line((MARGIN, y - GAP / 2.0), (END, y - GAP / 2.0), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(style, &steps, blocks))
    }

    fn alt(&self, style: &Style, steps: &[Step], blocks: &[Block<'_>]) -> String {
        let heads: Vec<&str> = steps.iter().map(|step| step.label.as_str()).collect();
        let mut alt = format!("{}; {}.", heads.join("; "), self.words.count);
        for block in blocks {
            if !block.label.is_empty() {
                alt.push_str(&format!(" {}.", block.label));
            }
            for group in block.groups {
                let shares = (0..steps.len()).map(|at| group.shares.get(at).copied().unwrap_or(f64::NAN));
                let shares = shares.map(|share| if share.is_finite() { style.share(share) } else { "–".to_owned() });
                let shares: Vec<String> = shares.collect();
                alt.push_str(&format!(" {}: {}; {}.", group.label, shares.join("; "), group.count(style)));
            }
        }
        alt
    }
}

impl Block<'_> {
    fn title(&self) -> Folded {
        TITLE.fold(self.label, END - MARGIN, 2)
    }

    fn head(&self) -> f64 {
        match self.title().lines.len() {
            0 => 0.0,
            lines => TITLE.leading() * lines as f64 + 4.0,
        }
    }

    fn height(&self, labels: &Labels<'_>) -> f64 {
        let rows = (0..self.groups.len()).map(|at| row_height(labels, self.first + at));
        self.head() + rows.sum::<f64>() + GAP
    }
}

impl Group {
    fn count(&self, style: &Style) -> String {
        style.number(self.count as f64, 0)
    }
}

fn row_height(labels: &Labels<'_>, row: usize) -> f64 {
    f64::max(THICK + 7.0, labels.height(row) + 5.0)
}
