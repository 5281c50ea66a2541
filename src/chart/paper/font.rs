//! The embedded type, and how wide text is: measured by shaping, because Arabic letters join.
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustybuzz::{Direction, Face, Script, ShapePlan, UnicodeBuffer, ttf_parser};
use unicode_bidi::BidiInfo;

/// The only family the charts name.
pub const FAMILY: &str = "Vazirmatn";
/// Vazirmatn 33, SIL Open Font License 1.1 (`fonts/OFL.txt`).
pub const REGULAR: &[u8] = include_bytes!("../fonts/Vazirmatn-Regular.ttf");
/// Vazirmatn 33, SIL Open Font License 1.1 (`fonts/OFL.txt`).
pub const BOLD: &[u8] = include_bytes!("../fonts/Vazirmatn-Bold.ttf");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// What a line of text covers, in pixels; `above` and `below` are distances of its ink from the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    pub width: f64,
    pub above: f64,
    pub below: f64,
}

/// A text folded into lines; `cut` when something had to give way to an ellipsis.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    pub lines: Vec<String>,
    pub cut: bool,
}

/// Characters of one text that are looked at; nothing longer fits a label.
const LONGEST: usize = 600;

struct Faces {
    regular: Face<'static>,
    bold: Face<'static>,
}

static FACES: LazyLock<Faces> = LazyLock::new(|| Faces {
    regular: Face::from_slice(REGULAR, 0).expect("the embedded regular face is a font"),
    bold: Face::from_slice(BOLD, 0).expect("the embedded bold face is a font"),
});

/// Plans already made: making one costs more than shaping a label with it.
static PLANS: Mutex<Vec<(PlanFor, Arc<ShapePlan>)>> = Mutex::new(Vec::new());

type PlanFor = (Weight, Direction, Script);

fn plan(face: &Face<'static>, weight: Weight, direction: Direction, script: Script) -> Arc<ShapePlan> {
    let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, plan)) = plans.iter().find(|known| known.0 == (weight, direction, script)) {
        return Arc::clone(plan);
    }
    let plan = Arc::new(ShapePlan::new(face, direction, Some(script), None, &[]));
    plans.push(((weight, direction, script), Arc::clone(&plan)));
    plan
}

/// `text` is one paragraph without line breaks.
pub fn measure(text: &str, size: f64, weight: Weight) -> Extent {
    let face = face(weight);
    let (mut above, mut below) = (0, 0);
    let advance = shape(text, weight, |glyph, rise| {
        if let Some(ink) = face.glyph_bounding_box(glyph) {
            above = above.max(i32::from(ink.y_max) + rise);
            below = below.max(-i32::from(ink.y_min) - rise);
        }
    });
    let pixels = |units: i32| f64::from(units) * size / f64::from(face.units_per_em());
    Extent { width: pixels(advance), above: pixels(above), below: pixels(below) }
}

pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    f64::from(shape(text, weight, |_, _| ())) * size / f64::from(face(weight).units_per_em())
}

/// What is painted of a text: letters the type lacks become �, so that none vanishes unseen.
pub fn painted(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_painted) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars().map(|letter| if is_painted(letter) { letter } else { char::REPLACEMENT_CHARACTER }).collect(),
    )
}

/// A mark on a letter that the type has no sign for.
pub fn is_lost_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}') && FACES.regular.glyph_index(letter).is_none()
}

/// The type has it, or it shows by itself nothing: marks that join a letter, joiners, directions, variants.
fn is_painted(letter: char) -> bool {
    let alone_nothing = matches!(u32::from(letter),
        0xad | 0x300..=0x36f | 0x61c | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xe0000..=0xe0fff);
    letter.is_ascii() || alone_nothing || FACES.regular.glyph_index(letter).is_some()
}

fn face(weight: Weight) -> &'static Face<'static> {
    match weight {
        Weight::Regular => &FACES.regular,
        Weight::Bold => &FACES.bold,
    }
}

/// Shapes a line run by run, shows every glyph and how far it is raised, and gives the line's length, in font units.
fn shape(text: &str, weight: Weight, mut each: impl FnMut(ttf_parser::GlyphId, i32)) -> i32 {
    let face = face(weight);
    let text: &str = &painted(text);
    let mut advance = 0;
    let bidi = BidiInfo::new(text, None);
    for paragraph in &bidi.paragraphs {
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let mut buffer = UnicodeBuffer::new();
            buffer.push_str(&text[run.clone()]);
            let direction = if levels[run.start].is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight };
            buffer.set_direction(direction);
            buffer.guess_segment_properties();
            let plan = plan(face, weight, direction, buffer.script());
            let shaped = rustybuzz::shape_with_plan(face, &plan, buffer);
            for (glyph, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
                advance += position.x_advance;
                if let Ok(glyph) = u16::try_from(glyph.glyph_id) {
                    each(ttf_parser::GlyphId(glyph), position.y_offset);
                }
            }
        }
    }
    advance
}

/// Folds `text` into at most `lines` lines of `room` pixels: between words, inside a word only where the word alone is
/// too long, and with an ellipsis where the lines run out.
pub fn fold(text: &str, size: f64, weight: Weight, room: f64, lines: usize) -> Folded {
    let too_long = text.chars().count() > LONGEST;
    let text: String = text.chars().take(LONGEST).collect();
    let fits = |piece: &str| width(piece, size, weight) <= room;
    let mut words: VecDeque<String> = text.split_whitespace().map(str::to_owned).collect();
    let mut folded: Vec<String> = Vec::new();
    while let Some(first) = words.pop_front() {
        let mut line = first;
        if folded.len() + 1 == lines {
            for word in words.drain(..) {
                line.push(' ');
                line.push_str(&word);
            }
            let cut = too_long || !fits(&line);
            folded.push(if cut { shorten(&line, size, weight, room) } else { line });
            return Folded { lines: folded, cut };
        }
        if fits(&line) {
            while let Some(word) = words.front() {
                let longer = format!("{line} {word}");
                if !fits(&longer) {
                    break;
                }
                line = longer;
                words.pop_front();
            }
        } else {
            let within: String = line.chars().take(most_letters(size, room)).collect();
            let head = longest(&within, |piece| fits(piece)).max(1);
            let rest: String = line.chars().skip(head).collect();
            line = line.chars().take(head).collect();
            if !rest.is_empty() {
                words.push_front(rest);
            }
        }
        folded.push(line);
    }
    Folded { lines: folded, cut: false }
}

/// More letters than `room` can hold: none is looked at beyond.
fn most_letters(size: f64, room: f64) -> usize {
    (room / size * 6.0) as usize + 8
}

fn shorten(text: &str, size: f64, weight: Weight, room: f64) -> String {
    let with_dots = |head: &str| format!("{}…", head.trim_end());
    let text: String = text.chars().take(most_letters(size, room)).collect();
    let kept = longest(&text, |head| width(&with_dots(head), size, weight) <= room);
    with_dots(&text.chars().take(kept).collect::<String>())
}

/// Number of leading characters of `text` that still satisfy `fits`, by halving.
fn longest(text: &str, fits: impl Fn(&str) -> bool) -> usize {
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    ends.partition_point(|&end| fits(&text[..end]))
}
