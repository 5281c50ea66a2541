//! Letters and the marks on them, each with its own text. Typst sets a mark that is raised as an item of its own and gives
//! it the text of letter and mark together, as it does the letter: whoever reads the pages back would get both twice.
use std::ops::Range;
use typst::layout::{Frame, FrameItem, Point};
use typst::model::Document;
use typst::text::TextItem;
use typst_layout::PagedDocument;
use unicode_normalization::char::is_combining_mark;

pub(super) fn apart(document: PagedDocument) -> PagedDocument {
    let pages = document.pages().iter().cloned().map(|mut page| {
        separate(&mut page.frame);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

fn separate(frame: &mut Frame) {
    let mut items: Vec<(Point, FrameItem)> = frame.items().cloned().collect();
    for (_, item) in &mut items {
        if let FrameItem::Group(group) = item {
            separate(&mut group.frame);
        }
    }
    let mut start = 0;
    while start < items.len() {
        let Some(cluster) = text(&items[start]).and_then(marked).map(str::to_owned) else {
            start += 1;
            continue;
        };
        let alike = |item: &(Point, FrameItem)| text(item).and_then(marked) == Some(cluster.as_str());
        let end = start + items[start..].iter().take_while(|item| alike(item)).count();
        part(&mut items, start..end, &cluster);
        start = end;
    }
    frame.clear();
    frame.push_multiple(items);
}

/// The cluster of an item that holds nothing but marks on one letter, or on a ligature.
fn marked(item: &TextItem) -> Option<&str> {
    let letters = item.text.trim_end_matches(is_combining_mark);
    let one = item.glyphs.iter().all(|glyph| glyph.x_advance.get() == 0.0 && glyph.range() == (0..item.text.len()));
    (one && !letters.is_empty() && letters.len() < item.text.len() && !letters.contains(is_combining_mark))
        .then_some(item.text.as_str())
}

/// Gives the items of marks their marks and leaves the letter beside them the rest of the cluster.
fn part(items: &mut [(Point, FrameItem)], marks: Range<usize>, cluster: &str) {
    let letters = cluster.trim_end_matches(is_combining_mark).len();
    let glyphs: usize = items[marks.clone()].iter().filter_map(text).map(|item| item.glyphs.len()).sum();
    let count = cluster[letters..].chars().count();
    if glyphs != marks.len() || glyphs != count && glyphs != 1 {
        return;
    }
    // From right to left the letter stands behind its marks, and they stand in reverse.
    let reversed = shorten(items.get_mut(marks.end), Side::First, cluster, letters);
    let before = marks.start.checked_sub(1).and_then(|before| items.get_mut(before));
    if !reversed && !shorten(before, Side::Last, cluster, letters) {
        return;
    }
    let each: Vec<String> = match glyphs {
        1 => vec![cluster[letters..].to_owned()],
        _ if reversed => cluster[letters..].chars().rev().map(String::from).collect(),
        _ => cluster[letters..].chars().map(String::from).collect(),
    };
    for ((_, item), mark) in items[marks].iter_mut().zip(each) {
        if let FrameItem::Text(item) = item {
            item.glyphs[0].range = 0..mark.len() as u16;
            item.text = mark.into();
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    First,
    Last,
}

/// Leaves the letter at this side of an item only its own bytes, if it is the letter of the cluster.
fn shorten(item: Option<&mut (Point, FrameItem)>, side: Side, cluster: &str, letters: usize) -> bool {
    let Some((_, FrameItem::Text(item))) = item else { return false };
    let glyph = match side {
        Side::First => item.glyphs.first_mut(),
        Side::Last => item.glyphs.last_mut(),
    };
    match glyph {
        Some(glyph) if item.text.get(glyph.range()) == Some(cluster) && glyph.x_advance.get() > 0.0 => {
            glyph.range.end = glyph.range.start + letters as u16;
            true
        }
        _ => false,
    }
}

fn text((_, item): &(Point, FrameItem)) -> Option<&TextItem> {
    match item {
        FrameItem::Text(text) => Some(text),
        _ => None,
    }
}
