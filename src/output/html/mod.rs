//! The report as one page for any browser: the whole text in the reader's language, every agency down to its answers, no
//! network. What a reader without a program needs is markup; the other languages and the details are packed beside it.
mod blocks;
mod data;

use crate::chart::paper::font::{BOLD, REGULAR};
use crate::document::{Cover, Document, Logo, LogoKind};
use crate::locale::{Digits, LANGUAGES, Locale};
use crate::markup::{Markup, base64, data, fingerprint};
use crate::output::html::blocks::{Pieces, Reach, Writer};
use crate::output::html::data::Part;
use crate::output::{Failure, File, Format, Package, Rendering, Wanted};
use crate::report::detail::Detail;
use crate::report::{self, Extent};
use serde::Serialize;
use std::collections::BTreeMap;

pub(in crate::output) const FORMAT: Format =
    Format { name: "html", wanted: Wanted::Always, write, page: Some(Rendering { ending: "html", render }) };

const STYLE: &str = include_str!("page.css");
const PROGRAM: &str = include_str!("page.js");

/// Bytes of a document's markup beyond which its long tables and charts of many pages are shown when asked for.
const LARGE: usize = 2 << 20;

/// What the program of the page says, with the places that it fills.
const SAID: &[(&str, &[&str])] = &[
    ("browse.language", &[]),
    ("browse.digits", &[]),
    ("browse.truth", &[]),
    ("browse.contents", &[]),
    ("browse.skip", &[]),
    ("browse.print", &[]),
    ("browse.search", &[]),
    ("browse.every", &["column"]),
    ("browse.shown", &["shown", "all"]),
    ("browse.nothing", &[]),
    ("browse.all-rows", &["all"]),
    ("browse.export", &[]),
    ("browse.close", &[]),
    ("browse.choose", &[]),
    ("browse.profile", &["threshold"]),
    ("browse.next", &["stage"]),
    ("browse.gate-value", &["value", "limit"]),
    ("browse.wanted", &["evidence"]),
    ("browse.holds", &["obstacle"]),
    ("browse.kpis", &[]),
    ("browse.target", &["target"]),
    ("browse.path", &[]),
    ("browse.path-note", &[]),
    ("browse.old-browser", &[]),
    ("browse.reason", &["reason"]),
    ("browse.records", &["records"]),
    ("browse.read-in", &["place"]),
    ("browse.more", &["count"]),
    ("browse.perception", &["value"]),
    ("browse.table", &[]),
    ("common.agency", &[]),
    ("common.agencies", &[]),
    ("common.code", &[]),
    ("common.coverage", &[]),
    ("common.dimension", &[]),
    ("common.missing", &[]),
    ("common.score", &[]),
    ("status.no-response", &[]),
    ("stages.reached", &[]),
    ("stages.strict", &[]),
    ("stages.attainable", &[]),
    ("stages.held-back", &[]),
    ("stages.top-reached", &[]),
    ("obstacles.short", &[]),
    ("benefits.is-met", &[]),
    ("benefits.is-missed", &[]),
    ("change.title", &[]),
    ("change.difference", &[]),
    ("explain.answer", &["answer"]),
    ("explain.assessor", &["answer"]),
    ("explain.evidence", &["grade"]),
    ("explain.not-controlled", &[]),
    ("explain.weight", &["weight"]),
];

/// A language as the program of the page speaks it.
#[derive(Serialize)]
struct Spoken {
    tag: String,
    name: String,
    direction: &'static str,
    title: String,
    /// Whether its documents are written with Arabic digits and signs.
    arabic: bool,
    words: BTreeMap<&'static str, String>,
}

/// What the program knows before it unpacks anything.
#[derive(Serialize)]
struct Known {
    /// Whether the page is opened with Arabic digits.
    arabic: bool,
    languages: Vec<Spoken>,
    /// Agencies in each packed part.
    run: usize,
}

fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let own = package.locale;
    let others = LANGUAGES.iter().map(|(tag, _)| *tag).filter(|tag| *tag != own.tag());
    // Arabic digits can be shown as Latin ones by the program, and not the other way: a Latin digit may be part of a code.
    let mut locales: Vec<Locale> = match own.digits() {
        Digits::Arabic => vec![own.clone()],
        Digits::Latin => Locale::load(own.tag()).into_iter().collect(),
    };
    locales.extend(others.filter_map(Locale::load));
    let (pieces, mut rest) = cut(package.document, own);
    let mut parts = Vec::new();
    let mut languages = Vec::new();
    for (position, locale) in locales.iter().enumerate() {
        let shown = position == 0 && locale.digits() == own.digits();
        let composed = (!shown).then(|| report::compose(package.series, locale, package.selection, Extent::Full));
        let document = composed.as_ref().unwrap_or(package.document);
        if !shown {
            let (pieces, whole) = cut(document, locale);
            parts.push(Part::of(format!("document-{}", locale.tag()), &pieces));
            rest = whole;
        }
        parts.extend(rest.take().map(|whole| Part::of(format!("whole-{}", locale.tag()), &whole)));
        languages.push(Spoken {
            tag: locale.tag().to_owned(),
            name: locale.name().to_owned(),
            direction: locale.direction().name(),
            title: document.title.clone(),
            arabic: locale.digits() == Digits::Arabic,
            words: SAID.iter().map(|(key, places)| (*key, locale.open(key, places))).collect(),
        });
    }
    if let Some(detail) = Detail::latest(package.series, &locales, package.selection) {
        parts.extend(data::parts(&detail));
    }
    let known = Known { arabic: own.digits() == Digits::Arabic, languages, run: data::RUN };
    let text = page(package.document, own, &pieces, &known, &parts);
    Ok(vec![File { path: "report.html".to_owned(), bytes: text.into_bytes() }])
}

