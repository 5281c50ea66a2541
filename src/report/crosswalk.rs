//! A framework held against others: coverage of each, every item, and what only this framework asks.
use crate::document::{Block, Cell, Chapter, Column, Document, Grid, Tone};
use crate::framework::Framework;
use crate::framework::crosswalk::{Asked, Crosswalk, Item, Other};
use crate::locale::{Locale, Value};
use crate::table::{self, Table};
use crate::text::Code;

const KINDS: [Asked; 4] = [Asked::Covered, Asked::Touched, Asked::Missing, Asked::Unknown];

/// Coverage first, then each framework item by item.
pub fn crosswalk(crosswalk: &Crosswalk, framework: &Framework, locale: &Locale) -> Document {
    let mut chapters = vec![coverage(crosswalk, framework, locale)];
    chapters.extend(crosswalk.frameworks.iter().map(|other| items(other, locale)));
    let framework = Value::from(locale.tell(&framework.title));
    Document { title: locale.say("crosswalk.title", &[("framework", framework)]), ..Document::plain(locale, chapters) }
}

/// One line for each item and each criterion that goes with it.
pub fn crosswalk_table(crosswalk: &Crosswalk, locale: &Locale) -> Table {
    let mut rows = Vec::new();
    for other in &crosswalk.frameworks {
        for item in &other.items {
            let mut line = |criterion: Option<&Code>, asked: Asked| {
                rows.push(vec![
                    table::Cell::text(other.code.as_str()),
                    table::Cell::text(item.code.as_str()),
                    item.part.as_ref().map_or(table::Cell::Empty, |part| table::Cell::text(part.as_str())),
                    item.weight.map_or(table::Cell::Empty, |weight| table::Cell::number(Some(weight), 2)),
                    table::Cell::text(locale.of(&item.title)),
                    table::Cell::text(name(asked)),
                    criterion.map_or(table::Cell::Empty, |code| table::Cell::text(code.as_str())),
                    table::Cell::text(locale.of(&item.gap)),
                ]);
            };
            item.covered_by.iter().for_each(|code| line(Some(code), Asked::Covered));
            item.touched_by.iter().for_each(|code| line(Some(code), Asked::Touched));
            if matches!(item.asked(), Asked::Missing | Asked::Unknown) {
                line(None, item.asked());
            }
        }
    }
    let columns = ["framework", "item", "part", "weight", "title", "asked", "criterion", "gap"];
    Table { name: "crosswalk".to_owned(), columns: columns.map(str::to_owned).to_vec(), rows }
}

fn name(asked: Asked) -> &'static str {
    match asked {
        Asked::Covered => "covered",
        Asked::Touched => "touched",
        Asked::Missing => "missing",
        Asked::Unknown => "unknown",
    }
}

fn word(asked: Asked, locale: &Locale) -> String {
    locale.word(match asked {
        Asked::Covered => "crosswalk.covered",
        Asked::Touched => "crosswalk.touched",
        Asked::Missing => "crosswalk.missing",
        Asked::Unknown => "crosswalk.unknown",
    })
}

fn coverage(crosswalk: &Crosswalk, framework: &Framework, locale: &Locale) -> Chapter {
    let mut heads =
        vec![Column::words(locale.word("crosswalk.framework")), Column::numbers(locale.word("crosswalk.items"))];
    heads.extend(KINDS.map(|asked| Column::numbers(word(asked, locale))));
    let mut grid = Grid::new(locale.word("crosswalk.caption"), heads);
    for other in &crosswalk.frameworks {
        let mut cells = vec![Cell::text(locale.tell(&other.title)), Cell::count(other.items.len())];
        cells.extend(KINDS.map(|asked| {
            let share = other.share(asked);
            let count = locale.count(share.items as u64);
            if !other.is_weighed() || asked == Asked::Unknown {
                return Cell::count(share.items);
            }
            let values = [("count", Value::Phrase(count)), ("share", Value::Percent(share.weight, 0))];
            Cell::text(locale.say("crosswalk.with-weight", &values))
        }));
        grid.push(cells);
    }
    grid.notes.push(locale.word("crosswalk.note"));
    let own: Vec<String> = crosswalk.own(framework).map(|code| locale.isolate_code(code.as_str())).collect();
    let values = [("count", Value::from(own.len())), ("codes", Value::Phrase(locale.series(&own)))];
    let blocks = vec![Block::Table(grid), Block::Paragraph(locale.say("crosswalk.own", &values))];
    Chapter { code: "coverage", title: locale.word("crosswalk.coverage"), blocks }
}

fn items(other: &Other, locale: &Locale) -> Chapter {
    let heads = vec![
        Column::words(locale.word("common.code")),
        Column::words(locale.word("crosswalk.item")),
        Column::words(locale.word("crosswalk.asked")),
        Column::words(locale.word("crosswalk.by")),
        Column::words(locale.word("crosswalk.gap")),
    ];
    let mut grid = Grid::new("", heads);
    let mut part: Option<&Code> = None;
    for item in &other.items {
        if item.part.as_ref() != part {
            part = item.part.as_ref();
            grid.section(part.map_or("", Code::as_str));
        }
        grid.push(row(item, locale));
    }
    let mut blocks = Vec::new();
    if !other.note.is_empty() {
        blocks.push(Block::Paragraph(locale.of(&other.note).to_owned()));
    }
    blocks.push(Block::Table(grid));
    blocks.push(Block::Paragraph(other.source.clone()));
    Chapter { code: "items", title: locale.tell(&other.title), blocks }
}

fn row(item: &Item, locale: &Locale) -> Vec<Cell> {
    let tone = match item.asked() {
        Asked::Covered => Tone::Good,
        Asked::Touched => Tone::Plain,
        Asked::Missing => Tone::Doubtful,
        Asked::Unknown => Tone::Quiet,
    };
    let codes = item.covered_by.iter().chain(&item.touched_by);
    let codes: Vec<String> = codes.map(|code| locale.isolate_code(code.as_str())).collect();
    vec![
        Cell::code(item.code.as_str()),
        Cell::text(locale.of(&item.title)),
        Cell::text(word(item.asked(), locale)).toned(tone),
        Cell::text(locale.series(&codes)),
        Cell::text(locale.of(&item.gap)),
    ]
}
