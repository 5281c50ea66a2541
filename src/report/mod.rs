//! What a report says, chapter by chapter: series and locale in, a document out. A chapter is one file here and one
//! row in `CHAPTERS`.
pub mod charts;
pub mod detail;
pub mod difference;
pub mod explain;
pub mod findings;
pub mod kpis;
pub mod package;
pub mod status;
pub mod tables;
pub mod verification;

mod agencies;
mod annex;
mod audit;
mod audited;
mod beneficiaries;
mod benefits;
mod blockers;
mod bridges;
mod causes;
mod certainty;
mod change;
mod coefficients;
mod comparisons;
mod corrections;
mod crosswalk;
mod deviations;
mod doubts;
mod enablers;
pub mod frame;
mod gallery;
mod glossary;
mod groups;
mod headline;
pub mod import;
mod index;
mod integrity;
mod method;
mod objections;
mod obstacles;
mod promises;
mod quality;
mod recipe;
mod reliability;
mod remarks;
mod research;
mod roadmap;
mod robustness;
mod schedule;
mod services;
mod stages;
mod statistics;
mod steps;
mod summary;
mod targets;
mod verdict;
mod view;
mod worklist;
mod yearly;

pub use agencies::{CARDS, scorecard};
pub use benefits::kpi_title;
pub use causes::rivals;
pub use crosswalk::{crosswalk, crosswalk_table};
pub use gallery::gallery;
pub use verdict::verdict;
pub(crate) use view::{ASIDES, Aside, View, agency_name};
pub use worklist::{Filled, WorkList, pages, sample, sample_table, worklist};

use crate::assessment::AgencyAssessment;
use crate::colour::Colour;
use crate::document::{Block, Chapter, Cover, Document, Figure};
use crate::finding::{Detail, Finding};
use crate::locale::{Locale, Value};
use crate::series::{Audience, Series};
use crate::survey::{Agency, ReportSettings, ReportStatus, Survey};

/// Agencies beyond which tables show groups, the top and the bottom.
pub const LISTED: usize = 60;

/// Between the parts of a title line.
const BETWEEN: &str = " · ";

/// Which agencies are reported: those with this value in each of these register columns; everybody when empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub only: Vec<(String, String)>,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What is read in a minute.
    Brief,
    Full,
}

/// A chapter that can be written: its stable name, whether a brief report has it, and its text, where the assessment
/// has something to say.
struct Written {
    code: &'static str,
    brief: bool,
    write: fn(&View, Extent) -> Option<Chapter>,
}

/// Every chapter, in reading order.
const CHAPTERS: &[Written] = &[
    Written { code: "headline", brief: true, write: headline::chapter },
    Written { code: "index", brief: true, write: index::chapter },
    Written { code: "stages", brief: true, write: stages::chapter },
    Written { code: "obstacles", brief: true, write: obstacles::chapter },
    Written { code: "benefits", brief: true, write: benefits::chapter },
    Written { code: "enablers", brief: false, write: enablers::chapter },
    Written { code: "services", brief: false, write: services::chapter },
    Written { code: "beneficiaries", brief: false, write: beneficiaries::chapter },
    Written { code: "promises", brief: true, write: promises::chapter },
    Written { code: "groups", brief: false, write: groups::chapter },
    Written { code: "change", brief: true, write: change::chapter },
    Written { code: "agencies", brief: false, write: agencies::chapter },
    Written { code: "robustness", brief: false, write: robustness::chapter },
    Written { code: "reliability", brief: false, write: reliability::chapter },
    Written { code: "comparisons", brief: false, write: comparisons::chapter },
    Written { code: "integrity", brief: false, write: integrity::chapter },
    Written { code: "doubts", brief: false, write: doubts::chapter },
    Written { code: "audit", brief: false, write: audit::chapter },
    Written { code: "roadmap", brief: false, write: roadmap::chapter },
    Written { code: "quality", brief: true, write: quality::chapter },
    Written { code: "method", brief: false, write: method::chapter },
    Written { code: "glossary", brief: false, write: glossary::chapter },
    Written { code: "annex", brief: false, write: annex::chapter },
];

/// Those that have something to say where things were announced and nobody was asked.
const OF_ANNOUNCEMENTS: [&str; 2] = ["promises", "quality"];

/// Names of the chapters, in reading order.
pub fn chapters() -> impl Iterator<Item = &'static str> {
    CHAPTERS.iter().map(|chapter| chapter.code)
}

/// The report on the latest period of a series.
pub fn compose(series: &Series, locale: &Locale, selection: &Selection, extent: Extent) -> Document {
    let mut document = cover(series, locale);
    if let Some(view) = View::latest(series, locale, selection) {
        document.subtitle.insert(0, subtitle(&view));
        document.cover.facts.extend(signed(&view));
        document.chapters = chosen(&series.report, extent)
            .into_iter()
            .filter(|chapter| !series.survey.only_announces() || OF_ANNOUNCEMENTS.contains(&chapter.code))
            .filter_map(|chapter| (chapter.write)(&view, extent))
            .map(|chapter| with_remarks(chapter, series, locale, extent))
            .collect();
        if extent == Extent::Full {
            document.chapters.extend(further(&document.chapters, series, locale));
            document.figures = charts::charts(series, locale, selection);
        }
    }
    document
}

