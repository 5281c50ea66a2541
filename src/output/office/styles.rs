//! Named styles of a Word document: what an editor changes once for the whole report.
use crate::chart::paper::{colour, font};
use crate::locale::Direction;
use crate::markup::Markup;
use crate::output::office::{DECLARATION, hex};

/// The namespace of WordprocessingML, which every part binds to `w`.
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Number of our list among those of a document; a template has its own below.
const LIST: &str = "9001";

/// A role that text plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Normal,
    Title,
    Subtitle,
    Organisation,
    Heading1,
    Heading2,
    Heading3,
    Heading4,
    Lead,
    Caption,
    ListBullet,
    Quote,
    Cell,
    Heading,
    Note,
    Figure,
    Code,
    ContentsTitle,
    Contents1,
    Contents2,
    Header,
    Footer,
    Table,
}

/// How a style differs from the text around it.
#[derive(Clone, Copy, Default)]
struct Look {
    /// Half points; none: as the text.
    size: Option<u32>,
    bold: bool,
    ink: Ink,
    /// Twentieths of a point above, below.
    space: (u32, u32),
    /// Stays with what follows.
    next: bool,
    /// Level in the outline, from 0.
    level: Option<u32>,
    frame: Frame,
    /// Begins a page.
    page: bool,
    /// Stands in by so many twentieths of a point.
    indent: u32,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Ink {
    #[default]
    Text,
    Accent,
    Muted,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Frame {
    #[default]
    None,
    /// A rule in the document's colour below.
    Rule,
    /// A pale box with a rule above and below.
    Box,
    /// A hairline above.
    Above,
    /// A hairline below.
    Below,
}

impl Style {
    pub(super) const ALL: [Style; 23] = [
        Style::Normal,
        Style::Title,
        Style::Subtitle,
        Style::Organisation,
        Style::Heading1,
        Style::Heading2,
        Style::Heading3,
        Style::Heading4,
        Style::Lead,
        Style::Caption,
        Style::ListBullet,
        Style::Quote,
        Style::Cell,
        Style::Heading,
        Style::Note,
        Style::Figure,
        Style::Code,
        Style::ContentsTitle,
        Style::Contents1,
        Style::Contents2,
        Style::Header,
        Style::Footer,
        Style::Table,
    ];

    /// Its name in every document: for a built-in style the one that Word translates.
    pub(super) fn name(self) -> &'static str {
        match self {
            Style::Normal => "Normal",
            Style::Title => "Title",
            Style::Subtitle => "Subtitle",
            Style::Organisation => "Organisation",
            Style::Heading1 => "heading 1",
            Style::Heading2 => "heading 2",
            Style::Heading3 => "heading 3",
            Style::Heading4 => "heading 4",
            Style::Lead => "Lead",
            Style::Caption => "caption",
            Style::ListBullet => "List Bullet",
            Style::Quote => "Quote",
            Style::Cell => "Table Text",
            Style::Heading => "Table Heading",
            Style::Note => "Table Note",
            Style::Figure => "Figure",
            Style::Code => "Code",
            Style::ContentsTitle => "TOC Heading",
            Style::Contents1 => "toc 1",
            Style::Contents2 => "toc 2",
            Style::Header => "header",
            Style::Footer => "footer",
            Style::Table => "Report Table",
        }
    }

    /// Its identifier where we define it.
    pub(super) fn id(self) -> &'static str {
        match self {
            Style::Normal => "Normal",
            Style::Title => "Title",
            Style::Subtitle => "Subtitle",
            Style::Organisation => "Organisation",
            Style::Heading1 => "Heading1",
            Style::Heading2 => "Heading2",
            Style::Heading3 => "Heading3",
            Style::Heading4 => "Heading4",
            Style::Lead => "Lead",
            Style::Caption => "Caption",
            Style::ListBullet => "ListBullet",
            Style::Quote => "Quote",
            Style::Cell => "TableText",
            Style::Heading => "TableHeading",
            Style::Note => "TableNote",
            Style::Figure => "Figure",
            Style::Code => "Code",
            Style::ContentsTitle => "TOCHeading",
            Style::Contents1 => "TOC1",
            Style::Contents2 => "TOC2",
            Style::Header => "Header",
            Style::Footer => "Footer",
            Style::Table => "ReportTable",
        }
    }

