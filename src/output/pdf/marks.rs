//! Letters and the marks on them, each with its own text. Shaping gives a letter and its marks one text together, and
//! whoever reads the pages back would get them twice.
use typst::layout::{Frame, FrameItem};
use typst::model::Document;
use typst::text::{Glyph, TextItem};
use typst_layout::PagedDocument;

pub(super) fn apart(document: PagedDocument) -> PagedDocument {
    let pages = document.pages().iter().cloned().map(|mut page| {
        frame(&mut page.frame);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

fn frame(within: &mut Frame) {
    within.retain(|item| {
        match item {
            FrameItem::Group(group) => frame(&mut group.frame),
            FrameItem::Text(text) => spell(text),
            _ => {}
        }
        true
    });
}

fn spell(item: &mut TextItem) {
    let text = item.text.clone();
    for cluster in item.glyphs.chunk_by_mut(|one, next| one.range == next.range) {
        let whole = cluster[0].range();
        let letters = text.get(whole.clone()).unwrap_or_default();
        if cluster.len() == 1 || letters.chars().count() != cluster.len() {
            continue;
        }
        let ranges = letters.char_indices().map(|(at, letter)| {
            let start = whole.start + at;
            start as u16..(start + letter.len_utf8()) as u16
        });
        // A mark takes no room: the letter is the first, or the last where the script runs the other way.
        let alone = |letter: &Glyph, marks: &[Glyph]| is_letter(letter) && !marks.iter().any(is_letter);
        if alone(&cluster[0], &cluster[1..]) {
            cluster.iter_mut().zip(ranges).for_each(|(glyph, range)| glyph.range = range);
        } else if alone(&cluster[cluster.len() - 1], &cluster[..cluster.len() - 1]) {
            cluster.iter_mut().rev().zip(ranges).for_each(|(glyph, range)| glyph.range = range);
        }
    }
}

fn is_letter(glyph: &Glyph) -> bool {
    glyph.x_advance.get() > 0.0
}