/// How sure the figures are, alone.
pub fn robustness(series: &Series, locale: &Locale, selection: &Selection) -> Document {
    alone(series, locale, selection, &[robustness::chapter])
}

/// What a researcher asks, alone.
pub fn statistics(series: &Series, locale: &Locale, selection: &Selection) -> Document {
    alone(series, locale, selection, &[reliability::chapter, comparisons::chapter, integrity::chapter])
}

/// What a referee would object to, alone.
pub fn lint(series: &Series, locale: &Locale, selection: &Selection) -> Document {
    alone(series, locale, selection, &[doubts::chapter])
}

/// What changed from period to period, alone.
pub fn change(series: &Series, locale: &Locale, selection: &Selection) -> Document {
    alone(series, locale, selection, &[change::chapter])
}

/// What auditors found, alone.
pub fn audit(series: &Series, locale: &Locale, selection: &Selection) -> Document {
    alone(series, locale, selection, &[audit::chapter])
}

/// What to do next, alone.
pub fn plan(series: &Series, locale: &Locale, selection: &Selection) -> Document {
    alone(series, locale, selection, &[roadmap::chapter])
}

/// These chapters in full, with their charts.
fn alone(
    series: &Series,
    locale: &Locale,
    selection: &Selection,
    chapters: &[fn(&View, Extent) -> Option<Chapter>],
) -> Document {
    let mut document = cover(series, locale);
    if let Some(view) = View::latest(series, locale, selection) {
        document.subtitle.insert(0, subtitle(&view));
        document.chapters = chapters.iter().filter_map(|write| write(&view, Extent::Full)).collect();
        document.figures = charts::charts(series, locale, selection);
    }
    document
}

/// The chapters of a report in their order: those wanted in full, or those that are read in a minute.
fn chosen(settings: &ReportSettings, extent: Extent) -> Vec<&'static Written> {
    match (extent, settings.chapters.as_slice()) {
        (Extent::Brief, _) => CHAPTERS.iter().filter(|chapter| chapter.brief).collect(),
        (Extent::Full, []) => CHAPTERS.iter().collect(),
        (Extent::Full, wanted) => {
            let first = |(place, name): &(usize, &String)| !wanted[..*place].contains(name);
            let named = wanted.iter().enumerate().filter(first);
            named.filter_map(|(_, name)| CHAPTERS.iter().find(|chapter| chapter.code == name)).collect()
        }
    }
}

/// Chapters asked for that the full report does not have, since there is nothing to tell in them.
pub fn silent<'s>(settings: &'s ReportSettings, document: &Document) -> Vec<&'s str> {
    let told = |name: &str| document.chapters.iter().any(|chapter| chapter.code == name);
    settings.chapters.iter().map(String::as_str).filter(|name| !told(name)).collect()
}

/// What the assessors wrote for chapters that are not in the report.
fn further(written: &[Chapter], series: &Series, locale: &Locale) -> Option<Chapter> {
    let is_there = |code: &str| written.iter().any(|chapter| chapter.code == code);
    let left = series.report.texts.iter().filter(|(code, _)| !is_there(code));
    let blocks: Vec<Block> = left.flat_map(|(_, text)| remarks::blocks(locale.of(text), locale)).collect();
    (!blocks.is_empty()).then(|| Chapter { code: "remarks", title: locale.word("pages.remarks"), blocks })
}

/// A chapter after what the assessors wrote for it.
fn with_remarks(mut chapter: Chapter, series: &Series, locale: &Locale, extent: Extent) -> Chapter {
    let text = series.report.texts.get(chapter.code).filter(|_| extent == Extent::Full);
    let own = text.map_or_else(Vec::new, |text| remarks::blocks(locale.of(text), locale));
    chapter.blocks.splice(0..0, own);
    chapter
}

