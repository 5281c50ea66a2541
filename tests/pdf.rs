//! Pages of a report: every piece is printed, nothing hostile runs or is lost, and the same document gives the same
//! bytes. Each page meets PDF/UA-1 as typst checks it, else there would be none; `tests/external/pdf.py` reads the text.
use miqyas::chart::ladder::{Ladder, Rung};
use miqyas::chart::{self, Chart, Frame, Step, StepKind};
use miqyas::document::{
    Block, Card, Cell, Chapter, Column, Content, Cover, Document, Figure, Grid, Issue, Logo, LogoKind, Node, Pointer,
    Tone,
};
use miqyas::locale::{LANGUAGES, Locale};
use miqyas::output::pdf::{Layout, PdfError, render};

/// Ends a string, a block, an argument; calls, refers, comments; and letters that no type has.
const HOSTILE: &str =
    "#panic() \"] $x$ \\ @a <b> // /* `c` *d* _e_ =\u{0}\u{7}\n統計 🏛 q\u{301} \u{feff}\u{e000}\u{202e}";

fn locale(tag: &str) -> Locale {
    Locale::load(tag).unwrap()
}

fn document(tag: &str, blocks: Vec<Block>) -> Document {
    let chapter = Chapter { code: "stages", title: "المراحل".to_owned(), blocks };
    Document { title: "تقرير".to_owned(), ..Document::plain(&locale(tag), vec![chapter]) }
}

fn pdf(document: &Document) -> Vec<u8> {
    render(document, &locale(&document.language), Layout::Report).unwrap()
}

fn sheet(document: &Document) -> Vec<u8> {
    render(document, &locale(&document.language), Layout::Sheet).unwrap()
}

fn count(bytes: &[u8], sign: &str) -> usize {
    bytes.windows(sign.len()).filter(|window| *window == sign.as_bytes()).count()
}

fn pages(bytes: &[u8]) -> usize {
    count(bytes, "/Type/Page/")
}

/// A table with a cell of every kind, a row of every weight and a cell of every tone.
fn grid(text: &str) -> Grid {
    let mut grid = Grid::new(text, vec![Column::words(text), Column::numbers(text), Column::words(text)]);
    grid.section(text);
    let contents = [
        Content::Empty,
        Content::Text(text.to_owned()),
        Content::Code(text.to_owned()),
        Content::Count(12_345),
        Content::Number { value: -1.25, decimals: 1 },
        Content::Percent { value: 41.0, decimals: 0 },
        Content::Difference { value: 12.0, decimals: 1 },
        Content::Range { low: 1.0, high: 2.0, decimals: 0 },
        Content::Bar(0.4),
    ];
    for (content, tone) in contents.into_iter().zip([Tone::Good, Tone::Doubtful, Tone::Bad, Tone::Quiet].iter().cycle())
    {
        grid.push(vec![Cell::text(text), Cell::from(content.clone()).toned(*tone), Cell::from(content)]);
    }
    grid.add(vec![Cell::text(text), Cell::count(3), Cell::empty()], miqyas::document::Weight::Strong);
    grid.notes = vec![text.to_owned()];
    grid
}

fn ladder(text: &str) -> Figure {
    let rung = Rung { step: Step { label: text.to_owned(), kind: StepKind::Stage }, counts: vec![Some(3)] };
    Figure {
        name: "ladder".to_owned(),
        chart: Chart::Ladder(Ladder { columns: vec![text.to_owned()], rungs: vec![rung], agencies: 3 }),
        frame: Frame {
            title: text.to_owned(),
            subtitle: Some(text.to_owned()),
            source: text.to_owned(),
            note: Some(text.to_owned()),
            style: chart::Style::arabic("ar"),
        },
    }
}

/// One block of every kind.
fn blocks(text: &str) -> Vec<Block> {
    let say = || text.to_owned();
    vec![
        Block::Heading(say()),
        Block::Lead(say()),
        Block::Paragraph(say()),
        Block::List(vec![say(), say()]),
        Block::Table(grid(text)),
        Block::Chart("ladder".to_owned()),
        Block::Card(Card {
            anchor: say(),
            title: say(),
            blocks: vec![Block::Heading(say()), Block::Table(grid(text))],
        }),
        Block::Issue(Issue {
            tone: Tone::Bad,
            severity: say(),
            code: say(),
            count: 2,
            place: say(),
            message: say(),
            advice: say(),
            excerpt: Some(Pointer { line: text.replace('\n', ""), span: 3..9 }),
        }),
        Block::Tree(vec![Node {
            label: say(),
            details: vec![say()],
            children: vec![Node { label: say(), ..Node::default() }],
        }]),
    ]
}

