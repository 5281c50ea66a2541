//! What users experienced, beside what was claimed.
use crate::assessment::{Experienced, ExperiencedScope};
use crate::document::{Block, Cell, Chapter, Column, Content, Grid, Tone};
use crate::explanation::explain;
use crate::framework::{BeneficiaryItem, Better, ScaleKind};
use crate::locale::{Locale, Value};
use crate::report::view::{View, agency_name, service_name};
use crate::report::{Extent, LISTED};
use crate::survey::BeneficiarySource;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let locale = view.locale;
    let of = |wanted: fn(&ExperiencedScope) -> bool| {
        view.assessment.experienced.iter().filter(move |found| wanted(&found.scope))
    };
    let shown = |found: &&Experienced| match found.scope {
        ExperiencedScope::Nation => view.selection.is_everybody(),
        ExperiencedScope::Agency(agency) => view.selection.keeps(&view.series.survey.agencies[agency]),
        ExperiencedScope::Service(service) => {
            let owner = view.series.survey.services[service].agency;
            view.selection.keeps(&view.series.survey.agencies[owner])
        }
    };
    let agencies: Vec<_> = of(|scope| matches!(scope, ExperiencedScope::Agency(_))).filter(shown).collect();
    let nation = nation(view);
    if nation.is_none() && agencies.is_empty() {
        return None;
    }
    let alone = nation.is_none();
    let mut blocks: Vec<Block> = nation.map(Block::Table).into_iter().collect();
    if extent == Extent::Full || alone {
        let caption = locale.word("beneficiaries.agencies");
        if !agencies.is_empty() {
            blocks.push(Block::Table(table(view, &agencies, caption, Scope::Shown)));
        }
    }
    if extent == Extent::Full {
        blocks.extend(beside(view, &agencies).map(Block::Table));
    }
    Some(Chapter { code: "beneficiaries", title: locale.word("beneficiaries.title"), blocks })
}

/// What users of all services together experienced; none where only a part of the agencies is reported.
fn nation(view: &View) -> Option<Grid> {
    let found = of_nation(view).collect::<Vec<_>>();
    (!found.is_empty()).then(|| table(view, &found, view.locale.word("beneficiaries.nation"), Scope::Hidden))
}

/// What users of all services together said in surveys.
pub(in crate::report) fn surveyed(view: &View) -> Option<Grid> {
    let found = of_nation(view).filter(|found| found.source == BeneficiarySource::Survey).collect::<Vec<_>>();
    (!found.is_empty()).then(|| table(view, &found, view.locale.word("beneficiaries.nation"), Scope::Hidden))
}

fn of_nation<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Experienced> {
    let everybody = view.selection.is_everybody();
    let nation = move |found: &&Experienced| everybody && matches!(found.scope, ExperiencedScope::Nation);
    view.assessment.experienced.iter().filter(nation)
}

/// What users of all services experienced of something that a stage asks for.
pub(in crate::report) struct OfStage {
    /// Number of the stage, from 1.
    pub(in crate::report) stage: usize,
    /// Code of the item.
    pub(in crate::report) item: String,
    pub(in crate::report) question: String,
    /// Of the users, for whom it went well, 0–100.
    pub(in crate::report) share: f64,
    pub(in crate::report) count: u64,
}

/// In the order of the items; only what surveys of enough users tell.
pub(in crate::report) fn of_stages(view: &View) -> Vec<OfStage> {
    let surveyed = of_nation(view).filter(|found| !found.suppressed && found.source == BeneficiarySource::Survey);
    let of_stage = |found: &Experienced| {
        let item = &view.framework.beneficiary_items[found.item];
        let criterion = view.framework.criterion(item.beside.as_ref()?.as_str())?;
        let dimension = view.framework.dimension(view.framework.criteria[criterion].dimension.as_str())?;
        Some(OfStage {
            stage: view.stages.iter().position(|stage| *stage == dimension)? + 1,
            item: item.code.to_string(),
            question: view.locale.tell(&item.text),
            share: well(item, found.value?),
            count: found.count.into(),
        })
    };
    surveyed.filter_map(of_stage).collect()
}

/// The share of users for whom it went well, 0–100.
fn well(item: &BeneficiaryItem, share: f64) -> f64 {
    100.0 * if item.better == Better::Lower { 1.0 - share } else { share }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Shown,
    Hidden,
}

