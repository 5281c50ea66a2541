//! What the users wrote for a chapter: Markdown as paragraphs, lists, tables and headings; emphasis is left out, an
//! address stands behind its words.
use crate::document::{Block, Cell, Column, Grid};
use crate::locale::Locale;
use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};

/// Before an item of a list within a list, once for every list around it.
const STEP: &str = "\u{a0}\u{a0}\u{a0}";

/// Blocks of a text. Items of a list within a list follow those around them, one step in.
pub(in crate::report) fn blocks(text: &str, locale: &Locale) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut words = String::new();
    let mut items: Vec<String> = Vec::new();
    // The number of the next item of each open list; none where its items are not numbered.
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut address: Option<String> = None;
    let mut table = Grid::default();
    let mut cells: Vec<String> = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => words += &text,
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::Start(Tag::Link { dest_url, .. }) => address = Some(dest_url.into_string()),
            Event::End(TagEnd::Link) => {
                if let Some(address) = address.take().filter(|address| !words.ends_with(address.as_str())) {
                    words += &format!(" ({})", locale.isolate_code(&address));
                }
            }
            Event::Start(Tag::List(first)) => {
                items.extend(taken(&mut words));
                lists.push(first);
            }
            Event::Start(Tag::Item) => {
                let depth = lists.len();
                words = STEP.repeat(depth.saturating_sub(1));
                match lists.last_mut() {
                    Some(Some(number)) => {
                        words += &format!("{}. ", locale.plain(*number));
                        *number += 1;
                    }
                    _ if depth > 1 => words += "– ",
                    _ => {}
                }
            }
            Event::End(TagEnd::Item) => items.extend(taken(&mut words)),
            Event::End(TagEnd::List(_)) => {
                let numbered = lists.pop().flatten().is_some();
                if lists.is_empty() {
                    let items = std::mem::take(&mut items);
                    // A number stands for the sign of an item.
                    match numbered {
                        true => blocks.extend(items.into_iter().map(Block::Paragraph)),
                        false => blocks.push(Block::List(items)),
                    }
                }
            }
            Event::Start(Tag::Table(aligns)) => {
                let column = |align: &Alignment| match align {
                    Alignment::Right => Column::numbers(""),
                    Alignment::None | Alignment::Left | Alignment::Center => Column::words(""),
                };
                table = Grid::new("", aligns.iter().map(column).collect());
            }
            Event::End(TagEnd::TableCell) => cells.push(taken(&mut words).unwrap_or_default()),
            Event::End(TagEnd::TableHead) => {
                table.columns.iter_mut().zip(cells.drain(..)).for_each(|(column, heading)| column.heading = heading);
            }
            Event::End(TagEnd::TableRow) => table.push(cells.drain(..).map(Cell::text).collect()),
            Event::End(TagEnd::Table) => blocks.push(Block::Table(std::mem::take(&mut table))),
            Event::End(TagEnd::Paragraph) if !lists.is_empty() => words.push(' '),
            Event::End(TagEnd::Heading(_)) => blocks.extend(taken(&mut words).map(Block::Heading)),
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                blocks.extend(taken(&mut words).map(Block::Paragraph));
            }
            _ => {}
        }
    }
    blocks
}

/// The words so far; none where there are none.
fn taken(words: &mut String) -> Option<String> {
    let text = std::mem::take(words);
    let text = text.trim_end().trim_start_matches(' ');
    Some(text.to_owned()).filter(|text| !text.trim().is_empty())
}
