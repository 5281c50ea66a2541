//! The SVG itself. Charts draw in *reading* coordinates: `x` grows from the edge where reading starts. In a right-to-left
//! drawing the canvas mirrors every place, never a letter.
//!
//! Written for every viewer: absolute `y`, no `dy`, no ids, no patterns or clips (hatching is plain lines), so that several
//! drawings can stand in one page and office programs show them alike.
use std::fmt::Write;

use crate::chart::paper::font::{self, FAMILY, Folded, Weight};
use crate::chart::{Direction, Drawing, Style, TextBox};
use crate::markup::escape;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub struct Type<'a> {
    pub size: f64,
    pub weight: Weight,
    pub colour: &'a str,
    pub anchor: Anchor,
}

impl<'a> Type<'a> {
    pub fn regular(size: f64, colour: &'a str) -> Self {
        Self { size, weight: Weight::Regular, colour, anchor: Anchor::Start }
    }

    pub fn bold(size: f64, colour: &'a str) -> Self {
        Self { size, weight: Weight::Bold, colour, anchor: Anchor::Start }
    }

    pub fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// Distance of baselines.
    pub fn leading(&self) -> f64 {
        self.size * 1.42
    }

    pub fn width(&self, text: &str) -> f64 {
        font::width(&clean(text), self.size, self.weight)
    }

    pub fn fold(&self, text: &str, room: f64, lines: usize) -> Folded {
        let mut folded = font::fold(&clean(text), self.size, self.weight, room, lines);
        close_isolates(&mut folded.lines);
        folded
    }
}

/// Edge of a shape.
#[derive(Debug, Clone, Copy)]
pub struct Stroke<'a> {
    pub colour: &'a str,
    pub width: f64,
    pub dashes: &'a str,
}

impl<'a> Stroke<'a> {
    pub const fn solid(colour: &'a str, width: f64) -> Self {
        Self { colour, width, dashes: "" }
    }

    pub fn dashed(colour: &'a str, width: f64) -> Self {
        Self { colour, width, dashes: "5 4" }
    }
}

/// A point's shape; each differs from the others without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    Ring,
    Disc,
    Diamond,
    Square,
    TriangleUp,
    TriangleDown,
}

#[derive(Debug)]
pub struct Canvas {
    width: f64,
    direction: Direction,
    lang: String,
    body: String,
    texts: Vec<TextBox>,
}

