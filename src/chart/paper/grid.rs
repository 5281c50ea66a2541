//! A table of coloured cells, agency by something; wide and long ones go over several pages.
use std::ops::Range;

use crate::chart::paper::canvas::{Anchor, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, AXIS, GRID, INK, MUTED, PAPER, on};
use crate::chart::paper::label::{Labels, row_height};
use crate::chart::paper::sheet::{END, Key, MARGIN, Sheet, hatch_missing, pages};
use crate::chart::{Drawing, Frame};

/// Rows on one page.
pub const ROWS: usize = 36;
const NARROWEST: f64 = 58.0;
const WIDEST: f64 = 200.0;
/// Least and most room of the row labels.
const LABELS: (f64, f64) = (200.0, 330.0);
/// Sizes of the heads: smaller ones are tried before a second page.
const HEADS: [f64; 3] = [12.5, 11.5, 11.0];
const REMARK: f64 = 190.0;
/// Most room of the remarks' head, where the remarks need no more.
const REMARK_HEAD: f64 = 96.0;

#[derive(Debug, Clone)]
pub enum Paint {
    Fill(String),
    /// Nothing known.
    Missing,
    /// Known to be nothing: crossed out.
    Nothing,
    /// Does not apply.
    Blank,
}

#[derive(Debug, Clone)]
pub struct Cell {
    pub paint: Paint,
    pub text: String,
    /// Drawn with a thick edge and a mark in its corner.
    pub framed: bool,
}

#[derive(Debug)]
pub struct Row<'a> {
    pub label: &'a str,
    pub cells: Vec<Cell>,
    /// Words after the last cell.
    pub remark: &'a str,
}

#[derive(Debug)]
pub struct Grid<'a> {
    pub heads: Vec<&'a str>,
    pub remark_head: &'a str,
    pub rows: Vec<Row<'a>>,
    pub legend: Vec<(Key, &'a str)>,
}

