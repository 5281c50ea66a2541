//! Word documents, slides and Markdown: structure, direction, escaping, the same bytes every time, a user's own styles.
use miqyas::chart::coverage::{Agency, Coverage, Words};
use miqyas::chart::{Chart, Frame, Style};
use miqyas::document::{
    Block, Card, Cell, Chapter, Column, Content, Cover, Document, Figure, Grid, Issue, Logo, LogoKind, Node, Pointer,
    Tone, Weight,
};
use miqyas::locale::{Direction, LANGUAGES, Locale};
use miqyas::output::office::{docx, pptx};
use miqyas::output::{Failure, chosen, markdown};
use roxmltree::Document as Xml;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What breaks markup that is glued together.
const HOSTILE: &str = "<b>&\"'x]]>\u{0}\u{1}\u{b}\u{fffe}\u{ffff}\r\n`|*_[a](javascript:b)<script>alert(1)</script>";
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";

fn locale(tag: &str) -> Locale {
    Locale::load(tag).unwrap()
}

fn figure(locale: &Locale) -> Figure {
    let style = match locale.direction() {
        Direction::Rtl => Style::arabic(locale.tag()),
        Direction::Ltr => Style::latin(locale.tag(), miqyas::chart::Direction::LeftToRight),
    };
    let frame = Frame {
        title: "Everything was answered".to_owned(),
        subtitle: Some("Coverage".to_owned()),
        source: "Test".to_owned(),
        note: None,
        style,
    };
    let agency = |label: &str, share| Agency { label: label.to_owned(), shares: vec![share], remark: String::new() };
    let [share, nothing, not_asked] = ["Share", "Nothing", "Not asked"].map(str::to_owned);
    let chart = Chart::Coverage(Coverage {
        columns: vec!["Speed".to_owned()],
        rows: vec![agency("One", Some(1.0)), agency("Two", None)],
        remark_head: String::new(),
        words: Words { share, nothing, not_asked },
    });
    Figure { name: "coverage".to_owned(), chart, frame }
}

/// A cell of every content and every tone.
fn cells() -> Vec<Cell> {
    vec![
        Cell::text("\u{2066}cat01\u{2069} \u{2066}−٣\u{2069}"),
        Cell::code("cat01"),
        Cell::empty().toned(Tone::Bad),
        Cell::count(12345).toned(Tone::Quiet),
        Cell::number(Some(1.25), 2).toned(Tone::Good),
        Cell::percent(Some(40.0), 0).toned(Tone::Bad),
        Cell::difference(Some(2.0), 1).toned(Tone::Good),
        Cell::range(Some((1.0, 2.0)), 0).toned(Tone::Doubtful),
        Cell::from(Content::Bar(0.5)).toned(Tone::Good),
    ]
}

fn grid(caption: &str, rows: usize) -> Grid {
    let headings = ["Text", "Code", "", "Count", "Number", "Percent", "Change", "Range", "Bar"];
    let mut grid = Grid::new(caption, headings.into_iter().map(Column::words).collect());
    grid.section("Group of rows");
    for _ in 0..rows {
        grid.push(cells());
    }
    grid.add(cells(), Weight::Strong);
    grid.notes.push("A note below".to_owned());
    grid
}

