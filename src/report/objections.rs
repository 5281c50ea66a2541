//! What agencies object to, and what became of it.
use crate::document::{Block, Cell, Column, Grid, Tone};
use crate::locale::{Locale, Value};
use crate::report::Extent;
use crate::report::view::{View, agency_name, period_name};
use crate::series::Series;
use crate::survey::{Objection, Outcome, ReportStatus, STAGE};

/// On the cover of a final report: how many objections are open nevertheless; nothing where none is.
pub(in crate::report) fn notice(series: &Series, locale: &Locale) -> Option<String> {
    let open = series.survey.objections.iter().filter(|objection| objection.outcome == Outcome::Open).count();
    let overridden = series.report.status == Some(ReportStatus::Final) && series.report.final_despite_objections;
    (overridden && open > 0).then(|| locale.say("cover.despite-objections", &[("count", Value::from(open))]))
}

/// How many objections there are, and each of them: those not decided on first. Nothing where nobody objects.
pub(in crate::report) fn blocks(view: &View, extent: Extent) -> Vec<Block> {
    let locale = view.locale;
    let survey = &view.series.survey;
    let shown = survey.objections.iter().filter(|objection| view.selection.keeps(&survey.agencies[objection.agency]));
    let mut shown: Vec<&Objection> = shown.collect();
    if shown.is_empty() {
        return Vec::new();
    }
    let open = shown.iter().filter(|objection| objection.outcome == Outcome::Open).count();
    let decided = match shown.len() {
        1 => locale.say("objections.open-only", &[("count", Value::from(open))]),
        _ => locale.say("objections.open", &[("count", Value::from(open))]),
    };
    let lead = [locale.say("objections.lead", &[("count", Value::from(shown.len()))]), decided];
    let lead = Block::Paragraph(lead.join(" "));
    if extent == Extent::Brief {
        return vec![lead];
    }
    shown.sort_by_key(|objection| (objection.outcome != Outcome::Open, objection.period, objection.source));
    let columns = ["common.agency", "objections.about", "objections.who", "objections.what", "objections.outcome"];
    let columns = columns.map(|key| Column::words(locale.word(key)));
    let mut grid = Grid::new(locale.word("objections.caption"), Vec::from(columns));
    for objection in shown {
        let about = [
            objection.code.as_deref().map_or_else(|| locale.word("objections.whole"), |code| about(view, code)),
            period_name(view.series, objection.period, locale),
        ];
        let who = [
            Some(locale.isolate(&objection.who)).filter(|who| !who.is_empty()),
            objection.date.map(|date| locale.date(date)),
        ];
        let what = match objection.grounds.as_str() {
            "" => locale.isolate(&objection.what),
            grounds => {
                let values = [("what", Value::from(objection.what.as_str())), ("grounds", Value::from(grounds))];
                locale.say("objections.on-grounds", &values)
            }
        };
        grid.push(vec![
            Cell::text(agency_name(view.series, objection.agency, locale)),
            Cell::text(locale.series(&about)),
            Cell::text(locale.series(&who.into_iter().flatten().collect::<Vec<_>>())),
            Cell::text(what),
            outcome(view, objection),
        ]);
    }
    vec![Block::Heading(locale.word("objections.title")), lead, Block::Table(grid)]
}

/// A criterion, dimension, KPI or the stage, as it is called.
fn about(view: &View, code: &str) -> String {
    let (framework, locale) = (view.framework, view.locale);
    if code.eq_ignore_ascii_case(STAGE) && framework.dimension(code).is_none() {
        return locale.word("corrections.stage");
    }
    match framework.dimension(code) {
        Some(dimension) => view.dimension(dimension),
        None => locale.isolate_code(code),
    }
}

/// What was decided, by whom, when, and what was answered.
fn outcome(view: &View, objection: &Objection) -> Cell {
    let locale = view.locale;
    let (key, tone) = match objection.outcome {
        Outcome::Open => ("objections.is-open", Tone::Doubtful),
        Outcome::Accepted => ("objections.accepted", Tone::Plain),
        Outcome::Partly => ("objections.partly", Tone::Plain),
        Outcome::Rejected => ("objections.rejected", Tone::Plain),
    };
    let by = Some(locale.isolate(&objection.decided_by)).filter(|by| !by.is_empty());
    let on = objection.decided_on.map(|date| locale.date(date));
    let decided = locale.series(&[Some(locale.word(key)), by, on].into_iter().flatten().collect::<Vec<_>>());
    let told = match objection.answer.as_str() {
        "" => decided,
        answer => {
            let values = [("outcome", Value::Phrase(decided)), ("answer", Value::from(answer))];
            locale.say("objections.answered", &values)
        }
    };
    Cell::text(told).toned(tone)
}