/// A document on a page without a program.
fn render(document: &Document, locale: &Locale) -> Result<Vec<u8>, Failure> {
    let pieces = Writer::pieces(document, locale, Reach::Whole);
    let mut page = begun(document, locale, None);
    page.open("main", &[("id", "main")]).verbatim(&pieces.opening).verbatim(&pieces.chapters).close();
    Ok(page.finish().into_bytes())
}

/// What is shown at first of a document and, where that is not all of it, the whole.
fn cut(document: &Document, locale: &Locale) -> (Pieces, Option<Pieces>) {
    let whole = Writer::pieces(document, locale, Reach::Whole);
    if whole.opening.len() + whole.chapters.len() <= LARGE {
        return (whole, None);
    }
    (Writer::pieces(document, locale, Reach::Start), Some(whole))
}

/// A page up to the beginning of its body; `program` is the only one that may run on it.
fn begun(document: &Document, locale: &Locale, program: Option<&str>) -> Markup {
    let style = style(&document.cover);
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; font-src data:; img-src data:; base-uri 'none'; form-action 'none'",
        program.map_or_else(|| "'none'".to_owned(), fingerprint),
        fingerprint(&style)
    );
    let mut page = Markup::default();
    page.verbatim("<!doctype html>\n");
    page.open("html", &[("lang", locale.tag()), ("dir", locale.direction().name())]).open("head", &[]);
    page.open("meta", &[("charset", "utf-8")]);
    page.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
    page.open("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    page.open("meta", &[("name", "color-scheme"), ("content", "light dark")]);
    page.element("title", &[], &document.title);
    page.open("style", &[]).verbatim(&style).close().close();
    page.open("body", &[]);
    page
}

fn page(document: &Document, locale: &Locale, pieces: &Pieces, known: &Known, parts: &[Part]) -> String {
    let mut page = begun(document, locale, Some(PROGRAM));
    let word = |key: &str| locale.word(key);
    page.element("a", &[("class", "skip"), ("href", "#main"), ("data-word", "browse.skip")], &word("browse.skip"));
    page.open("header", &[("class", "top")]);
    page.element("p", &[("class", "name"), ("id", "name")], &document.title);
    page.open("div", &[("id", "controls")]).close().close();
    page.open("div", &[("class", "columns")]);
    let contents = word("browse.contents");
    page.open("nav", &[("id", "contents"), ("aria-label", &contents), ("data-label", "browse.contents")]);
    page.open("details", &[("open", "")]).element("summary", &[("data-word", "browse.contents")], &contents);
    page.open("ol", &[]).verbatim(&pieces.contents).close().close().close();
    page.open("main", &[("id", "main"), ("tabindex", "-1")]);
    page.open("div", &[("id", "opening")]).verbatim(&pieces.opening).close();
    page.open("section", &[("id", "agencies"), ("hidden", ""), ("aria-labelledby", "browse-title")]).close();
    page.open("div", &[("id", "chapters")]).verbatim(&pieces.chapters).close();
    page.close().close();
    page.open("dialog", &[("id", "card"), ("aria-labelledby", "card-title")]).close();
    page.open("script", &[("type", "application/json"), ("id", "known")]).verbatim(&data(known)).close();
    for part in parts {
        page.open("script", &[("type", "text/plain"), ("id", &part.name)]).verbatim(&part.packed).close();
    }
    page.open("script", &[]).verbatim(PROGRAM).close();
    page.finish()
}

/// The style of the page with its font and the organisation's colour.
fn style(cover: &Cover) -> String {
    let face = |weight: &str, font: &[u8]| {
        format!(
            "@font-face{{font-family:Vazirmatn;font-weight:{weight};src:url(data:font/ttf;base64,{}) format(\"truetype\")}}\n",
            base64(font)
        )
    };
    let mut style = face("400", REGULAR) + &face("700", BOLD) + STYLE;
    if let Some(accent) = cover.accent {
        style += &format!("@media not (prefers-color-scheme:dark){{:root{{--deep:{accent};--cover:{accent}}}}}\n");
        style += &format!("@media print{{:root{{--deep:{accent};--cover:{accent}}}}}\n");
    }
    style
}

/// A picture as an address that holds it.
fn address(logo: &Logo) -> String {
    let kind = match logo.kind {
        LogoKind::Png => "png",
        LogoKind::Jpeg => "jpeg",
        LogoKind::Svg => "svg+xml",
    };
    format!("data:image/{kind};base64,{}", base64(&logo.bytes))
}
