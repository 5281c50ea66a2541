//! Whose move it is: of each condition that holds agencies back, in how many of them who can meet it.
use crate::chart::paper::canvas::{Anchor, Stroke, Type, baseline};
use crate::chart::paper::colour::{AXIS, GRID, INK, MUTED};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, MARGIN, Sheet, pages, textured};
use crate::chart::paper::texture::{DARK, LINED, PALE, Texture};
use crate::chart::{Drawing, Frame};

#[derive(Debug, Clone, PartialEq)]
pub struct Movers {
    /// In the order given, twenty to a page.
    pub rows: Vec<Gate>,
    /// Who can move: the agency, another body, the nation.
    pub movers: [String; 3],
}

#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    pub label: String,
    /// Agencies, one number per mover.
    pub agencies: [u64; 3],
}

impl Gate {
    fn all(&self) -> u64 {
        self.agencies.iter().sum()
    }
}

const TEXTURES: [Texture; 3] = [PALE, LINED, DARK];
const ROWS: usize = 20;
const THICK: f64 = 22.0;

impl Movers {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let parts = pages(self.rows.len(), ROWS);
        let pages = parts.len();
        parts.into_iter().enumerate().map(|(at, rows)| self.page(frame, &self.rows[rows], at + 1, pages)).collect()
    }

    fn page(&self, frame: &Frame, rows: &[Gate], page: usize, pages: usize) -> Drawing {
        let mut sheet = Sheet::open(frame, page, pages);
        sheet.legend(&textured(&TEXTURES, self.movers.iter().map(String::as_str)));
        if rows.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let number = |count: u64| frame.style.number(count as f64, 0);
        let labels = Labels::new(rows.iter().map(|row| row.label.as_str()), Type::regular(13.0, INK), 390.0, 4);
        let (set, sum) = (Type::regular(14.0, INK), Type::bold(14.0, INK));
        let widest = |set: Type<'_>, counts: &mut dyn Iterator<Item = u64>| {
            counts.map(|count| set.width(&number(count))).fold(0.0, f64::max)
        };
        let column = widest(set, &mut rows.iter().flat_map(|row| row.agencies)).max(26.0) + 14.0;
        let start = MARGIN + labels.width + 18.0;
        let end = END - 3.0 * column - widest(sum, &mut rows.iter().map(Gate::all)) - 26.0;
        let most = self.rows.iter().map(Gate::all).max().unwrap_or_default().max(1);
        let top = sheet.y + 20.0;
        let canvas = &mut sheet.canvas;
        let column_middle = |mover: usize| END - column * (2.5 - mover as f64);
        for (mover, texture) in TEXTURES.iter().enumerate() {
            texture.paint(canvas, column_middle(mover) - 11.0, top - 15.0, 22.0, 12.0);
        }
        let mut y = top;
        for (at, row) in rows.iter().enumerate() {
            let height = row_height(rows.len(), labels.height(at));
            let middle = y + height / 2.0;
            labels.draw(canvas, at, MARGIN, middle);
            let mut x = start;
            for (mover, &agencies) in row.agencies.iter().enumerate() {
                let long = (end - start) * agencies as f64 / most as f64;
                if agencies > 0 {
                    TEXTURES[mover].paint(canvas, x, middle - THICK / 2.0, long, THICK);
                }
                x += long;
                let ink = if agencies > 0 { INK } else { MUTED };
                let set = Type { colour: ink, ..set }.anchored(Anchor::Middle);
                canvas.text(column_middle(mover), baseline(middle, 14.0), &number(agencies), set);
            }
            canvas.text(x + 8.0, baseline(middle, 14.0), &number(row.all()), sum);
            y += height;
            canvas.line((MARGIN, y), (END, y), Stroke::solid(GRID, 0.8));
        }
        canvas.line((start, top), (start, y), Stroke::solid(AXIS, 1.2));
        sheet.y = y;
        sheet.finish(&self.alt(frame, rows))
    }

    fn alt(&self, frame: &Frame, rows: &[Gate]) -> String {
        let mut alt = format!("{}.", self.movers.join("; "));
        for row in rows {
            let counts = row.agencies.map(|count| frame.style.number(count as f64, 0));
            alt.push_str(&format!(" {}: {}.", row.label, counts.join("; ")));
        }
        alt
    }
}