fn table(view: &View, found: &[&Experienced], caption: String, scope: Scope) -> Grid {
    let locale = view.locale;
    let columns = vec![
        Column::words(locale.word("beneficiaries.question")),
        Column::words(locale.word("beneficiaries.source")),
        Column::numbers(locale.word("beneficiaries.result")),
        Column::numbers(locale.word("common.interval")),
        Column::numbers(locale.word("beneficiaries.answers")),
        Column::numbers(locale.word("beneficiaries.declined")),
    ];
    let mut grid = Grid::new(caption, columns);
    let mut open = None;
    for result in found {
        if scope == Scope::Shown && open != Some(result.scope) {
            open = Some(result.scope);
            grid.section(match result.scope {
                ExperiencedScope::Nation => locale.word("common.all"),
                ExperiencedScope::Agency(agency) => agency_name(view.series, agency, locale),
                ExperiencedScope::Service(service) => service_name(view.series, service, locale),
            });
        }
        let item = &view.framework.beneficiary_items[result.item];
        let share = view.framework.scale(&item.scale).is_some_and(|scale| scale.kind != ScaleKind::Count);
        let better = locale.word(match item.better {
            Better::Higher => "beneficiaries.higher",
            Better::Lower => "beneficiaries.lower",
        });
        let question = locale.say(
            "beneficiaries.asked",
            &[("question", Value::from(locale.tell(&item.text))), ("better", Value::Phrase(better))],
        );
        let mut cells = vec![Cell::text(question), Cell::text(source_name(locale, result.source))];
        if result.suppressed {
            cells.push(Cell::text(locale.word("common.suppressed")).toned(Tone::Quiet));
            cells.extend([Cell::empty(), Cell::empty(), Cell::empty()]);
        } else {
            cells.push(match (share, result.value, result.total) {
                // Visits are told as counts, not as a share.
                (true, None, Some(total)) => Cell::text(locale.say(
                    "status.part",
                    &[
                        ("part", Value::Phrase(locale.number(total, 0))),
                        ("whole", Value::Phrase(locale.count(result.count.into()))),
                    ],
                )),
                (true, value, _) => Cell::percent(value.map(|value| value * 100.0), 0),
                (false, value, _) => Cell::number(value, 1),
            });
            let interval = result.interval.map(|(low, high)| (low * 100.0, high * 100.0));
            cells.push(Cell::range(interval, 0));
            cells.push(Cell::from(Content::Count(result.count.into())));
            cells.push(result.declined.map_or_else(Cell::empty, |people| Cell::from(Content::Count(people.into()))));
        }
        grid.push(cells);
    }
    grid.notes.push(locale.word("beneficiaries.note"));
    let minimum = view.series.method.minimum_sample;
    grid.notes.push(locale.say("beneficiaries.minimum", &[("minimum", Value::from(minimum))]));
    grid
}

/// What users experienced beside what the agency claimed and what was checked of the same thing, in percent.
fn beside(view: &View, agencies: &[&Experienced]) -> Option<Grid> {
    let locale = view.locale;
    let period = view.series.assessments.iter().position(|other| other.period == view.assessment.period)?;
    let mut columns =
        vec![Column::words(locale.word("common.agency")), Column::words(locale.word("beneficiaries.beside-criterion"))];
    columns.extend(view.truth_columns());
    columns.push(Column::numbers(locale.word("beneficiaries.experienced")));
    columns.push(Column::numbers(locale.word("common.interval")));
    columns.push(Column::numbers(locale.word("beneficiaries.answers")));
    let mut grid = Grid::new(locale.word("beneficiaries.beside"), columns);
    for found in agencies.iter().filter(|found| !found.suppressed && found.source == BeneficiarySource::Survey) {
        let item = &view.framework.beneficiary_items[found.item];
        let (Some(criterion), Some(share), ExperiencedScope::Agency(agency)) = (&item.beside, found.value, found.scope)
        else {
            continue;
        };
        let turned = |share: f64| well(item, share);
        let explanation = explain(view.series, period, agency, Some(criterion.as_str()));
        let branch = explanation.as_ref().and_then(|explanation| explanation.roots.first());
        let interval = found.interval.map(|(low, high)| (turned(low).min(turned(high)), turned(low).max(turned(high))));
        let mut cells = vec![Cell::text(agency_name(view.series, agency, locale)), Cell::code(criterion.as_str())];
        cells.extend(view.truths.iter().map(|truth| {
            let value = branch.and_then(|branch| branch.values.get(*truth).as_ref()?.value);
            Cell::percent(value.map(|value| 100.0 * value), 0)
        }));
        cells.push(Cell::percent(Some(turned(share)), 0));
        cells.push(Cell::range(interval, 0));
        cells.push(Cell::from(Content::Count(found.count.into())));
        grid.push(cells);
        if grid.rows.len() == LISTED {
            break;
        }
    }
    (!grid.rows.is_empty()).then_some(grid)
}

pub(crate) fn source_name(locale: &Locale, source: BeneficiarySource) -> String {
    locale.word(match source {
        BeneficiarySource::Survey => "beneficiaries.survey",
        BeneficiarySource::Mystery => "beneficiaries.mystery",
        BeneficiarySource::Outside => "beneficiaries.outside",
    })
}
