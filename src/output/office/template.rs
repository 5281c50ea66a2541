//! A user's own Word document as the source of styles.
use crate::output::office::styles::{self, Style, WORD};
use roxmltree::{Document as Xml, Node};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes that a part of a template may unpack to.
const LARGEST: u64 = 32 << 20;

/// What a template gives.
pub(super) struct Template {
    /// Its styles with those of ours that it lacks.
    pub(super) styles: String,
    /// Its lists with ours.
    pub(super) numbering: String,
    pub(super) theme: Option<String>,
    /// Width, height and margins of its pages.
    pub(super) paper: Paper,
    /// What it calls the styles that it has.
    names: Vec<(Style, String)>,
}

/// A page in points; margins above, right, below, left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paper {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) margins: [f64; 4],
}

/// A4 with margins of 20 mm.
pub(super) const A4: Paper = Paper { width: 595.3, height: 841.9, margins: [68.0, 56.7, 62.4, 56.7] };

impl Paper {
    pub(super) fn turned(self) -> Paper {
        let [above, right, below, left] = self.margins;
        Paper { width: self.height, height: self.width, margins: [right.max(above), below, left, below] }
    }

    /// Width and height between the margins.
    pub(super) fn room(self) -> (f64, f64) {
        let [above, right, below, left] = self.margins;
        (self.width - left - right, self.height - above - below)
    }
}

impl Template {
    /// Reads a document; our styles that it lacks are written in this colour.
    pub(super) fn read(bytes: &[u8], accent: &str) -> Result<Template, String> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let mut part = |path: &str| {
            let file = zip.by_name(path).map_err(|error| format!("{path}: {error}"))?;
            let mut text = String::new();
            file.take(LARGEST).read_to_string(&mut text).map_err(|error| format!("{path}: {error}"))?;
            Ok::<String, String>(text)
        };
        let (body, styles) = (part("word/document.xml")?, part("word/styles.xml")?);
        let numbering = part("word/numbering.xml").ok();
        let theme = part("word/theme/theme1.xml").ok();
        let parse = |path: &str, text: &str| {
            let known = Xml::parse(text).map_err(|error| format!("{path}: {error}"))?;
            let root = known.root_element();
            let ours = root.tag_name().namespace() == Some(WORD) && root.lookup_prefix(WORD) == Some("w");
            if ours { Ok(()) } else { Err(format!("{path}: w: is not WordprocessingML")) }
        };
        parse("word/document.xml", &body)?;
        parse("word/styles.xml", &styles)?;
        let names = names(&styles);
        let missing: Vec<Style> =
            Style::ALL.iter().copied().filter(|style| !names.iter().any(|(known, _)| known == style)).collect();
        let numbering = match numbering {
            Some(numbering) => {
                parse("word/numbering.xml", &numbering)?;
                with_list(&numbering)
            }
            None => styles::numbering(),
        };
        let body_style = names.iter().find(|(style, _)| *style == Style::Normal).map(|(_, id)| id.as_str());
        let added = styles::texts(&missing, accent, body_style);
        let end = styles.rfind("</w:styles>").ok_or_else(|| "word/styles.xml: no end".to_owned())?;
        let styles = format!("{}{added}{}", &styles[..end], &styles[end..]);
        Ok(Template { styles, numbering, theme, paper: paper(&body).unwrap_or(A4), names })
    }

    /// What the document calls a style.
    pub(super) fn name(&self, style: Style) -> &str {
        self.names.iter().find(|(known, _)| *known == style).map_or(style.id(), |(_, id)| id)
    }
}

fn attribute<'x>(node: Node<'x, '_>, name: &str) -> Option<&'x str> {
    node.attribute((WORD, name))
}

/// Identifiers of the styles that bear a name of ours; programs in other languages call them otherwise.
fn names(styles: &str) -> Vec<(Style, String)> {
    let Ok(xml) = Xml::parse(styles) else { return Vec::new() };
    let mut names = Vec::new();
    for node in xml.root_element().children().filter(|node| node.tag_name().name() == "style") {
        let name = node.children().find(|child| child.tag_name().name() == "name");
        let name = name.and_then(|name| attribute(name, "val")).unwrap_or_default();
        let style = Style::ALL.iter().find(|style| style.name().eq_ignore_ascii_case(name));
        if let (Some(style), Some(id)) = (style, attribute(node, "styleId")) {
            names.push((*style, id.to_owned()));
        }
    }
    names
}

/// The lists of a template with ours: definitions stand before their uses.
fn with_list(numbering: &str) -> String {
    let (definition, used) = styles::list();
    let end = numbering.rfind("</w:numbering>").unwrap_or(numbering.len());
    let first = numbering.find("<w:num ").unwrap_or(end).min(end);
    let close = if end == numbering.len() { "" } else { &numbering[end..] };
    if close.is_empty() {
        return styles::numbering();
    }
    format!("{}{definition}{}{used}{close}", &numbering[..first], &numbering[first..end])
}

/// The page of the last section.
fn paper(body: &str) -> Option<Paper> {
    let xml = Xml::parse(body).ok()?;
    let section = xml.descendants().rfind(|node| node.tag_name().name() == "sectPr")?;
    let child = |name: &str| section.children().find(|child| child.tag_name().name() == name);
    let points = |node: Node, name: &str| Some(attribute(node, name)?.parse::<f64>().ok()?.abs() / 20.0);
    let (size, margins) = (child("pgSz")?, child("pgMar")?);
    let (width, height) = (points(size, "w")?, points(size, "h")?);
    let side = |name: &str| points(margins, name);
    let margins = [side("top")?, side("right")?, side("bottom")?, side("left")?];
    let paper = Paper { width: width.min(height), height: width.max(height), margins };
    let (room, above) = paper.room();
    (room > 200.0 && above > 200.0).then_some(paper)
}
