//! Correlations: which answers rise and fall together, each pair once; sign and strength in every cell that chance does
//! not explain.
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{BLUES, GRID, HATCH, INK, ORANGES, PAPER, on};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, hatch_missing, spoken};
use crate::chart::{Drawing, Frame, Style};

#[derive(Debug, Clone, PartialEq)]
pub struct Correlations {
    /// Names, or codes where they are many; the first forty are drawn.
    pub labels: Vec<String>,
    /// Row `i` holds what label `i` has with each of the `i` labels before it; none where it cannot be told.
    pub rows: Vec<Vec<Option<Correlation>>>,
    pub words: Words,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// −1…1.
    pub value: f64,
    /// Not explained by chance.
    pub sure: bool,
}

/// Legend, whose empty entries are left out, and a last line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What the shades are, from −1 to 1.
    pub strength: String,
    pub unsure: String,
    pub missing: String,
    /// Under the map; may be empty.
    pub more: String,
}

const MOST: usize = 40;
const WIDEST: f64 = 120.0;
const DECIMALS: usize = 2;

/// Two labels and what they have in common.
struct Pair {
    row: usize,
    column: usize,
    correlation: Option<Correlation>,
}

/// Where the cells lie.
struct Cells {
    start: f64,
    top: f64,
    width: f64,
    height: f64,
    numbered: bool,
}

impl Correlations {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let mut sheet = Sheet::open(frame, 1, 1);
        let labels = &self.labels[..self.labels.len().min(MOST)];
        let pairs = self.pairs(labels.len());
        if pairs.is_empty() {
            sheet.nothing();
            return vec![sheet.finish(&frame.title)];
        }
        let shades = [-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0].map(shade).to_vec();
        let mut legend = vec![(Key::Scale(shades), self.words.strength.as_str())];
        if pairs.iter().filter_map(|pair| pair.correlation).any(|correlation| !correlation.sure) {
            legend.push((Key::Marker(Marker::Square, BLUES.at(0.4)), &self.words.unsure));
        }
        if pairs.iter().any(|pair| pair.correlation.is_none()) {
            legend.push((Key::Hatched(PAPER.to_owned(), HATCH.to_owned()), &self.words.missing));
        }
        sheet.legend(&legend);
        let cells = self.page(&mut sheet, labels);
        for pair in &pairs {
            cells.draw(&mut sheet.canvas, &frame.style, pair);
        }
        sheet.remark(&self.words.more);
        vec![sheet.finish(&self.alt(&frame.style, pairs))]
    }

    fn pairs(&self, labels: usize) -> Vec<Pair> {
        let pair = |row: usize, column: usize| {
            let correlation = self.rows.get(row).and_then(|row| row.get(column).copied().flatten());
            Pair { row, column, correlation: correlation.filter(|correlation| correlation.value.is_finite()) }
        };
        (1..labels).flat_map(|row| (0..row).map(move |column| pair(row, column))).collect()
    }

    /// Names stand at the ends of the rows, each over the column that it heads; those of cells too small for numbers
    /// stand at both ends of the rows.
    fn page(&self, sheet: &mut Sheet<'_>, labels: &[String]) -> Cells {
        let set = Type::bold(13.0, INK);
        let count = labels.len();
        let names = Labels::new(labels.iter().map(String::as_str), set, 230.0, 2);
        let number = Type::bold(12.0, INK);
        let needed = number.width(&format!("−{}", "0".repeat(DECIMALS + 2))) + 8.0;
        let width = ((END - MARGIN - 8.0 - names.width) / count as f64).min(WIDEST);
        let top = sheet.y + 4.0;
        if width >= needed {
            let tallest = (0..count).map(|at| names.height(at) + 6.0).fold(0.0, f64::max);
            let height = row_height(count, 0.0).max(tallest).min(width.max(tallest));
            let cells = Cells { start: MARGIN, top, width, height, numbered: true };
            cells.name(&mut sheet.canvas, &names, count);
            sheet.y = top + height * count as f64 + 4.0;
            return cells;
        }
        let set = Type::bold(11.0, INK);
        let codes = Labels::new(labels.iter().map(String::as_str), set, 110.0, 1);
        let start = MARGIN + codes.width + 8.0;
        let side = (END - start - codes.width - 8.0) / count as f64;
        let cells = Cells { start, top, width: side, height: side.max(15.5), numbered: false };
        cells.name(&mut sheet.canvas, &codes, count);
        for at in 1..count {
            codes.draw(&mut sheet.canvas, at, MARGIN, cells.middle(at));
        }
        sheet.y = top + cells.height * count as f64 + 4.0;
        cells
    }

    /// The strongest first.
    fn alt(&self, style: &Style, mut pairs: Vec<Pair>) -> String {
        let strength = |pair: &Pair| pair.correlation.map_or(f64::NEG_INFINITY, |correlation| correlation.value.abs());
        pairs.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        let sentence = |pair: &Pair| {
            let value =
                pair.correlation.map_or("–".to_owned(), |correlation| style.number(correlation.value, DECIMALS));
            let unsure = pair.correlation.is_some_and(|correlation| !correlation.sure);
            let unsure = if unsure { format!(" ({})", self.words.unsure) } else { String::new() };
            format!("{} × {}: {value}{unsure}.", self.labels[pair.column], self.labels[pair.row])
        };
        spoken(format!("{}.", self.words.strength), pairs.iter().map(sentence))
    }
}

impl Cells {
    fn middle(&self, row: usize) -> f64 {
        self.top + self.height * (row as f64 + 0.5)
    }

    /// Every name in the cell that it would share with itself, and beyond.
    fn name(&self, canvas: &mut Canvas, names: &Labels<'_>, count: usize) {
        for at in 0..count {
            names.draw(canvas, at, self.start + self.width * at as f64 + 8.0, self.middle(at));
        }
    }

    fn draw(&self, canvas: &mut Canvas, style: &Style, pair: &Pair) {
        let (x, middle) = (self.start + self.width * pair.column as f64, self.middle(pair.row));
        let (left, top) = (x + 0.75, middle - self.height / 2.0 + 0.75);
        let (wide, high) = (self.width - 1.5, self.height - 1.5);
        let centre = x + self.width / 2.0;
        let Some(Correlation { value, sure }) = pair.correlation else {
            return hatch_missing(canvas, left, top, wide, high);
        };
        let fill = shade(value);
        if !sure {
            canvas.rect(left, top, wide, high, PAPER, Some(Stroke::solid(GRID, 0.8)));
            return canvas.marker(Marker::Square, centre, middle, (self.height * 0.2).min(6.0), &fill);
        }
        canvas.rect(left, top, wide, high, &fill, None);
        if self.numbered {
            let set = Type::bold(12.0, on(&fill)).anchored(Anchor::Middle);
            return canvas.text(centre, baseline(middle, 12.0), &style.number(value, DECIMALS), set);
        }
        let (reach, stroke) = (self.height * 0.2, Stroke::solid(on(&fill), 1.2));
        canvas.line((centre - reach, middle), (centre + reach, middle), stroke);
        if value > 0.0 {
            canvas.line((centre, middle - reach), (centre, middle + reach), stroke);
        }
    }
}

/// Blue above zero, orange below, the darker the stronger.
fn shade(value: f64) -> String {
    if value < 0.0 { ORANGES.at(-value) } else { BLUES.at(value) }
}
