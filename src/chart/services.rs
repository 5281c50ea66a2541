//! Services by stage: of each group, the share of its services and of their yearly transactions at every stage.
use crate::chart::paper::canvas::{Anchor, Stroke, Type, baseline};
use crate::chart::paper::colour::{GRID, INK, MUTED};
use crate::chart::paper::label::Labels;
use crate::chart::paper::sheet::{END, MARGIN, Sheet, hatch_missing, pages, textured};
use crate::chart::paper::stack::Stack;
use crate::chart::paper::texture::of_steps;
use crate::chart::{Drawing, Frame, Step};

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
        let textures = of_steps(&self.stages);
        sheet.legend(&textured(&textures, self.stages.iter().map(|stage| stage.label.as_str())));
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
        let stack = Stack { textures: &textures, from: start, to: end, thick: THICK };
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
                let texts = |value: f64, share: f64| match bar {
                    0 => style.number(value, 0),
                    _ => style.percent(share * 100.0, 0),
                };
                match values {
                    Some(values) => drop(stack.draw(canvas, centre, values, texts)),
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