/// Every kind of block, in a language, with this text wherever a text can stand.
fn document(locale: &Locale, text: &str) -> Document {
    let node = Node {
        label: format!("label {text}"),
        details: vec![format!("detail {text}")],
        children: vec![Node { label: "child".to_owned(), ..Node::default() }],
    };
    let issue = Issue {
        tone: Tone::Bad,
        severity: "Error".to_owned(),
        code: "bad-cell".to_owned(),
        count: 3,
        place: format!("answers.csv {text}"),
        message: format!("message {text}"),
        advice: "advice".to_owned(),
        excerpt: Some(Pointer { line: format!("a,b,{text}"), span: 0..1 }),
    };
    let blocks = vec![
        Block::Lead(format!("The lead {text}")),
        Block::Heading(format!("A heading {text}")),
        Block::Paragraph(format!("A paragraph {text}")),
        Block::List(vec![format!("first {text}"), "second".to_owned()]),
        Block::Table(grid(&format!("A table {text}"), 8)),
        Block::Chart("coverage".to_owned()),
        Block::Chart("no such chart".to_owned()),
        Block::Card(Card {
            anchor: "one".to_owned(),
            title: format!("A card {text}"),
            blocks: vec![Block::Heading("Inside".to_owned()), Block::Table(grid("Within the card", 1))],
        }),
        Block::Issue(issue),
        Block::Tree(vec![node]),
    ];
    Document {
        title: format!("The title {text}"),
        subtitle: vec![format!("The subtitle {text}")],
        notices: vec![format!("The notice {text}")],
        cover: Cover {
            organisation: "The ministry".to_owned(),
            status: "Draft".to_owned(),
            facts: vec![("Attested by".to_owned(), text.to_owned())],
            logo: Some(Logo { kind: LogoKind::Svg, bytes: LOGO.as_bytes().to_vec() }),
            accent: "#7a1f3d".parse().ok(),
        },
        figures: vec![figure(locale)],
        ..Document::plain(
            locale,
            vec![
                Chapter { code: "headline", title: format!("The chapter {text}"), blocks },
                Chapter { code: "stages", title: "Rows".to_owned(), blocks: vec![Block::Table(grid("Long", 20))] },
                Chapter { code: "method", title: "Aside".to_owned(), blocks: vec![] },
            ],
        )
    }
}

const LOGO: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"><rect width=\"20\" height=\"10\"/></svg>";