    fn look(self) -> Look {
        let plain = Look::default();
        let heading = |level, size, space| Look {
            size: Some(size),
            bold: true,
            ink: Ink::Accent,
            space,
            next: true,
            level: Some(level),
            ..plain
        };
        match self {
            Style::Normal | Style::Table => Look { space: (0, 120), ..plain },
            Style::Title => {
                Look { size: Some(64), bold: true, ink: Ink::Accent, space: (2600, 360), frame: Frame::Rule, ..plain }
            }
            Style::Subtitle => Look { size: Some(26), ink: Ink::Muted, space: (0, 100), ..plain },
            Style::Organisation => Look { size: Some(28), bold: true, ink: Ink::Muted, ..plain },
            Style::Heading1 => Look { frame: Frame::Rule, page: true, ..heading(0, 40, (0, 240)) },
            Style::Heading2 => heading(1, 28, (320, 120)),
            Style::Heading3 => Look { frame: Frame::Above, ..heading(2, 24, (360, 100)) },
            Style::Heading4 => heading(3, 22, (200, 80)),
            Style::Lead => Look { size: Some(26), ink: Ink::Accent, space: (0, 180), next: true, ..plain },
            Style::Caption => Look { size: Some(19), bold: true, space: (140, 90), next: true, ..plain },
            Style::ListBullet => Look { space: (0, 80), indent: 360, ..plain },
            Style::Quote => Look { frame: Frame::Box, space: (160, 160), ..plain },
            Style::Cell => Look { size: Some(17), space: (30, 30), ..plain },
            Style::Heading => Look { size: Some(17), bold: true, space: (40, 40), next: true, ..plain },
            Style::Note => Look { size: Some(16), ink: Ink::Muted, space: (60, 20), ..plain },
            Style::Figure => Look { space: (160, 0), next: true, ..plain },
            Style::Code => Look { size: Some(17), ..plain },
            Style::ContentsTitle => Look { page: true, level: None, frame: Frame::Rule, ..heading(0, 40, (0, 240)) },
            Style::Contents1 => Look { bold: true, space: (120, 40), ..plain },
            Style::Contents2 => Look { ink: Ink::Muted, space: (0, 20), indent: 280, ..plain },
            Style::Header => Look { size: Some(17), ink: Ink::Muted, frame: Frame::Below, ..plain },
            Style::Footer => Look { size: Some(17), ink: Ink::Muted, frame: Frame::Above, ..plain },
        }
    }
}

/// All styles and what holds for the whole document.
pub(super) fn sheet(accent: &str, language: &str, direction: Direction) -> String {
    let mut xml = Markup::default();
    xml.open("w:styles", &[("xmlns:w", WORD)]).open("w:docDefaults", &[]).open("w:rPrDefault", &[]).open("w:rPr", &[]);
    let family = font::FAMILY;
    xml.element("w:rFonts", &[("w:ascii", family), ("w:hAnsi", family), ("w:eastAsia", family), ("w:cs", family)], "");
    value(&mut xml, "w:color", hex(colour::INK));
    value(&mut xml, "w:sz", "21");
    value(&mut xml, "w:szCs", "21");
    let latin = if direction == Direction::Ltr { language } else { "en" };
    let complex = if direction == Direction::Rtl { language } else { "ar" };
    xml.element("w:lang", &[("w:val", latin), ("w:bidi", complex)], "");
    xml.close().close().open("w:pPrDefault", &[]).open("w:pPr", &[]);
    xml.element("w:spacing", &[("w:after", "120"), ("w:line", "276"), ("w:lineRule", "auto")], "");
    xml.close().close().close();
    xml.verbatim(&texts(&Style::ALL, accent, None));
    DECLARATION.to_owned() + &xml.finish()
}

/// Definitions of these styles; `body` is what the document calls its Normal.
pub(super) fn texts(styles: &[Style], accent: &str, body: Option<&str>) -> String {
    let mut xml = Markup::default();
    for style in styles {
        if *style == Style::Table {
            table(&mut xml, accent);
        } else {
            paragraph(&mut xml, *style, accent, body.unwrap_or(Style::Normal.id()));
        }
    }
    xml.finish()
}

