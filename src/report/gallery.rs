//! Every kind of chart in every language, drawn from one result, with what it shows and when it helps.
use crate::chart::Chart;
use crate::document::{Block, Chapter, Document, Figure};
use crate::locale::{LANGUAGES, Locale, Value};
use crate::report::charts::charts;
use crate::report::{BETWEEN, Selection, cover};
use crate::series::Series;

/// A chart with the phrases that say how it is called and what it is for.
struct Entry {
    chart: &'static str,
    name: &'static str,
    purpose: &'static str,
}

const ENTRIES: [Entry; 27] = [
    Entry { chart: "ladder", name: "gallery.ladder", purpose: "gallery.ladder-for" },
    Entry { chart: "heatmap", name: "gallery.heatmap", purpose: "gallery.heatmap-for" },
    Entry { chart: "dumbbell", name: "gallery.dumbbell", purpose: "gallery.dumbbell-for" },
    Entry { chart: "radar", name: "gallery.radar", purpose: "gallery.radar-for" },
    Entry { chart: "groups", name: "gallery.groups", purpose: "gallery.groups-for" },
    Entry { chart: "severity", name: "gallery.severity", purpose: "gallery.severity-for" },
    Entry { chart: "pareto", name: "gallery.pareto", purpose: "gallery.pareto-for" },
    Entry { chart: "movers", name: "gallery.movers", purpose: "gallery.movers-for" },
    Entry { chart: "services", name: "gallery.services", purpose: "gallery.services-for" },
    Entry { chart: "passport", name: "gallery.passport", purpose: "gallery.passport-for" },
    Entry { chart: "bullets", name: "gallery.bullets", purpose: "gallery.bullets-for" },
    Entry { chart: "moves", name: "gallery.moves", purpose: "gallery.moves-for" },
    Entry { chart: "slope", name: "gallery.slope", purpose: "gallery.slope-for" },
    Entry { chart: "bridge", name: "gallery.bridge", purpose: "gallery.bridge-for" },
    Entry { chart: "timeline", name: "gallery.timeline", purpose: "gallery.timeline-for" },
    Entry { chart: "coverage", name: "gallery.coverage", purpose: "gallery.coverage-for" },
    Entry { chart: "intervals", name: "gallery.intervals", purpose: "gallery.intervals-for" },
    Entry { chart: "tiers", name: "gallery.tiers", purpose: "gallery.tiers-for" },
    Entry { chart: "likelihood", name: "gallery.likelihood", purpose: "gallery.likelihood-for" },
    Entry { chart: "influence", name: "gallery.influence", purpose: "gallery.influence-for" },
    Entry { chart: "split", name: "gallery.split", purpose: "gallery.split-for" },
    Entry { chart: "distribution", name: "gallery.distribution", purpose: "gallery.distribution-for" },
    Entry { chart: "patterns", name: "gallery.patterns", purpose: "gallery.patterns-for" },
    Entry { chart: "correlations", name: "gallery.correlations", purpose: "gallery.correlations-for" },
    Entry { chart: "scree", name: "gallery.scree", purpose: "gallery.scree-for" },
    Entry { chart: "weights", name: "gallery.weights", purpose: "gallery.weights-for" },
    Entry { chart: "forest", name: "gallery.forest", purpose: "gallery.forest-for" },
];

/// Agencies that are drawn in a chart with a row for each.
const DRAWN: usize = 24;

/// A figure of the first agencies alone where it has a row for each; its subtitle says so.
fn shortened(figure: &Figure, locale: &Locale) -> Figure {
    let mut own = figure.clone();
    let all = match &mut own.chart {
        Chart::Heatmap(chart) => few(&mut chart.rows),
        Chart::Dumbbell(chart) => few(&mut chart.rows),
        Chart::Coverage(chart) => few(&mut chart.rows),
        Chart::Intervals(chart) => few(&mut chart.rows),
        Chart::Tiers(chart) => few(&mut chart.rows),
        Chart::Likelihood(chart) => few(&mut chart.rows),
        Chart::Timeline(chart) => few(&mut chart.rows),
        _ => None,
    };
    if let Some(all) = all {
        let told = locale.say("gallery.few", &[("shown", Value::from(DRAWN)), ("all", Value::from(all))]);
        own.frame.subtitle =
            Some(own.frame.subtitle.map_or(told.clone(), |subtitle| format!("{subtitle}{BETWEEN}{told}")));
    }
    own
}

/// Leaves the first; how many there were, where some are left out.
fn few<T>(rows: &mut Vec<T>) -> Option<usize> {
    let all = rows.len();
    rows.truncate(DRAWN);
    (all > DRAWN).then_some(all)
}

/// A chapter for each kind of chart; its words are in the language of `locale`, its drawings in each language, that one
/// first.
pub fn gallery(series: &Series, locale: &Locale, selection: &Selection) -> Document {
    let others = LANGUAGES.iter().map(|(tag, _)| *tag).filter(|tag| *tag != locale.tag());
    let mut locales = vec![locale.clone()];
    locales.extend(others.filter_map(Locale::load));
    let drawn: Vec<Vec<Figure>> = locales.iter().map(|locale| charts(series, locale, selection)).collect();
    let mut document = cover(series, locale);
    let subject = std::mem::replace(&mut document.title, locale.word("gallery.title"));
    document.subtitle.insert(0, subject);
    for Entry { chart, name, purpose } in ENTRIES {
        let mut blocks = vec![Block::Paragraph(locale.word(purpose))];
        for (language, figures) in locales.iter().zip(&drawn) {
            // Of a kind that is drawn once for each agency, the first.
            let Some(figure) = figures.iter().find(|figure| figure.chart.name() == chart) else { continue };
            let name = format!("{chart}-{}", language.tag());
            blocks.push(Block::Heading(language.name().to_owned()));
            blocks.push(Block::Chart(name.clone()));
            document.figures.push(Figure { name, ..shortened(figure, language) });
        }
        if blocks.len() == 1 {
            blocks.push(Block::Paragraph(locale.word("gallery.nothing")));
        }
        document.chapters.push(Chapter { code: chart, title: locale.word(name), blocks });
    }
    document
}
