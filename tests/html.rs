//! The report as one page: what stands in it, and what is packed beside it. In a browser: `tests/external/report.py`.
use crate::form::{inside, policed, tags};
use crate::reports::{SERIES, judged};
use flate2::read::ZlibDecoder;
use miqyas::document::{
    Block, Card, Cell, Chapter, Column, Content, Cover, Document, Grid, Issue, Logo, LogoKind, Node, Pointer, Tone,
    Weight,
};
use miqyas::locale::{Digits, LANGUAGES, Locale};
use miqyas::output::json::Manifest;
use miqyas::output::{FORMATS, Package};
use miqyas::report::{self, Extent, Selection};
use miqyas::score::Truth;
use miqyas::series::Series;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;

const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=\"alert(2)\"> & ' {shown}";

/// The page of a series in a language.
pub(crate) fn page(series: &Series, tag: &str) -> String {
    let locale = Locale::load(tag).unwrap();
    written(series, &locale, &report::compose(series, &locale, &Selection::default(), Extent::Full))
}

fn written(series: &Series, locale: &Locale, document: &Document) -> String {
    let manifest = Manifest::of(series, String::new(), Vec::new());
    let selection = Selection::default();
    let package = Package { series, locale, selection: &selection, manifest: &manifest, document, template: None };
    let format = FORMATS.iter().find(|format| format.name == "html").unwrap();
    let mut files = (format.write)(&package).unwrap();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].path, "report.html");
    String::from_utf8(files.remove(0).bytes).unwrap()
}

/// What is packed in a page, by name.
pub(crate) fn unpacked(page: &str) -> BTreeMap<String, Value> {
    let parts = page.split("<script type=\"text/plain\" id=\"").skip(1);
    parts
        .map(|part| {
            let (name, rest) = part.split_once("\">").unwrap();
            let packed = bytes(rest.split_once('<').unwrap().0);
            let mut text = String::new();
            ZlibDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
            (name.to_owned(), serde_json::from_str(&text).unwrap())
        })
        .collect()
}