/// A document without chapters: title, what it stands on, what every reader must be told.
pub(crate) fn cover(series: &Series, locale: &Locale) -> Document {
    let framework = &series.framework;
    let title = match locale.of(&series.title) {
        "" => locale.of(&framework.title),
        title => title,
    };
    let mut basis = vec![locale.say(
        "cover.framework",
        &[
            ("framework", Value::from(locale.tell(&framework.title))),
            ("version", Value::Phrase(locale.isolate_code(&framework.version))),
        ],
    )];
    if let Some(edition) = &series.edition {
        let titled = framework.editions.iter().find(|known| known.code == *edition);
        let name = titled.map_or(edition.as_str(), |known| locale.of(&known.title));
        basis.push(locale.say("cover.edition", &[("edition", Value::from(name))]));
    }
    let mut notices = Vec::new();
    match locale.of(&series.note) {
        "" => {}
        note => notices.push(note.to_owned()),
    }
    if series.audience == Audience::Public {
        notices.push(locale.word("cover.public"));
    }
    notices.extend(objections::notice(series, locale));
    notices.extend(deviations::notice(series, locale));
    if locale.draft() {
        notices.push(locale.word("cover.draft-language"));
    } else if framework.drafts.iter().any(|draft| draft == locale.tag()) {
        notices.push(locale.word("cover.draft-framework"));
    }
    Document {
        title: locale.prose(title),
        subtitle: vec![basis.join(BETWEEN)],
        notices,
        cover: Cover {
            organisation: locale.of(&series.organisation).to_owned(),
            status: series.report.status.map_or_else(String::new, |status| {
                locale.word(match status {
                    ReportStatus::Draft => "cover.status-draft",
                    ReportStatus::Final => "cover.status-final",
                })
            }),
            facts: deviations::fact(series, locale).into_iter().collect(),
            accent: series.report.accent.map(Colour::readable),
            ..Cover::default()
        },
        ..Document::plain(locale, Vec::new())
    }
}

/// Who and when.
fn subtitle(view: &View) -> String {
    let mut parts = Vec::new();
    match view.locale.of(&view.series.organisation) {
        "" => {}
        organisation => parts.push(organisation.to_owned()),
    }
    parts.push(view.locale.say("cover.period", &[("period", Value::Phrase(view.period_name()))]));
    parts.extend(view.selection.only.iter().map(|(column, value)| {
        view.locale
            .say("cover.only", &[("column", Value::from(column.as_str())), ("value", Value::from(value.as_str()))])
    }));
    parts.join(BETWEEN)
}

/// A document of one page about an agency, by its code; none where it was not assessed. `write` gives the title and what
/// stands below it.
fn page(
    series: &Series,
    locale: &Locale,
    code: &str,
    write: impl FnOnce(&View, &AgencyAssessment) -> (String, Chapter, Vec<Figure>),
) -> Option<Document> {
    let everybody = Selection::default();
    let view = View::latest(series, locale, &everybody)?;
    let agency = *view.agencies.iter().find(|agency| series.survey.agencies[agency.agency].code.matches(code))?;
    let (title, chapter, figures) = write(&view, agency);
    let mut document = cover(series, locale);
    document.subtitle = vec![std::mem::replace(&mut document.title, title), subtitle(&view)];
    document.chapters = vec![chapter];
    document.figures = figures;
    Some(document)
}

/// How many of the agencies reported have signed their answers.
fn signed(view: &View) -> Option<(String, String)> {
    let own = |agency: &AgencyAssessment| {
        view.series
            .survey
            .attestations
            .iter()
            .any(|attestation| attestation.agency == agency.agency && attestation.period == view.assessment.period)
    };
    let signed = view.agencies.iter().filter(|agency| own(agency)).count();
    let count = |count: usize| Value::Phrase(view.locale.count(count as u64));
    let part = [("part", count(signed)), ("whole", count(view.agencies.len()))];
    let asked = !view.agencies.is_empty() && !view.series.survey.only_announces();
    asked.then(|| (view.locale.word("cover.signed"), view.locale.say("status.part", &part)))
}

impl Selection {
    pub fn is_everybody(&self) -> bool {
        self.only.is_empty()
    }

    /// The first condition that no agency of the register meets.
    pub fn unmet<'s>(&'s self, agencies: &[Agency]) -> Option<&'s (String, String)> {
        let alone = |condition: &(String, String)| Selection { only: vec![condition.clone()] };
        self.only.iter().find(|condition| {
            let selection = alone(condition);
            !agencies.iter().any(|agency| selection.keeps(agency))
        })
    }

    /// Whether an agency of the register is reported: `code`, or any grouping column, as it is written.
    pub fn keeps(&self, agency: &Agency) -> bool {
        self.only.iter().all(|(column, value)| match column.as_str() {
            "code" | "agency" => agency.code.matches(value),
            _ => agency.attributes.get(column) == Some(value),
        })
    }

    /// Whether a finding is about a reported agency or its service, or names none.
    pub fn keeps_finding(&self, finding: &Finding, survey: &Survey) -> bool {
        finding.problem.details().into_iter().all(|(name, detail)| {
            let Detail::Text(named) = detail else { return true };
            let owner = match name {
                "agency" => (0..survey.agencies.len()).find(|agency| survey.called(*agency) == named),
                "service" => {
                    let service = survey.services.iter().find(|service| service.code.as_str() == named);
                    service.map(|service| service.agency)
                }
                _ => None,
            };
            owner.is_none_or(|agency| self.keeps(&survey.agencies[agency]))
        })
    }
}