impl Grid<'_> {
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        let room = END - MARGIN - LABELS.0 - 16.0 - self.remark_room();
        let fitting = |size: &f64| ((room / self.narrowest(*size)) as usize).max(1);
        let size = HEADS.into_iter().find(|size| fitting(size) >= self.heads.len()).unwrap_or(HEADS[0]);
        let columns = pages(self.heads.len(), fitting(&size));
        let rows = pages(self.rows.len(), ROWS);
        let total = columns.len() * rows.len();
        let mut drawings = Vec::with_capacity(total);
        for rows in &rows {
            for columns in &columns {
                drawings.push(self.page(frame, size, rows.clone(), columns.clone(), (drawings.len() + 1, total)));
            }
        }
        drawings
    }

    fn remark_room(&self) -> f64 {
        let head = Labels::new([self.remark_head], Type::bold(12.5, INK), REMARK_HEAD, 4).width;
        let width =
            Labels::new(self.rows.iter().map(|row| row.remark), Type::regular(12.5, MUTED), REMARK, 2).width.max(head);
        if width > 0.0 { width + 17.0 } else { 0.0 }
    }

    /// Width a column needs: its head's longest word.
    fn narrowest(&self, size: f64) -> f64 {
        let set = Type::bold(size, INK);
        let words = self.heads.iter().flat_map(|head| head.split_whitespace());
        (words.map(|word| set.width(word)).fold(0.0, f64::max) + 8.0).clamp(NARROWEST, WIDEST)
    }

    fn page(
        &self,
        frame: &Frame,
        size: f64,
        rows: Range<usize>,
        columns: Range<usize>,
        page: (usize, usize),
    ) -> Drawing {
        let mut sheet = Sheet::open(frame, page.0, page.1);
        sheet.legend(&self.legend);
        let rows = &self.rows[rows];
        if rows.is_empty() || columns.is_empty() {
            sheet.nothing();
            return sheet.finish(&frame.title);
        }
        let remark_room = self.remark_room();
        let label_room = END - MARGIN - remark_room - 16.0 - self.narrowest(size) * columns.len() as f64;
        let label_room = label_room.clamp(LABELS.0, LABELS.1);
        let labels = Labels::new(rows.iter().map(|row| row.label), Type::regular(13.5, INK), label_room, 2);
        let start = MARGIN + labels.width + 16.0;
        let width = ((END - remark_room - start) / columns.len() as f64).min(WIDEST);
        let remarks = Labels::new(rows.iter().map(|row| row.remark), Type::regular(12.5, MUTED), REMARK, 2);

        let head_set = Type::bold(size, INK).anchored(Anchor::Middle);
        let heads: Vec<&str> = self.heads[columns.clone()].to_vec();
        let folded: Vec<_> = heads.iter().map(|head| head_set.fold(head, width - 6.0, 4)).collect();
        let remark_set = Type::bold(12.5, INK);
        let remark_head = remark_set.fold(self.remark_head, (remark_room - 17.0).max(1.0), 4);
        let lines = folded.iter().map(|head| head.lines.len()).chain([remark_head.lines.len()]).max().unwrap_or(1);
        let canvas = &mut sheet.canvas;
        let bottom = sheet.y + head_set.leading() * lines as f64 + 4.0;
        let end = start + width * columns.len() as f64;
        for (at, (folded, head)) in folded.iter().zip(&heads).enumerate() {
            let y = bottom - 8.0 - head_set.leading() * (folded.lines.len().max(1) - 1) as f64;
            canvas.folded(start + width * (at as f64 + 0.5), y, folded, head, head_set);
        }
        let y = bottom - 8.0 - remark_set.leading() * (remark_head.lines.len().max(1) - 1) as f64;
        canvas.folded(end + 16.0, y, &remark_head, self.remark_head, remark_set);

        let mut y = bottom;
        let mut framed: Vec<(f64, f64, f64)> = Vec::new();
        let row_ends = if remark_room > 0.0 { END } else { end };
        for (at, row) in rows.iter().enumerate() {
            let height = row_height(rows.len(), labels.height(at).max(remarks.height(at)));
            canvas.line((MARGIN, y + height), (row_ends, y + height), Stroke::solid(GRID, 1.0));
            labels.draw(canvas, at, MARGIN, y + height / 2.0);
            remarks.draw(canvas, at, end + 16.0, y + height / 2.0);
            for (column, cell) in row.cells.iter().skip(columns.start).take(columns.len()).enumerate() {
                let x = start + width * column as f64;
                let (left, top, wide, high) = (x + 1.5, y + 1.5, width - 3.0, height - 3.0);
                let ink = match &cell.paint {
                    Paint::Fill(fill) => {
                        canvas.rect(left, top, wide, high, fill, None);
                        on(fill)
                    }
                    Paint::Missing => {
                        hatch_missing(canvas, left, top, wide, high);
                        MUTED
                    }
                    Paint::Nothing => {
                        canvas.rect(left, top, wide, high, PAPER, Some(Stroke::solid(AXIS, 1.0)));
                        canvas.line((left, top), (left + wide, top + high), Stroke::solid(AXIS, 0.9));
                        canvas.line((left, top + high), (left + wide, top), Stroke::solid(AXIS, 0.9));
                        INK
                    }
                    Paint::Blank => {
                        canvas.rect(left, top, wide, high, PAPER, Some(Stroke::dashed(AXIS, 0.8)));
                        MUTED
                    }
                };
                let set = Type::bold(13.0, ink).anchored(Anchor::Middle);
                if matches!(cell.paint, Paint::Missing | Paint::Nothing) {
                    let room = set.width(&cell.text) + 12.0;
                    canvas.rect(x + (width - room) / 2.0, y + height / 2.0 - 9.0, room, 18.0, PAPER, None);
                }
                canvas.text(x + width / 2.0, baseline(y + height / 2.0, 13.0), &cell.text, set);
                if cell.framed {
                    framed.push((x, y, height));
                }
            }
            y += height;
        }
        for (x, y, height) in framed {
            canvas.rect(x + 1.5, y + 1.5, width - 3.0, height - 3.0, "none", Some(Stroke::solid(PAPER, 5.0)));
            canvas.rect(x + 1.5, y + 1.5, width - 3.0, height - 3.0, "none", Some(Stroke::solid(ACCENT, 2.6)));
            canvas.marker(Marker::TriangleUp, x + 11.0, y + height - 9.0, 4.8, ACCENT);
        }
        sheet.y = y;
        sheet.finish(&self.alt(rows, &columns))
    }

    fn alt(&self, rows: &[Row<'_>], columns: &Range<usize>) -> String {
        let mut alt = format!("{}.", self.heads[columns.clone()].join("; "));
        for row in rows {
            let cells: Vec<&str> =
                row.cells.iter().skip(columns.start).take(columns.len()).map(|cell| cell.text.as_str()).collect();
            alt.push_str(&format!(" {}: {}", row.label, cells.join("; ")));
            if !row.remark.is_empty() {
                alt.push_str(&format!(" ({})", row.remark));
            }
            alt.push('.');
        }
        alt
    }
}
