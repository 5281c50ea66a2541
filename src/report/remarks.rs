//! What the users wrote for a chapter: Markdown as paragraphs, lists and headings; emphasis is left out, an address
//! stands behind its words.
use crate::document::Block;
use crate::locale::Locale;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Blocks of a text. Items of a list within a list follow those around them.
pub(in crate::report) fn blocks(text: &str, locale: &Locale) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut words = String::new();
    let mut items: Vec<String> = Vec::new();
    // The number of the next item of each open list; none where its items are not numbered.
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut address: Option<String> = None;
    for event in Parser::new(text) {
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
                if let Some(Some(number)) = lists.last_mut() {
                    words = format!("{}. ", locale.plain(*number));
                    *number += 1;
                }
            }
            Event::End(TagEnd::Item) => items.extend(taken(&mut words)),
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                if lists.is_empty() {
                    blocks.push(Block::List(std::mem::take(&mut items)));
                }
            }
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
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
