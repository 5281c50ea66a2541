//! The sheet around every chart: title, subtitle, legend, note, source, page number.
use crate::chart::paper::canvas::{Anchor, Canvas, Marker, Stroke, Type, baseline};
use crate::chart::paper::colour::{ACCENT, ACCENT_PALE, AXIS, CHECKED, GRID, HATCH, INK, MUTED, PAPER};
use crate::chart::paper::texture::Texture;
use crate::chart::{Drawing, Frame};

pub const WIDTH: f64 = 960.0;
/// Of a drawing that stands beside another.
pub const NARROW: f64 = 620.0;
pub const MARGIN: f64 = 36.0;
/// Where the plot ends.
pub const END: f64 = WIDTH - MARGIN;

/// Bytes of an alternative text after which no sentence begins.
const SPOKEN: usize = 4_000;

/// A value held against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Unmet,
}

/// How a legend shows an entry.
#[derive(Debug, Clone)]
pub enum Key {
    Marker(Marker, String),
    Fill(String),
    /// Fill, and the colour of the slanted lines on it.
    Hatched(String, String),
    Textured(Texture),
    /// A row of fills from low to high.
    Scale(Vec<String>),
    /// A box with a thick edge and a mark.
    Framed,
    /// A dashed box with a small cross in it.
    Blank,
    /// A box struck through.
    Crossed,
    /// An upright tick.
    Tick(String),
    /// A tick in a filled disc, or a cross in an empty one.
    Tested(Verdict),
    /// A level line with a stop at each end.
    Whisker(String),
    /// A level line, dashed or not.
    Line(String, &'static str),
}

#[derive(Debug)]
pub struct Sheet<'a> {
    pub canvas: Canvas,
    frame: &'a Frame,
    page: usize,
    pages: usize,
    width: f64,
    /// Where the next thing may begin.
    pub y: f64,
}

impl<'a> Sheet<'a> {
    /// `page` counts from 1. A frame without a title, for a page that prints it itself, begins with the subtitle.
    pub fn open(frame: &'a Frame, page: usize, pages: usize) -> Self {
        Self::of_width(WIDTH, frame, page, pages)
    }

    pub fn of_width(width: f64, frame: &'a Frame, page: usize, pages: usize) -> Self {
        let mut canvas = Canvas::new(width, &frame.style);
        let room = width - 2.0 * MARGIN;
        let mut y = 8.0;
        if !frame.title.is_empty() {
            canvas.rect(MARGIN, 26.0, 44.0, 4.0, ACCENT, None);
            y = 40.0;
            let title = Type::bold(22.0, INK);
            let folded = title.fold(&frame.title, room, 3);
            canvas.folded(MARGIN, y + 22.0, &folded, &frame.title, title);
            y += title.leading() * folded.lines.len() as f64 + 8.0;
        }
        if let Some(subtitle) = &frame.subtitle {
            let set = Type::regular(14.5, MUTED);
            let folded = set.fold(subtitle, room, 3);
            canvas.folded(MARGIN, y + 13.0, &folded, subtitle, set);
            y += set.leading() * folded.lines.len() as f64 + 4.0;
        }
        Self { canvas, frame, page, pages, width, y: y + 8.0 }
    }

    pub fn width(&self) -> f64 {
        self.width
    }

    /// Where the plot ends.
    pub fn end(&self) -> f64 {
        self.width - MARGIN
    }

    /// Between the margins.
    fn room(&self) -> f64 {
        self.end() - MARGIN
    }

    /// Entries flow along the line and fold onto the next; entries without words are left out.
    pub fn legend(&mut self, entries: &[(Key, &str)]) {
        let set = Type::regular(13.0, INK);
        let (mut x, mut y) = (MARGIN, self.y + 12.0);
        let mut any = false;
        for (key, words) in entries.iter().filter(|(_, words)| !words.trim().is_empty()) {
            let sign = sign_width(key);
            let folded = set.fold(words, self.room() - sign - 8.0, 1);
            let width = folded.lines.first().map_or(0.0, |line| set.width(line));
            if any && x + sign + 8.0 + width > self.end() {
                x = MARGIN;
                y += 25.0;
            }
            draw_key(&mut self.canvas, key, x, y);
            self.canvas.centred(x + sign + 8.0, y, &folded, words, set);
            x += sign + 8.0 + width + 26.0;
            any = true;
        }
        if any {
            self.y = y + 24.0;
        }
    }