/// Everything a document can hold, all of it this text.
fn full(tag: &str, text: &str) -> Document {
    let say = || text.to_owned();
    Document {
        title: say(),
        subtitle: vec![say(), say()],
        notices: vec![say()],
        cover: Cover {
            organisation: say(),
            status: say(),
            facts: vec![(say(), say())],
            logo: Some(Logo {
                kind: LogoKind::Svg,
                bytes: br#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle r="9"/></svg>"#
                    .to_vec(),
            }),
            accent: "#7a6000".parse().ok(),
        },
        figures: vec![ladder(text)],
        ..document(tag, blocks(text))
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for (tag, _) in LANGUAGES {
        let document = full(tag, "وزارة الصحة Ministry 12%");
        assert!(pdf(&document) == pdf(&document), "{tag}");
        assert!(sheet(&document) == sheet(&document), "{tag}");
    }
}

#[test]
fn every_kind_of_block_is_printed() {
    let whole = full("ar", "نص");
    let printed = pdf(&whole);
    for position in 0..blocks("").len() {
        let mut less = whole.clone();
        let block = less.chapters[0].blocks.remove(position);
        assert!(pdf(&less) != printed, "{block:?} leaves no trace");
    }
}

#[test]
fn every_part_of_the_cover_is_printed() {
    let whole = full("en", "text");
    let printed = pdf(&whole);
    type Part = (&'static str, fn(&mut Document));
    let without: [Part; 7] = [
        ("subtitle", |document| document.subtitle.clear()),
        ("notices", |document| document.notices.clear()),
        ("organisation", |document| document.cover.organisation.clear()),
        ("status", |document| document.cover.status.clear()),
        ("facts", |document| document.cover.facts.clear()),
        ("logo", |document| document.cover.logo = None),
        ("accent", |document| document.cover.accent = None),
    ];
    for (part, remove) in without {
        let mut less = whole.clone();
        remove(&mut less);
        assert!(pdf(&less) != printed, "{part} leaves no trace");
    }
}

#[test]
fn a_hostile_text_is_a_text_everywhere() {
    for (tag, _) in LANGUAGES {
        let document = full(tag, HOSTILE);
        assert!(pages(&pdf(&document)) >= 3, "{tag}");
        assert!(pages(&sheet(&document)) >= 1, "{tag}");
    }
}

#[test]
fn tags_say_what_is_what() {
    let bytes = pdf(&full("ar", "نص"));
    for (tag, least) in [
        ("/S/H1", 1),
        ("/S/H2", 2),
        ("/S/H3", 1),
        ("/S/Caption", 3),
        ("/S/Figure", 1),
        ("/S/TH/", 6),
        ("/S/TD/", 54),
        ("/S/L/", 1),
        ("/S/TOC/", 1),
        ("/Alt", 1),
    ] {
        assert!(count(&bytes, tag) >= least, "{tag}: {}", count(&bytes, tag));
    }
}

#[test]
fn a_sheet_fits_on_one_page_where_it_can_be_read() {
    let mut grid = Grid::new("الدرجات", vec![Column::words("المعيار"), Column::numbers("الدرجة")]);
    for row in 0..40 {
        grid.push(vec![Cell::text(format!("معيار {row}")), Cell::count(row)]);
    }
    let mut document = document("ar", vec![Block::Table(grid)]);
    assert_eq!(pages(&sheet(&document)), 1);
    assert!(pages(&pdf(&document)) > 2, "a report has a cover and contents");
    let paragraph = Block::Paragraph("كلمة ".repeat(20_000));
    document.chapters[0].blocks.push(paragraph);
    assert!(pages(&sheet(&document)) > 1);
}

#[test]
fn tables_wider_longer_and_emptier_than_a_page() {
    let columns =
        |count: usize| (0..count).map(|column| Column::numbers(format!("العمود {column}"))).collect::<Vec<_>>();
    let mut wide = Grid::new("عريض", columns(40));
    wide.push((0..40).map(|number| Cell::number(Some(1234.5 * f64::from(number)), 2)).collect());
    let mut long = Grid::new("طويل", columns(2));
    (0..1000).for_each(|row| long.push(vec![Cell::count(row), Cell::empty()]));
    long.section("");
    let mut words = Grid::new("", vec![Column::words(""), Column::words("")]);
    words.push(vec![Cell::text("ك".repeat(10_000)), Cell::text("word".repeat(300))]);
    let mut titles = Grid::new("أقسام", columns(3));
    titles.section("قسم");
    titles.section("قسم");
    let card = Card { anchor: "a".to_owned(), title: "جهة".to_owned(), blocks: vec![Block::Table(long.clone())] };
    let tables = [wide, long, words, titles, Grid::new("فارغ", columns(2))].map(Block::Table);
    let mut document = document("ar", tables.to_vec());
    document.chapters[0].blocks.push(Block::Card(card));
    assert!(count(&pdf(&document), "/S/TR/") > 2000, "rows of a card longer than a page");
}

#[test]
fn a_document_without_anything_still_has_a_title() {
    let empty = Document::plain(&locale("ckb"), Vec::new());
    assert!(count(&pdf(&empty), "/Lang(ckb)") > 0);
    assert_eq!(pages(&sheet(&empty)), 1);
}

#[test]
fn a_logo_that_cannot_be_drawn_is_refused() {
    let with = |kind, bytes: &[u8]| {
        let mut document = document("en", Vec::new());
        document.cover.logo = Some(Logo { kind, bytes: bytes.to_vec() });
        render(&document, &locale("en"), Layout::Report)
    };
    assert!(matches!(with(LogoKind::Png, b"no picture"), Err(PdfError::Setting(_))));
    let foreign =
        br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text font-family="A">M</text></svg>"#;
    assert!(matches!(with(LogoKind::Svg, foreign), Err(PdfError::Picture { .. })));
}

#[test]
fn a_scorecard_is_one_page_and_one_picture() {
    let series = crate::samples::judge("example");
    let draw = miqyas::output::format("png").unwrap().page.unwrap().render;
    for (place, agency) in series.survey.agencies.iter().enumerate() {
        let locale = locale(if place % 2 == 0 { "ar" } else { "en" });
        let Some(card) = miqyas::report::scorecard(&series, &locale, agency.code.as_str()) else { continue };
        let printed = render(&card, &locale, Layout::Sheet).unwrap();
        assert_eq!(pages(&printed), 1, "{}", agency.code);
        if place == 0 {
            let picture = draw(&card, &locale).unwrap();
            assert!(picture.starts_with(b"\x89PNG") && picture.len() > 50_000, "{}", picture.len());
        }
    }
}
