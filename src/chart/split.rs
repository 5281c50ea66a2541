//! Split of the variance: how much of what a result can vary comes from the survey, how much from the method, and how
//! much from both together.
use crate::chart::paper::axis::{Axis, below};
use crate::chart::paper::canvas::{Anchor, Stroke, Type, baseline};
use crate::chart::paper::colour::{GRID, INK};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, MARGIN, Sheet, pages, textured};
use crate::chart::paper::stack::Stack;
use crate::chart::paper::texture::{DARK, LINED, PALE, Texture};
use crate::chart::{Drawing, Frame, Scale, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// In the order given, forty to a page.
    pub rows: Vec<Part>,
    pub words: Words,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub label: String,
    /// Shares of the variance, 0–1; the three together 1.
    pub survey: f64,
    pub method: f64,
    pub together: f64,
    /// Standard deviation, in points of the score.
    pub deviation: f64,
    /// Decimals printed of the deviation.
    pub decimals: usize,
}

/// Legend, and the head of the last column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub survey: String,
    pub method: String,
    pub together: String,
    pub deviation: String,
}

const ROWS: usize = 40;
const TEXTURES: [Texture; 3] = [PALE, LINED, DARK];

impl Split {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Part], page: usize, pages: usize) -> Drawing {
        let style = &frame.style;
        let mut sheet = Sheet::open(frame, page, pages);
        let Words { survey, method, together, deviation } = &self.words;
        sheet.legend(&textured(&TEXTURES, [survey, method, together].into_iter().map(String::as_str)));
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(14.0, INK), 270.0, 2);
        let number = Type::bold(14.0, INK).anchored(Anchor::End);
        let head = Type::bold(12.5, INK).anchored(Anchor::End);
        let folded = head.fold(deviation, 110.0, 4);
        let heads = folded.lines.iter().map(|line| head.width(line));
        let column = self.rows.iter().map(|row| number.width(&row.deviation(style))).chain(heads).fold(30.0, f64::max);
        let axis = Axis::of(Scale::HUNDRED, MARGIN + labels.width + 18.0, END - column - 26.0);
        let heights: Vec<f64> = (0..rows.len()).map(|at| row_height(rows.len(), labels.height(at))).collect();
        let head_height = head.leading() * folded.lines.len() as f64;
        let top = sheet.y + f64::max(22.0, head_height + 4.0);
        let bottom = top + heights.iter().sum::<f64>();
        let canvas = &mut sheet.canvas;
        axis.quarters(canvas, style, top, bottom);
        canvas.folded(END, top - head_height + head.size, &folded, deviation, head);
        let thick = (row_height(rows.len(), 0.0) * 0.56).min(24.0);
        let stack = Stack { textures: &TEXTURES, from: axis.from, to: axis.to, thick };
        let mut y = top;
        for (at, (row, height)) in rows.iter().zip(&heights).enumerate() {
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            stack.draw(canvas, middle, &row.shares(), |_, share| style.share(share));
            canvas.text(END, baseline(middle, 14.0), &row.deviation(style), number);
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        sheet.y = below(top, bottom);
        sheet.finish(&self.alt(style, rows))
    }

    fn alt(&self, style: &Style, rows: &[Part]) -> String {
        let Words { survey, method, together, deviation } = &self.words;
        let mut alt = format!("{survey}; {method}; {together}; {deviation}.");
        for row in rows {
            let shares = row.shares().map(|share| if share.is_finite() { style.share(share) } else { "–".to_owned() });
            alt.push_str(&format!(" {}: {}; {}.", row.label, shares.join("; "), row.deviation(style)));
        }
        alt
    }
}

impl Part {
    fn shares(&self) -> [f64; 3] {
        [self.survey, self.method, self.together]
    }

    fn deviation(&self, style: &Style) -> String {
        style.number(self.deviation, self.decimals)
    }
}