fn paragraph(xml: &mut Markup, style: Style, accent: &str, body: &str) {
    let look = style.look();
    let mut attributes = vec![("w:type", "paragraph"), ("w:styleId", style.id())];
    if style == Style::Normal {
        attributes.push(("w:default", "1"));
    }
    xml.open("w:style", &attributes);
    value(xml, "w:name", style.name());
    if style != Style::Normal {
        value(xml, "w:basedOn", body);
    }
    if look.level.is_some() {
        value(xml, "w:next", body);
    }
    xml.element("w:qFormat", &[], "");
    xml.open("w:pPr", &[]);
    if look.next {
        xml.element("w:keepNext", &[], "").element("w:keepLines", &[], "");
    }
    if look.page {
        xml.element("w:pageBreakBefore", &[], "");
    }
    if style == Style::ListBullet {
        xml.open("w:numPr", &[]);
        value(xml, "w:numId", LIST);
        xml.close();
    }
    frame(xml, look.frame, accent);
    let line = if matches!(style, Style::Cell | Style::Heading) { "240" } else { "276" };
    let (before, after) = (look.space.0.to_string(), look.space.1.to_string());
    xml.element(
        "w:spacing",
        &[("w:before", &before), ("w:after", &after), ("w:line", line), ("w:lineRule", "auto")],
        "",
    );
    if look.indent > 0 {
        let indent = look.indent.to_string();
        let hanging: &[(&str, &str)] = &[("w:left", &indent), ("w:hanging", &indent)];
        xml.element("w:ind", if style == Style::ListBullet { hanging } else { &hanging[..1] }, "");
    }
    if let Some(level) = look.level {
        value(xml, "w:outlineLvl", &level.to_string());
    }
    xml.close().open("w:rPr", &[]);
    if style == Style::Code {
        let family = "Consolas";
        xml.element("w:rFonts", &[("w:ascii", family), ("w:hAnsi", family), ("w:cs", "Courier New")], "");
    }
    if look.bold {
        xml.element("w:b", &[], "").element("w:bCs", &[], "");
    }
    match look.ink {
        Ink::Text => {}
        Ink::Accent => value(xml, "w:color", accent),
        Ink::Muted => value(xml, "w:color", hex(colour::MUTED)),
    }
    if let Some(size) = look.size {
        value(xml, "w:sz", &size.to_string());
        value(xml, "w:szCs", &size.to_string());
    }
    xml.close().close();
}

fn frame(xml: &mut Markup, frame: Frame, accent: &str) {
    let rule = |xml: &mut Markup, side, size, space, colour| {
        xml.element(side, &[("w:val", "single"), ("w:sz", size), ("w:space", space), ("w:color", colour)], "");
    };
    if frame == Frame::None {
        return;
    }
    xml.open("w:pBdr", &[]);
    match frame {
        Frame::None => {}
        Frame::Rule => rule(xml, "w:bottom", "18", "6", accent),
        Frame::Box => {
            rule(xml, "w:top", "12", "6", hex(colour::ACCENT));
            rule(xml, "w:bottom", "4", "6", hex(colour::ACCENT));
        }
        Frame::Above => rule(xml, "w:top", "4", "6", hex(colour::AXIS)),
        Frame::Below => rule(xml, "w:bottom", "4", "6", hex(colour::AXIS)),
    }
    xml.close();
    if frame == Frame::Box {
        shade(xml, hex(colour::ACCENT_PALE));
    }
}

/// Rules between rows, a coloured heading row.
fn table(xml: &mut Markup, accent: &str) {
    xml.open("w:style", &[("w:type", "table"), ("w:customStyle", "1"), ("w:styleId", Style::Table.id())]);
    value(xml, "w:name", Style::Table.name());
    xml.open("w:tblPr", &[]).open("w:tblBorders", &[]);
    for (side, size, colour) in
        [("w:top", "8", accent), ("w:bottom", "8", accent), ("w:insideH", "4", hex(colour::GRID))]
    {
        xml.element(side, &[("w:val", "single"), ("w:sz", size), ("w:space", "0"), ("w:color", colour)], "");
    }
    xml.close().open("w:tblCellMar", &[]);
    for side in ["w:left", "w:right"] {
        xml.element(side, &[("w:w", "90"), ("w:type", "dxa")], "");
    }
    xml.close().close();
    xml.open("w:tblStylePr", &[("w:type", "firstRow")]).open("w:rPr", &[]);
    xml.element("w:b", &[], "").element("w:bCs", &[], "");
    value(xml, "w:color", "FFFFFF");
    xml.close().open("w:tcPr", &[]);
    shade(xml, accent);
    xml.close().close().close();
}

pub(super) fn shade(xml: &mut Markup, fill: &str) {
    xml.element("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)], "");
}

/// `<name w:val="…"/>`
pub(super) fn value(xml: &mut Markup, name: &'static str, value: &str) {
    xml.element(name, &[("w:val", value)], "");
}

/// A document's lists where only ours is used.
pub(super) fn numbering() -> String {
    let (definition, used) = list();
    format!("{DECLARATION}<w:numbering xmlns:w=\"{WORD}\">{definition}{used}</w:numbering>")
}

/// The definition of our list, and its use.
pub(super) fn list() -> (String, String) {
    let mut xml = Markup::default();
    xml.open("w:abstractNum", &[("w:abstractNumId", LIST)]);
    value(&mut xml, "w:multiLevelType", "singleLevel");
    xml.open("w:lvl", &[("w:ilvl", "0")]);
    value(&mut xml, "w:start", "1");
    value(&mut xml, "w:numFmt", "bullet");
    value(&mut xml, "w:lvlText", "•");
    value(&mut xml, "w:lvlJc", "left");
    xml.open("w:pPr", &[]).element("w:ind", &[("w:left", "360"), ("w:hanging", "360")], "");
    let mut used = Markup::default();
    used.open("w:num", &[("w:numId", LIST)]);
    value(&mut used, "w:abstractNumId", LIST);
    (xml.finish(), used.finish())
}