/// Base 64 by its definition: six bits a sign.
fn bytes(text: &str) -> Vec<u8> {
    let signs: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let (mut bits, mut held, mut found) = (0_u32, 0, Vec::new());
    for sign in text.trim_end_matches('=').chars() {
        bits = bits << 6 | signs.iter().position(|known| *known == sign).unwrap() as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            found.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    found
}

fn known(page: &str) -> Value {
    serde_json::from_str(inside(page, "<script type=\"application/json\" id=\"known\">", "</script>")).unwrap()
}

/// A document with everything that a document can hold, each text hostile.
fn everything() -> Document {
    let says = |what: &str| format!("{what} {HOSTILE}");
    let words = Column::words(says("heading"));
    let numbers = Column::numbers("number");
    let mut grid = Grid::new(says("caption"), vec![words, numbers]);
    grid.section(says("section"));
    for content in [
        Content::Empty,
        Content::Text(says("text")),
        Content::Code(says("code")),
        Content::Count(12345),
        Content::Number { value: 1.25, decimals: 2 },
        Content::Percent { value: 45.0, decimals: 0 },
        Content::Difference { value: -3.0, decimals: 1 },
        Content::Range { low: 1.0, high: 2.0, decimals: 0 },
        Content::Bar(0.375),
    ] {
        grid.push(vec![Cell::text("row"), Cell::from(content)]);
    }
    for tone in [Tone::Good, Tone::Doubtful, Tone::Bad, Tone::Quiet] {
        grid.push(vec![Cell::text("tone"), Cell::text("toned").toned(tone)]);
    }
    grid.add(vec![Cell::text("total"), Cell::count(7)], Weight::Strong);
    grid.notes.push(says("note"));
    let issue = Issue {
        tone: Tone::Bad,
        severity: says("severity"),
        code: "answer-off-scale".into(),
        count: 3,
        place: says("place"),
        message: says("message"),
        advice: says("advice"),
        excerpt: Some(Pointer { line: "before <meant> after".into(), span: 7..14 }),
    };
    let leaf = Node { label: says("leaf"), ..Node::default() };
    let tree = Node { label: says("branch"), details: vec![says("detail")], children: vec![leaf] };
    let card = Card {
        anchor: "moh".into(),
        title: says("card"),
        blocks: vec![Block::Paragraph(says("inside")), Block::Table(Grid { notes: Vec::new(), ..grid.clone() })],
    };
    let blocks = vec![
        Block::Heading(says("heading of blocks")),
        Block::Lead(says("lead")),
        Block::Paragraph(says("paragraph")),
        Block::List(vec![says("item")]),
        Block::Table(grid),
        Block::Chart("absent".into()),
        Block::Card(card),
        Block::Issue(issue),
        Block::Tree(vec![tree]),
    ];
    let chapter = |code| Chapter { code, title: says("chapter"), blocks: blocks.clone() };
    Document {
        title: says("title"),
        subtitle: vec![says("subtitle")],
        notices: vec![says("notice")],
        cover: Cover {
            organisation: "organisation \"><img".into(),
            status: says("draft"),
            facts: vec![(says("fact"), says("told"))],
            logo: Some(Logo { kind: LogoKind::Svg, bytes: b"<svg onload=alert(3)>".to_vec() }),
            accent: "#3a1a5b".parse().ok(),
        },
        ..Document::plain(&Locale::load("en").unwrap(), vec![chapter("first"), chapter("second")])
    }
}

/// Markup of a page without what a browser does not show.
fn body(page: &str) -> &str {
    page.split_once("<body>").unwrap().1.split_once("<script").unwrap().0
}

#[test]
fn everything_that_a_document_holds_stands_in_the_page_as_text() {
    let page = written(&SERIES, &Locale::load("en").unwrap(), &everything());
    let shown = body(&page);
    for says in [
        "heading",
        "caption",
        "section",
        "text",
        "code",
        "note",
        "severity",
        "place",
        "message",
        "advice",
        "leaf",
        "branch",
        "detail",
        "card",
        "inside",
        "heading of blocks",
        "lead",
        "paragraph",
        "item",
        "chapter",
        "title",
        "subtitle",
        "notice",
        "draft",
        "fact",
        "told",
    ] {
        assert!(shown.contains(&format!(">{says} &lt;/script&gt;")), "{says} is not in the page");
    }
    for markup in [
        ">12,345<",
        ">1.25<",
        ">45%<",
        ">−3.0<",
        ">1–2<",
        ">–<",
        "<rect width=\"37.5\"",
        "class=\"number good\"",
        "class=\"number doubtful\"",
        "class=\"number bad\"",
        "class=\"number quiet\"",
        "<tr class=\"strong\">",
        "scope=\"rowgroup\"",
        "scope=\"col\"",
        "scope=\"row\"",
        "<mark>&lt;meant&gt;</mark>",
        " × 3",
        "href=\"#agency=moh\"",
        "<summary>branch",
        "href=\"#chapter-second\"",
        "data:image/svg+xml;base64,",
        "<code dir=\"ltr\">answer-off-scale</code>",
    ] {
        assert!(shown.contains(markup), "{markup} is not in the page");
    }
    let elements = tags(&format!("{shown}</body>").replacen('<', "<body><", 1));
    assert_eq!(elements.iter().filter(|(name, _)| name == "img").count(), 1, "the logo alone");
    assert!(elements.iter().all(|(name, _)| name != "script"));
    assert!(
        elements
            .iter()
            .flat_map(|(_, attributes)| attributes.keys())
            .all(|name| !name.starts_with("on") && name != "style")
    );
    let ids: Vec<&String> = elements.iter().filter_map(|(_, attributes)| attributes.get("id")).collect();
    let mut once = ids.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "two elements of one id: {ids:?}");
    assert!(inside(&page, "<style>", "</style>").contains("--deep:#3a1a5b"), "the organisation's colour");
    policed(&page);
}

#[test]
fn nothing_is_asked_of_a_network() {
    let page = page(&SERIES, "ar");
    let policy = policed(&page);
    assert!(
        policy.contains("font-src data:") && policy.contains("img-src data:") && !policy.contains("http"),
        "{policy}"
    );
    let style = inside(&page, "<style>", "</style>");
    assert!(style.split("url(").skip(1).all(|address| address.starts_with("data:font/ttf;base64,")));
    let program = inside(&page, "<script>", "</script>");
    for word in ["fetch(", "XMLHttpRequest", "import(", "eval(", "outerHTML", "insertAdjacent", "document.write"] {
        assert!(!program.contains(word), "{word}");
    }
    assert!(!body(&page).contains("src=\"http"));
}