    /// A plot without rows.
    pub fn nothing(&mut self) {
        self.canvas.rect(MARGIN, self.y, self.room(), 90.0, PAPER, Some(Stroke::dashed(AXIS, 1.0)));
        let set = Type::regular(20.0, MUTED).anchored(Anchor::Middle);
        self.canvas.text(self.width / 2.0, baseline(self.y + 45.0, 20.0), "–", set);
        self.y += 96.0;
    }

    /// Words under a plot, if there are any.
    pub fn remark(&mut self, words: &str) {
        let set = Type::regular(12.5, MUTED);
        let folded = set.fold(words, self.room(), 3);
        self.canvas.folded(MARGIN, self.y + 18.0, &folded, words, set);
        self.y += set.leading() * folded.lines.len() as f64;
    }

    pub fn finish(mut self, alt: &str) -> Drawing {
        let frame = self.frame;
        let mut y = self.y + 16.0;
        if let Some(note) = &frame.note {
            let set = Type::bold(12.5, INK);
            let folded = set.fold(note, self.room() - 24.0, 3);
            let height = set.leading() * folded.lines.len() as f64 + 12.0;
            self.canvas.rect(MARGIN, y, self.room(), height, ACCENT_PALE, None);
            self.canvas.rect(MARGIN, y, 4.0, height, ACCENT, None);
            self.canvas.centred(MARGIN + 16.0, y + height / 2.0, &folded, note, set);
            y += height + 12.0;
        }
        self.canvas.line((MARGIN, y), (self.end(), y), Stroke::solid(GRID, 1.0));
        let set = Type::regular(12.0, MUTED);
        let mut room = self.room();
        if self.pages > 1 {
            let style = &frame.style;
            let number = format!("{} / {}", style.number(self.page as f64, 0), style.number(self.pages as f64, 0));
            self.canvas.text(self.end(), y + 20.0, &number, Type::bold(12.0, MUTED).anchored(Anchor::End));
            room -= 90.0;
        }
        let folded = set.fold(&frame.source, room, 3);
        self.canvas.folded(MARGIN, y + 20.0, &folded, &frame.source, set);
        y += 20.0 + set.leading() * folded.lines.len().max(1) as f64 + 6.0;
        self.canvas.finish(y, &frame.title, alt)
    }
}

fn sign_width(key: &Key) -> f64 {
    match key {
        Key::Marker(..) => 15.0,
        Key::Fill(_) | Key::Hatched(..) | Key::Textured(_) | Key::Framed | Key::Blank | Key::Crossed => 22.0,
        Key::Scale(fills) => 22.0 * fills.len() as f64,
        Key::Tested(_) => 18.0,
        Key::Tick(_) => 6.0,
        Key::Line(..) | Key::Whisker(_) => 26.0,
    }
}