impl Canvas {
    pub fn new(width: f64, style: &Style) -> Self {
        Self { width, direction: style.direction, lang: style.lang.clone(), body: String::new(), texts: Vec::new() }
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke<'_>) {
        let (a, b) = (self.place(from.0), self.place(to.0));
        let _ = writeln!(
            self.body,
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}"{}/>"#,
            short(a),
            short(from.1),
            short(b),
            short(to.1),
            edge(Some(stroke))
        );
    }

    /// A rectangle from its starting upper corner.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str, stroke: Option<Stroke<'_>>) {
        let left = self.left(x, width);
        let _ = writeln!(
            self.body,
            r#"<rect x="{}" y="{}" width="{}" height="{}" fill="{fill}"{}/>"#,
            short(left),
            short(y),
            short(width.max(0.0)),
            short(height.max(0.0)),
            edge(stroke)
        );
    }

    /// Rectangles of one colour as one shape, each (x, y, width, height).
    pub fn tiles(&mut self, tiles: &[(f64, f64, f64, f64)], fill: &str) {
        let _ = write!(self.body, r#"<path fill="{fill}" d=""#);
        for &(x, y, width, height) in tiles {
            let [x, y, across, down] = [self.left(x, width), y, width, height].map(short);
            let _ = write!(self.body, "M{x} {y}h{across}v{down}h-{across}z");
        }
        self.body.push_str("\"/>\n");
    }

    /// Slanted lines inside a rectangle, `gap` apart.
    pub fn hatch(&mut self, x: f64, y: f64, width: f64, height: f64, gap: f64, stroke: Stroke<'_>) {
        let left = self.left(x, width);
        let mut path = String::new();
        let mut at = gap;
        while at < width + height {
            let (x1, y1) = if at <= height { (left, y + at) } else { (left + at - height, y + height) };
            let (x2, y2) = if at <= width { (left + at, y) } else { (left + width, y + at - width) };
            let _ = write!(path, "M{} {}L{} {}", short(x1), short(y1), short(x2), short(y2));
            at += gap;
        }
        if !path.is_empty() {
            let _ = writeln!(self.body, r#"<path d="{path}" fill="none"{}/>"#, edge(Some(stroke)));
        }
    }

    /// An open line through points.
    pub fn polyline(&mut self, points: &[(f64, f64)], stroke: Stroke<'_>) {
        let _ = writeln!(
            self.body,
            r#"<polyline points="{}" fill="none" stroke-linejoin="round" stroke-linecap="round"{}/>"#,
            self.points(points),
            edge(Some(stroke))
        );
    }

    pub fn polygon(&mut self, points: &[(f64, f64)], fill: &str, opacity: f64, stroke: Option<Stroke<'_>>) {
        let seen = if opacity < 1.0 { format!(r#" fill-opacity="{}""#, short(opacity)) } else { String::new() };
        let _ =
            writeln!(self.body, r#"<polygon points="{}" fill="{fill}"{seen}{}/>"#, self.points(points), edge(stroke));
    }

    /// A band between two vertical sections, each given as (x, top, bottom), swung like a river.
    pub fn ribbon(
        &mut self,
        from: (f64, f64, f64),
        to: (f64, f64, f64),
        fill: &str,
        opacity: f64,
        stroke: Option<Stroke<'_>>,
    ) {
        let (a, b) = (self.place(from.0), self.place(to.0));
        let half = (a + b) / 2.0;
        let [a, b, half] = [a, b, half].map(short);
        let [top, bottom, end_top, end_bottom] = [from.1, from.2, to.1, to.2].map(short);
        let _ = writeln!(
            self.body,
            r#"<path d="M{a} {top}C{half} {top} {half} {end_top} {b} {end_top}L{b} {end_bottom}C{half} {end_bottom} {half} {bottom} {a} {bottom}Z" fill="{fill}" fill-opacity="{}"{}/>"#,
            short(opacity),
            edge(stroke)
        );
    }

    /// `radius` is half the marker's height.
    pub fn marker(&mut self, marker: Marker, x: f64, y: f64, radius: f64, colour: &str) {
        let r = radius;
        let halo = Some(Stroke::solid(crate::chart::paper::colour::PAPER, 1.2));
        match marker {
            Marker::Ring => {
                self.circle(x, y, r - 1.1, crate::chart::paper::colour::PAPER, Some(Stroke::solid(colour, 2.2)))
            }
            Marker::Disc => self.circle(x, y, r, colour, halo),
            Marker::Square => {
                self.polygon(&[(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)], colour, 1.0, halo)
            }
            Marker::Diamond => self.polygon(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)], colour, 1.0, halo),
            Marker::TriangleUp => {
                self.polygon(&[(x, y - r), (x + r, y + r * 0.8), (x - r, y + r * 0.8)], colour, 1.0, halo)
            }
            Marker::TriangleDown => {
                self.polygon(&[(x, y + r), (x + r, y - r * 0.8), (x - r, y - r * 0.8)], colour, 1.0, halo)
            }
        }
    }

    pub fn circle(&mut self, x: f64, y: f64, radius: f64, fill: &str, stroke: Option<Stroke<'_>>) {
        let x = self.place(x);
        let _ = writeln!(
            self.body,
            r#"<circle cx="{}" cy="{}" r="{}" fill="{fill}"{}/>"#,
            short(x),
            short(y),
            short(radius),
            edge(stroke)
        );
    }

    /// A check mark inside a disc of `radius`; never mirrored.
    pub fn tick(&mut self, x: f64, y: f64, radius: f64, stroke: Stroke<'_>) {
        let (x, r) = (self.place(x), radius);
        let places = [(x - r * 0.45, y + r * 0.02), (x - r * 0.1, y + r * 0.38), (x + r * 0.48, y - r * 0.34)];
        let places = places.map(|(x, y)| format!("{},{}", short(x), short(y))).join(" ");
        let _ = writeln!(self.body, r#"<polyline points="{places}" fill="none"{}/>"#, edge(Some(stroke)));
    }

    /// One line of text on the baseline `y`.
    pub fn text(&mut self, x: f64, y: f64, text: &str, set: Type<'_>) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        let x = self.place(x);
        let anchor = match (set.anchor, self.direction) {
            (Anchor::Middle, _) => "middle",
            (Anchor::Start, Direction::LeftToRight) | (Anchor::End, Direction::RightToLeft) => "start",
            (Anchor::End, Direction::LeftToRight) | (Anchor::Start, Direction::RightToLeft) => "end",
        };
        let extent = font::measure(&text, set.size, set.weight);
        let left = match anchor {
            "start" => x,
            "middle" => x - extent.width / 2.0,
            _ => x - extent.width,
        };
        self.texts.push(TextBox {
            text: text.replace(is_isolate, ""),
            x: left,
            y: y - extent.above,
            width: extent.width,
            height: extent.above + extent.below,
        });
        let weight = match set.weight {
            Weight::Regular => "",
            Weight::Bold => r#" font-weight="700""#,
        };
        let shown = escape(&text);
        let shown = if reads_right_to_left(&text, self.direction) { format!("\u{2067}{shown}\u{2069}") } else { shown };
        let _ = writeln!(
            self.body,
            r#"<text x="{}" y="{}" text-anchor="{anchor}" font-size="{}"{weight} fill="{}">{shown}</text>"#,
            short(x),
            short(y),
            short(set.size),
            set.colour
        );
    }

    /// Folded text; `y` is the first baseline. A shortened one carries the `whole` as a tooltip.
    pub fn folded(&mut self, x: f64, y: f64, folded: &Folded, whole: &str, set: Type<'_>) {
        if folded.cut {
            let _ = write!(self.body, "<g><title>{}</title>", escape(&clean(whole)));
        }
        for (at, line) in folded.lines.iter().enumerate() {
            self.text(x, y + set.leading() * at as f64, line, set);
        }
        if folded.cut {
            self.body.push_str("</g>\n");
        }
    }

    /// Folded text whose middle lies at `y`.
    pub fn centred(&mut self, x: f64, y: f64, folded: &Folded, whole: &str, set: Type<'_>) {
        let above = set.leading() * (folded.lines.len().max(1) - 1) as f64 / 2.0;
        self.folded(x, baseline(y, set.size) - above, folded, whole, set);
    }

    pub fn finish(self, height: f64, title: &str, alt: &str) -> Drawing {
        let height = height.ceil();
        let (title, alt) = (clean(title), clean(alt));
        let direction = match self.direction {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        };
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" lang=\"{lang}\" \
             direction=\"ltr\" data-direction=\"{direction}\" font-family=\"{FAMILY}, Tahoma, 'Segoe UI', sans-serif\">\n\
             <title>{}</title>\n<desc>{}</desc>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#ffffff\"/>\n{}</svg>\n",
            escape(&title),
            escape(&alt),
            self.body,
            w = short(self.width),
            h = short(height),
            lang = escape(&clean(&self.lang)),
        );
        Drawing { svg, width: self.width, height, alt, texts: self.texts }
    }

    fn place(&self, x: f64) -> f64 {
        match self.direction {
            Direction::LeftToRight => x,
            Direction::RightToLeft => self.width - x,
        }
    }

    fn left(&self, x: f64, width: f64) -> f64 {
        match self.direction {
            Direction::LeftToRight => x,
            Direction::RightToLeft => self.width - x - width,
        }
    }

    fn points(&self, points: &[(f64, f64)]) -> String {
        let places: Vec<String> =
            points.iter().map(|&(x, y)| format!("{},{}", short(self.place(x)), short(y))).collect();
        places.join(" ")
    }
}

/// Baseline of a line whose middle lies at `y`.
pub fn baseline(y: f64, size: f64) -> f64 {
    y + size * 0.34
}

/// At most two decimals, no trailing zeros: the same text on every platform.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn edge(stroke: Option<Stroke<'_>>) -> String {
    stroke.map_or_else(String::new, |stroke| {
        let dashes =
            if stroke.dashes.is_empty() { String::new() } else { format!(r#" stroke-dasharray="{}""#, stroke.dashes) };
        format!(r#" stroke="{}" stroke-width="{}"{dashes}"#, stroke.colour, short(stroke.width))
    })
}

/// What may be drawn of a text: no control or bidi-override characters, every isolate closed, white space as single
/// blanks.
pub fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter_map(|c| match c {
            '\u{202a}'..='\u{202e}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}' => None,
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect();
    let mut line = [kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")];
    close_isolates(&mut line);
    let [line] = line;
    line
}

/// Each line is set for itself: what is isolated over several lines is isolated on each.
fn close_isolates(lines: &mut [String]) {
    let mut open: Vec<char> = Vec::new();
    for line in lines {
        let mut closed: String = open.iter().collect();
        for letter in line.chars() {
            if letter == END_OF_ISOLATE {
                if open.pop().is_some() {
                    closed.push(letter);
                }
                continue;
            }
            if is_isolate(letter) {
                open.push(letter);
            }
            closed.push(letter);
        }
        closed.extend(open.iter().map(|_| END_OF_ISOLATE));
        *line = closed;
    }
}

const END_OF_ISOLATE: char = '\u{2069}';

/// Opens or closes an isolate.
fn is_isolate(letter: char) -> bool {
    matches!(letter, '\u{2066}'..='\u{2069}')
}

/// A sentence runs as its drawing does, whatever its first letter; a name that stands alone in the other script runs as
/// its letters do.
fn reads_right_to_left(text: &str, drawing: Direction) -> bool {
    let mut scripts = text
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .map(|letter| matches!(u32::from(letter), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff));
    let isolated = text.contains(is_isolate);
    match drawing {
        Direction::LeftToRight => !isolated && scripts.next().unwrap_or_default(),
        Direction::RightToLeft => isolated || scripts.next().is_none_or(|first| first || scripts.any(|other| other)),
    }
}
