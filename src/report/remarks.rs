//! What the users wrote for a chapter: Markdown as far as paragraphs, lists and headings.
use crate::document::Block;

/// Blocks of a text; marks of emphasis are left out.
pub(in crate::report) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for part in text.replace("**", "").replace("\r\n", "\n").split("\n\n") {
        let mut words: Vec<&str> = Vec::new();
        let mut items: Vec<String> = Vec::new();
        for line in part.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let heading = line.trim_start_matches('#');
            if heading.len() < line.len() {
                blocks.push(Block::Heading(heading.trim().to_owned()));
            } else if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
                items.push(item.trim().to_owned());
            } else if let Some(item) = items.last_mut() {
                *item += &format!(" {line}");
            } else {
                words.push(line);
            }
        }
        if !words.is_empty() {
            blocks.push(Block::Paragraph(words.join(" ")));
        }
        if !items.is_empty() {
            blocks.push(Block::List(items));
        }
    }
    blocks
}