#[test]
fn each_language_is_in_the_page_its_own_first() {
    for (tag, _) in LANGUAGES {
        let page = page(&SERIES, tag);
        assert!(page.starts_with(&format!("<!doctype html>\n<html lang=\"{tag}\"")));
        let parts = unpacked(&page);
        let languages = known(&page)["languages"].as_array().unwrap().clone();
        assert_eq!(languages.len(), LANGUAGES.len());
        assert_eq!(languages[0]["tag"], **tag);
        for language in &languages[1..] {
            let other = language["tag"].as_str().unwrap();
            let document = report::compose(&SERIES, &Locale::load(other).unwrap(), &Selection::default(), Extent::Full);
            let pieces = &parts[&format!("document-{other}")];
            let text = format!("{}{}", pieces["opening"].as_str().unwrap(), pieces["chapters"].as_str().unwrap());
            for chapter in &document.chapters {
                assert!(text.contains(&chapter.title), "{other}: {}", chapter.title);
            }
            assert_eq!(text.matches("role=\"img\"").count(), body(&page).matches("role=\"img\"").count());
        }
        assert!(!parts.contains_key(&format!("document-{tag}")));
    }
    let latin = Locale::load("ar").unwrap().with_digits(Digits::Latin);
    let document = report::compose(&SERIES, &latin, &Selection::default(), Extent::Full);
    let page = written(&SERIES, &latin, &document);
    assert!(unpacked(&page).contains_key("document-ar"), "Arabic digits can be had where Latin ones were asked for");
    assert_eq!(known(&page)["arabic"], false);
}

#[test]
fn every_agency_is_packed_with_what_its_figures_are_made_of() {
    let parts = unpacked(&page(&SERIES, "en"));
    let (table, sheets) = (&parts["table"], &parts["sheets-0"]["sheets"]);
    let assessment = SERIES.assessments.last().unwrap();
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.len(), assessment.agencies.len());
    let codes: Vec<&str> =
        table["truths"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["claimed", "supported", "checked"]);
    let stages: Vec<u64> = rows.iter().filter_map(|row| row["stands"][1]["stage"].as_u64()).collect();
    assert!(stages.is_sorted_by(|one, next| one >= next), "from the best: {stages:?}");
    for agency in &assessment.agencies {
        let code = SERIES.survey.agencies[agency.agency].code.as_str();
        let place = rows.iter().position(|row| row["code"] == code).unwrap();
        for (column, truth) in Truth::ALL.into_iter().enumerate() {
            let Some(judgement) = agency.judgements.get(truth) else {
                assert!(rows[place]["stands"][column].is_null());
                continue;
            };
            let reached = judgement.ladder.as_ref().unwrap().reached.number();
            assert_eq!(rows[place]["stands"][column]["stage"].as_u64(), reached.map(|number| number as u64));
            for (dimension, score) in judgement.scores.iter().enumerate() {
                let packed = &sheets[place]["judged"][column]["scores"][dimension];
                let near = |packed: &Value, value: Option<f64>| match (packed.as_f64(), value) {
                    (Some(packed), Some(value)) => (packed - value).abs() < 1e-4,
                    (None, None) => true,
                    _ => false,
                };
                assert!(near(&packed[0], score.value) && near(&packed[1], score.low) && near(&packed[2], score.high));
            }
        }
        let path = sheets[place]["path"].as_array();
        assert_eq!(path.map(Vec::len), path.map(|_| table["outline"].as_array().unwrap().len()));
    }
    let texts = table["texts"].as_array().unwrap();
    assert!(texts.iter().all(|text| text.as_array().unwrap().len() == LANGUAGES.len()));
    let types = &texts[table["columns"][0]["name"].as_u64().unwrap() as usize];
    assert_eq!(types[0], "Kind of agency");
    let asked = table["criteria"].as_array().unwrap().iter().find(|one| one["code"] == "cat01").unwrap();
    assert!(asked["wanted"].is_u64(), "the evidence wanted is told");
}

#[test]
fn the_same_series_gives_the_same_page() {
    assert!(page(&SERIES, "ckb") == page(&SERIES, "ckb"));
}

#[test]
fn a_name_in_data_ends_no_element() {
    let series = judged(&[
        (
            "agencies.csv",
            &format!(
                "code,name_en,type\na1,\"{}\",\"{}\"\n",
                HOSTILE.replace('"', "\"\""),
                HOSTILE.replace('"', "\"\"")
            ),
        ),
        ("answers.csv", "agency,criterion,answer\na1,cat01,yes\n"),
    ]);
    let page = page(&series, "en");
    assert!(!page.contains("<img src=x") && !page.contains("<script>alert"));
    let packed = unpacked(&page)["table"].to_string();
    assert!(packed.contains("<img src=x"), "the name itself is kept");
}