/// Draws a legend's sign with its middle at the height `y`.
pub fn draw_key(canvas: &mut Canvas, key: &Key, x: f64, y: f64) {
    let edge = Some(Stroke::solid(AXIS, 0.8));
    match key {
        Key::Marker(marker, colour) => canvas.marker(*marker, x + 7.5, y, 7.0, colour),
        Key::Fill(fill) => canvas.rect(x, y - 7.0, 22.0, 14.0, fill, edge),
        Key::Hatched(fill, lines) => {
            canvas.rect(x, y - 7.0, 22.0, 14.0, fill, edge);
            canvas.hatch(x, y - 7.0, 22.0, 14.0, 5.0, Stroke::solid(lines, 1.2));
        }
        Key::Textured(texture) => texture.paint(canvas, x, y - 7.0, 22.0, 14.0),
        Key::Scale(fills) => {
            for (at, fill) in fills.iter().enumerate() {
                canvas.rect(x + 22.0 * at as f64, y - 7.0, 22.0, 14.0, fill, None);
            }
            canvas.rect(x, y - 7.0, 22.0 * fills.len() as f64, 14.0, "none", edge);
        }
        Key::Framed => {
            canvas.rect(x + 1.0, y - 7.0, 20.0, 14.0, PAPER, Some(Stroke::solid(ACCENT, 2.6)));
            canvas.marker(Marker::TriangleUp, x + 11.0, y, 4.4, ACCENT);
        }
        Key::Blank => {
            canvas.rect(x, y - 7.0, 22.0, 14.0, PAPER, Some(Stroke::dashed(AXIS, 0.8)));
            for rise in [-3.0, 3.0] {
                canvas.line((x + 8.0, y - rise), (x + 14.0, y + rise), Stroke::solid(MUTED, 1.3));
            }
        }
        Key::Crossed => {
            canvas.rect(x, y - 7.0, 22.0, 14.0, PAPER, edge);
            canvas.line((x, y - 7.0), (x + 22.0, y + 7.0), Stroke::solid(AXIS, 0.9));
            canvas.line((x, y + 7.0), (x + 22.0, y - 7.0), Stroke::solid(AXIS, 0.9));
        }
        Key::Tick(colour) => canvas.rect(x + 1.0, y - 9.0, 4.0, 18.0, colour, None),
        Key::Tested(verdict) => draw_tested(canvas, x + 9.0, y, *verdict),
        Key::Whisker(colour) => {
            canvas.line((x, y), (x + 26.0, y), Stroke::solid(colour, 1.6));
            for end in [x, x + 26.0] {
                canvas.line((end, y - 5.0), (end, y + 5.0), Stroke::solid(colour, 1.6));
            }
        }
        Key::Line(colour, dashes) => {
            canvas.line((x, y), (x + 26.0, y), Stroke { colour, width: 2.4, dashes });
        }
    }
}

/// Entries of a legend that names textures.
pub fn textured<'a>(textures: &[Texture], words: impl Iterator<Item = &'a str>) -> Vec<(Key, &'a str)> {
    textures.iter().zip(words).map(|(texture, words)| (Key::Textured(texture.clone()), words)).collect()
}

/// A tick in a filled disc, or a cross in an empty one; its middle at (`x`, `y`).
pub fn draw_tested(canvas: &mut Canvas, x: f64, y: f64, verdict: Verdict) {
    if verdict == Verdict::Met {
        canvas.circle(x, y, 9.0, CHECKED, None);
        canvas.tick(x, y, 9.0, Stroke::solid(PAPER, 2.2));
    } else {
        canvas.circle(x, y, 8.2, PAPER, Some(Stroke::solid(ACCENT, 1.8)));
        canvas.line((x - 3.4, y - 3.4), (x + 3.4, y + 3.4), Stroke::solid(ACCENT, 2.0));
        canvas.line((x - 3.4, y + 3.4), (x + 3.4, y - 3.4), Stroke::solid(ACCENT, 2.0));
    }
}

/// The hatching that stands for no answer.
pub fn hatch_missing(canvas: &mut Canvas, x: f64, y: f64, width: f64, height: f64) {
    canvas.rect(x, y, width, height, PAPER, None);
    canvas.hatch(x, y, width, height, 7.0, Stroke::solid(HATCH, 0.9));
}

/// What a chart of many things says in place of its picture: the first sentences, and a sign that more would follow.
pub fn spoken(head: String, sentences: impl IntoIterator<Item = String>) -> String {
    let mut alt = head;
    for sentence in sentences {
        if alt.len() > SPOKEN {
            return alt + " …";
        }
        alt.push(' ');
        alt.push_str(&sentence);
    }
    alt
}

/// Splits `count` things into pages of at most `most`, as even as can be; at least one page.
pub fn pages(count: usize, most: usize) -> Vec<std::ops::Range<usize>> {
    let pages = count.div_ceil(most).max(1);
    let each = count.div_ceil(pages).max(1);
    (0..pages).map(|page| (page * each).min(count)..((page + 1) * each).min(count)).collect()
}