/// Path and bytes of every part, in order.
pub(crate) fn parts(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(file)).unwrap();
    (0..zip.len())
        .map(|place| {
            let mut part = zip.by_index(place).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn part(file: &[u8], path: &str) -> String {
    let found = parts(file).into_iter().find(|(known, _)| known == path).unwrap_or_else(|| panic!("no part {path}"));
    String::from_utf8(found.1).unwrap()
}

fn word(tag: &str, text: &str) -> Vec<u8> {
    let locale = locale(tag);
    docx::render(&document(&locale, text), &locale, None).unwrap()
}

fn slides(tag: &str, text: &str) -> Vec<u8> {
    let locale = locale(tag);
    pptx::render(&document(&locale, text), &locale).unwrap()
}

fn slide(file: &[u8], number: usize) -> String {
    part(file, &format!("ppt/slides/slide{number}.xml"))
}

fn text_of(xml: &str, namespace: &str, element: &str) -> String {
    let xml = Xml::parse(xml).unwrap();
    let texts = xml.descendants().filter(|node| node.has_tag_name((namespace, element)));
    texts.filter_map(|node| node.text()).collect::<Vec<_>>().join("\n")
}

fn body_text(file: &[u8]) -> String {
    text_of(&part(file, "word/document.xml"), W, "t")
}

#[test]
fn pages_for_people_are_written_when_asked_for() {
    let names = |asked: &[&str]| {
        let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
        chosen(&asked).iter().map(|format| format.name).collect::<Vec<_>>()
    };
    for name in ["docx", "pptx", "md"] {
        assert!(!names(&[]).contains(&name), "{name} is written unasked");
        assert!(names(&[name]).contains(&name), "{name} is not a format");
    }
}

#[test]
fn hostile_words_break_no_part_and_every_relation_leads_somewhere() {
    for (tag, _) in LANGUAGES {
        for file in [word(tag, HOSTILE), slides(tag, HOSTILE)] {
            let parts = parts(&file);
            let types = part(&file, "[Content_Types].xml");
            for (path, bytes) in &parts {
                let xml = path.ends_with(".xml") || path.ends_with(".rels");
                let text = if xml { std::str::from_utf8(bytes).unwrap() } else { "" };
                if xml {
                    Xml::parse(text).unwrap_or_else(|error| panic!("{tag} {path}: {error}"));
                    assert!(!text.contains("<script"), "{path}");
                }
                if let Some(folder) = path.strip_suffix(".rels").and_then(|path| path.split_once("_rels/")) {
                    for target in text.split("Target=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                        let target = match target.strip_prefix("../") {
                            Some(target) => format!("ppt/{target}"),
                            None => format!("{}{target}", folder.0),
                        };
                        assert!(parts.iter().any(|(known, _)| *known == target), "{path} → {target}");
                    }
                } else if path != "[Content_Types].xml" {
                    assert!(types.contains(&format!("\"/{path}\"")), "{path} has no content type");
                }
            }
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(word("ar", "x"), word("ar", "x"));
    assert_eq!(slides("ar", "x"), slides("ar", "x"));
    let mut zip = ZipArchive::new(Cursor::new(word("ar", "x"))).unwrap();
    for place in 0..zip.len() {
        let date = zip.by_index(place).unwrap().last_modified().unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (1980, 1, 1));
    }
}

#[test]
fn a_word_document_says_all_that_the_document_says() {
    let said = body_text(&word("en", ""));
    for text in [
        "The title",
        "The subtitle",
        "The notice",
        "The ministry",
        "Draft",
        "Attested by",
        "The chapter",
        "The lead",
        "A heading",
        "A paragraph",
        "first",
        "second",
        "A table",
        "Group of rows",
        "A note below",
        "cat01",
        "12,345",
        "✓ 1.25",
        "✗ 40%",
        "+2.0",
        "! 1–2",
        "–",
        "Coverage",
        "A card",
        "Inside",
        "Within the card",
        "Error bad-cell × 3",
        "answers.csv",
        "message",
        "→ advice",
        "label",
        "detail",
        "child",
        "Contents",
    ] {
        assert!(said.contains(text), "`{text}` is missing: {said}");
    }
}

#[test]
fn a_word_document_is_made_of_styles_fields_and_captions() {
    let body = part(&word("en", ""), "word/document.xml");
    for style in [
        "Title",
        "Subtitle",
        "Organisation",
        "Heading1",
        "Heading2",
        "Heading3",
        "Heading4",
        "Lead",
        "Caption",
        "ListBullet",
        "Quote",
        "TableText",
        "TableHeading",
        "TableNote",
        "Figure",
        "Code",
        "TOCHeading",
        "TOC1",
        "TOC2",
    ] {
        assert!(body.contains(&format!("<w:pStyle w:val=\"{style}\">")), "no paragraph of style {style}");
    }
    for piece in [
        "<w:tblStyle w:val=\"ReportTable\">",
        "<w:tblHeader>",
        "<w:cantSplit>",
        "<w:keepNext>",
        "SEQ Table",
        "SEQ Figure",
        "TOC \\o",
        "<w:gridSpan w:val=\"9\">",
        "descr=",
        "<w:titlePg>",
        "w:fill=\"3C9A63\"",
    ] {
        assert!(body.contains(piece), "no {piece}");
    }
    for (before, _) in body.match_indices("SEQ Table").map(|(place, _)| body.split_at(place)) {
        let (opened, closed) = (before.matches("<w:tbl>").count(), before.matches("</w:tbl>").count());
        assert_eq!(opened, closed + 1, "a caption stands in its table, so that no page parts them");
    }
    let entries = body.matches("<w:hyperlink ").count();
    let headings = body.matches("<w:bookmarkStart ").count();
    assert_eq!((entries, headings), (4, 4), "three chapters and one heading in the contents");
    let file = word("en", "");
    assert!(part(&file, "word/settings.xml").contains("updateFields"));
    assert!(part(&file, "word/footer.xml").contains(" PAGE "));
    assert!(part(&file, "word/header.xml").contains("The title"));
    let core = part(&file, "docProps/core.xml");
    assert!(core.contains("<dc:title>The title") && core.contains("<dc:language>en<"), "{core}");
    assert!(part(&file, "word/styles.xml").contains("7A1F3D"), "the document's colour");
    assert!(parts(&file).iter().any(|(path, _)| path == "word/media/coverage.png"));
    assert!(parts(&file).iter().any(|(path, _)| path == "word/media/logo.png"));
}

#[test]
fn what_reads_from_the_right_is_set_from_the_right() {
    let arabic = part(&word("ar", ""), "word/document.xml");
    let english = part(&word("en", ""), "word/document.xml");
    let paragraphs = arabic.matches("<w:pStyle ").count();
    let set = arabic.matches("<w:bidi></w:bidi>").count();
    // The line of a file stands as it is in the file; sections are turned too.
    let sections = arabic.matches("<w:sectPr>").count();
    assert_eq!(set, paragraphs - 1 + sections);
    assert_eq!(arabic.matches("<w:tbl>").count(), arabic.matches("<w:bidiVisual>").count());
    assert!(arabic.contains("<w:rtl>"));
    for piece in ["<w:bidi>", "<w:bidiVisual>"] {
        assert!(!english.contains(piece), "{piece} in English");
    }
    let styles = part(&word("ckb", ""), "word/styles.xml");
    for piece in ["w:bidi=\"ckb\"", "<w:szCs ", "<w:bCs>", "w:cs=\"Vazirmatn\""] {
        assert!(styles.contains(piece), "no {piece}");
    }
    let table = slides("ar", "");
    assert!(slide(&table, 1).contains("rtl=\"1\"") && slide(&table, 1).contains("algn=\"r\""));
    assert!(slide(&slides("en", ""), 1).contains("rtl=\"0\""));
}

#[test]
fn an_isolate_becomes_a_run_of_its_direction() {
    let body = part(&word("ar", ""), "word/document.xml");
    assert!(body.contains("<w:rPr></w:rPr><w:t xml:space=\"preserve\">cat01</w:t>"), "a code runs from the left");
    assert!(body.contains("<w:t xml:space=\"preserve\">\u{200e}−\u{200e}٣</w:t>"), "a sign stays at the number's left");
    assert!(body.contains("<w:rtl></w:rtl></w:rPr><w:t xml:space=\"preserve\">✓ ١٫٢٥</w:t>"), "Arabic digits");
    for file in
        [word("ar", "\u{2068}Land\u{2069}"), slides("ar", "\u{2068}Land\u{2069}"), word("en", "\u{2067}و\u{2069}")]
    {
        for (path, bytes) in parts(&file) {
            let text = String::from_utf8(bytes).unwrap_or_default();
            assert!(!text.contains(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']), "an isolate in {path}");
        }
    }
}

#[test]
fn a_table_too_wide_lies_on_its_side() {
    let locale = locale("en");
    let columns = |count: usize| (0..count).map(|_| Column::numbers("Immeasurable")).collect();
    let mut wide = Grid::new("Wide", columns(9));
    wide.push((0..9).map(|_| Cell::count(1)).collect());
    let chapter = |blocks| Chapter { code: "stages", title: "Chapter".to_owned(), blocks };
    let blocks = vec![Block::Paragraph("Before".to_owned()), Block::Heading("Over it".to_owned()), Block::Table(wide)];
    let chapters = vec![chapter(blocks), chapter(vec![Block::Paragraph("After".to_owned())])];
    let document = Document { title: "Title".to_owned(), ..Document::plain(&locale, chapters) };
    let body = part(&docx::render(&document, &locale, None).unwrap(), "word/document.xml");
    let sections: Vec<&str> =
        body.split("<w:sectPr>").skip(1).map(|rest| rest.split("</w:sectPr>").next().unwrap()).collect();
    let sideways: Vec<bool> = sections.iter().map(|section| section.contains("landscape")).collect();
    assert_eq!(sideways, [false, false, true, false], "cover, before, table, after");
    let turned = body.rfind("Over it").unwrap();
    assert!(body[..turned].matches("<w:sectPr>").count() == 2, "the heading stands over its table");
}

/// A Word document with styles of its own names, one list and pages of its own size.
fn template(body: &str) -> Vec<u8> {
    let styles = format!(
        "<?xml version=\"1.0\"?><w:styles xmlns:w=\"{W}\"><w:style w:type=\"paragraph\" w:styleId=\"a0\"><w:name \
         w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Kop1\"><w:name w:val=\"Heading 1\"/>\
         </w:style></w:styles>"
    );
    let numbering = format!(
        "<w:numbering xmlns:w=\"{W}\"><w:abstractNum w:abstractNumId=\"7\"/><w:num w:numId=\"7\"><w:abstractNumId \
         w:val=\"7\"/></w:num></w:numbering>"
    );
    let theme = "<a:theme xmlns:a=\"urn:theme\" name=\"Ours\"/>";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in [
        ("word/document.xml", body),
        ("word/styles.xml", &styles),
        ("word/numbering.xml", &numbering),
        ("word/theme/theme1.xml", theme),
    ] {
        zip.start_file(path, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_template_supplies_styles_lists_theme_and_paper() {
    let locale = locale("ar");
    let body = format!(
        "<w:document xmlns:w=\"{W}\"><w:body><w:sectPr><w:pgSz w:w=\"12240\" w:h=\"15840\"/><w:pgMar w:top=\"1000\" \
         w:right=\"1100\" w:bottom=\"1200\" w:left=\"1300\"/></w:sectPr></w:body></w:document>"
    );
    let file = docx::render(&document(&locale, ""), &locale, Some(&template(&body))).unwrap();
    let body = part(&file, "word/document.xml");
    assert!(body.contains("<w:pStyle w:val=\"Kop1\">") && !body.contains("<w:pStyle w:val=\"Heading1\">"));
    assert!(body.contains("w:w=\"12240\" w:h=\"15840\"") && body.contains("w:left=\"1300\""), "the template's paper");
    let styles = part(&file, "word/styles.xml");
    assert_eq!(styles.matches("w:styleId=\"Kop1\"").count(), 1);
    assert!(!styles.contains("w:styleId=\"Heading1\""), "the template has that style");
    assert!(styles.contains("w:styleId=\"Caption\"") && styles.contains("<w:basedOn w:val=\"a0\">"), "ours are added");
    Xml::parse(&styles).unwrap();
    let numbering = part(&file, "word/numbering.xml");
    let (ours, theirs) = (numbering.find("w:abstractNumId=\"9001\""), numbering.find("<w:num w:numId=\"7\""));
    assert!(ours.unwrap() < theirs.unwrap(), "definitions stand before their uses");
    assert!(part(&file, "word/theme/theme1.xml").contains("Ours"));
}

#[test]
fn what_is_no_word_document_is_refused() {
    let locale = locale("en");
    let page = document(&locale, "");
    let other = template("<w:document xmlns:w=\"urn:other\"/>");
    for bytes in [b"not a zip".as_slice(), &slides("en", ""), &other] {
        let refused = docx::render(&page, &locale, Some(bytes));
        assert!(matches!(refused, Err(Failure::Template(_))), "{refused:?}");
    }
}

#[test]
fn slides_show_sentences_a_chart_and_the_head_of_a_table() {
    let file = slides("en", "");
    let number = parts(&file).iter().filter(|(path, _)| path.starts_with("ppt/slides/slide")).count();
    assert_eq!(number, 4, "title, in brief, two chapters; the method has none");
    let said = |number| text_of(&slide(&file, number), A, "t");
    assert!(said(1).contains("The title") && said(1).contains("The notice") && said(1).contains("Draft"));
    assert!(said(2).contains("In brief") && said(2).contains("The lead"));
    assert!(said(3).contains("The lead") && said(3).contains("A paragraph") && said(3).contains("second"));
    assert!(slide(&file, 3).contains("r:embed=") && slide(&file, 3).contains("descr="));
    let third = slide(&file, 3);
    let paragraphs: Vec<&str> = third.split("<a:p>").collect();
    let bullet = |text: &str| paragraphs.iter().find(|own| own.contains(text)).unwrap().contains("buChar");
    assert!(bullet("second") && !bullet("A paragraph"), "what leads in a list is no item of it");
    assert!(
        said(4).contains("Long") && said(4).contains("✓ 1.25") && said(4).contains("… and 12 more rows"),
        "{}",
        said(4)
    );
    assert!(slide(&file, 4).contains("type=\"slidenum\""));
    let master = part(&file, "ppt/slideMasters/slideMaster1.xml");
    assert!(master.contains("7A1F3D") && part(&file, "ppt/theme/theme1.xml").contains("Vazirmatn"));
}

/// Statements shrink before one of them is left out, none is cut, and what is left out is counted.
#[test]
fn slides_show_whole_statements() {
    let locale = Locale::load("en").unwrap();
    let said = |count: usize| {
        let items: Vec<String> =
            (0..count).map(|item| format!("Item {item} {}end{item}.", "word ".repeat(40))).collect();
        let blocks = vec![Block::Heading("What was found".to_owned()), Block::List(items)];
        let first = Chapter { code: "stages", title: "First".to_owned(), blocks: vec![] };
        let summary = Chapter { code: "headline", title: "Summary".to_owned(), blocks };
        let file = pptx::render(&Document::plain(&locale, vec![first, summary]), &locale).unwrap();
        text_of(&slide(&file, 2), A, "t")
    };
    let six = said(6);
    assert!((0..6).all(|item| six.contains(&format!("end{item}."))), "{six}");
    let forty = said(40);
    let whole = (0..40).filter(|item| forty.contains(&format!("end{item}."))).count();
    let begun = (0..40).filter(|item| forty.contains(&format!("Item {item} "))).count();
    assert_eq!(whole, begun, "{forty}");
    assert!(forty.contains(&format!("… and {} more points in the report", 40 - whole)), "{forty}");
}

#[test]
fn long_words_never_leave_their_slide() {
    let long = "word ".repeat(400);
    let file = slides("en", &long);
    for number in 1..=3 {
        let slide = slide(&file, number);
        let xml = Xml::parse(&slide).unwrap();
        for shape in xml.descendants().filter(|node| node.tag_name().name() == "sp") {
            let side = |element: &str, name: &str| {
                let node = shape.descendants().find(|node| node.has_tag_name((A, element))).unwrap();
                node.attribute(name).unwrap().parse::<f64>().unwrap() / 12_700.0
            };
            let paragraphs = shape.descendants().filter(|node| node.has_tag_name((A, "p")));
            let mut height = 0.0;
            for paragraph in paragraphs {
                let Some(set) = paragraph.descendants().find(|node| node.has_tag_name((A, "rPr"))) else { continue };
                let size = set.attribute("sz").unwrap().parse::<f64>().unwrap() / 100.0;
                let texts = paragraph.descendants().filter(|node| node.has_tag_name((A, "t")));
                let text: String = texts.filter_map(|node| node.text()).collect();
                let width = miqyas::chart::paper::font::width(&text, size, miqyas::chart::paper::font::Weight::Bold);
                height += (width / side("ext", "cx")).ceil().max(1.0) * size * 1.5;
            }
            assert!(height <= side("ext", "cy") * 1.25 + 10.0, "slide {number}: {height} in {}", side("ext", "cy"));
            assert!(side("off", "x") >= 0.0 && side("off", "x") + side("ext", "cx") <= 960.0);
            assert!(side("off", "y") + side("ext", "cy") <= 540.0);
        }
    }
    assert!(text_of(&slide(&file, 3), A, "t").contains('…'));
}

#[test]
fn markdown_says_all_and_takes_no_markup_from_data() {
    let english = locale("en");
    let text = markdown::render(&document(&english, ""), &english, markdown::Charts::Linked);
    for piece in [
        "# The title",
        "The ministry",
        "> **!** The notice",
        "## The chapter",
        "**The lead",
        "### A heading",
        "* first",
        "| --- |",
        "| **Group of rows** |",
        "██████",
        "✗ 40%",
        "](charts/coverage.svg)",
        "### A card",
        "#### Inside",
        "**Error bad-cell × 3**",
        "    a,b,",
        "→ advice",
        "* **label",
        "  * detail",
        "  * **child**",
        "**Attested by**",
    ] {
        assert!(text.contains(piece), "no `{piece}`: {text}");
    }
    assert!(!text.contains("<div"));
    let arabic = locale("ar");
    let text = markdown::render(&document(&arabic, HOSTILE), &arabic, markdown::Charts::Linked);
    assert!(text.starts_with("<div dir=\"rtl\" lang=\"ar\">\n\n") && text.ends_with("\n</div>\n"));
    let inside = text.trim_start_matches("<div dir=\"rtl\" lang=\"ar\">").trim_end_matches("</div>\n");
    for line in inside.lines().filter(|line| !line.starts_with("    ")) {
        assert!(!line.contains('<'), "{line}");
        assert!(!line.contains("[a]("), "{line}");
    }
    let tables = inside.lines().filter(|line| line.starts_with("| "));
    for line in tables {
        let bars = line.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 10, "{line}");
    }
}
