//! Who has answered what, and what is late: what `status` prints.
use crate::assessment::Status;
use crate::document::{Block, Cell, Chapter, Column, Document, Grid, Tone};
use crate::locale::{Locale, Value};
use crate::report::view::{View, agency_name, period_name};
use crate::report::{Selection, cover};
use crate::score::GateState;
use crate::series::Series;
use crate::survey::Scope;
use jiff::civil::Date;

/// What one agency handed in for one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// Positions in the survey.
    pub period: usize,
    pub agency: usize,
    pub status: Status,
    /// Scored criteria answered and applicable, each counted once.
    pub answered: f64,
    pub applicable: f64,
    /// Gates without an answer that decides them; none where the agency did not respond.
    pub gates_open: Option<usize>,
    /// Services of the register with at least one answer, and all of them.
    pub services_answered: usize,
    pub services: usize,
    pub evidence: usize,
    pub kpis: usize,
    /// Whether somebody signed for the answers.
    pub attested: bool,
    /// Not answered, or not in full, after the deadline; none where the day or the deadline is not known.
    pub overdue: Option<bool>,
}

/// Progress of every agency of the selection in every period assessed; `today` decides what is overdue.
pub fn progress(series: &Series, selection: &Selection, today: Option<Date>) -> Vec<Progress> {
    let survey = &series.survey;
    let mut rows = Vec::new();
    for assessment in &series.assessments {
        let period = assessment.period;
        let mut services = vec![0; survey.agencies.len()];
        let mut services_answered = vec![0; survey.agencies.len()];
        for service in &survey.services {
            services[service.agency] += 1;
        }
        for unit in survey.answers.units().filter(|unit| unit.period == period) {
            if let Scope::Service(service) = unit.scope {
                services_answered[survey.services[service].agency] += 1;
            }
        }
        let mut evidence = vec![0; survey.agencies.len()];
        for record in survey.evidence.iter().filter(|record| record.unit.period == period) {
            let owner = match record.unit.scope {
                Scope::Nation => None,
                Scope::Agency(agency) => Some(agency),
                Scope::Service(service) => Some(survey.services[service].agency),
                Scope::Branch(branch) => Some(survey.branches[branch].agency),
            };
            if let Some(owner) = owner {
                evidence[owner] += 1;
            }
        }
        let mut kpis = vec![0; survey.agencies.len()];
        for entry in survey.kpis.iter().filter(|entry| entry.period == period) {
            if let Some(agency) = entry.agency {
                kpis[agency] += 1;
            }
        }
        let deadline = survey.periods[period].deadline;
        for agency in assessment.agencies.iter().filter(|agency| selection.keeps(&survey.agencies[agency.agency])) {
            let judgement = [&agency.judgements.claimed, &agency.judgements.supported, &agency.judgements.checked]
                .into_iter()
                .find_map(Option::as_ref);
            let (answered, applicable) = judgement.map_or((0.0, 0.0), |judgement| judgement.counted);
            let gates_open = judgement
                .filter(|_| agency.status == Status::Answered)
                .map(|judgement| judgement.gates.iter().filter(|gate| gate.state == GateState::Undetermined).count());
            let complete = agency.status == Status::Answered && answered >= applicable;
            let overdue = today.zip(deadline).map(|(today, deadline)| today > deadline && !complete);
            rows.push(Progress {
                period,
                agency: agency.agency,
                status: agency.status,
                answered,
                applicable,
                gates_open,
                services_answered: services_answered[agency.agency],
                services: services[agency.agency],
                evidence: evidence[agency.agency],
                kpis: kpis[agency.agency],
                attested: survey
                    .attestations
                    .iter()
                    .any(|attestation| attestation.agency == agency.agency && attestation.period == period),
                overdue,
            });
        }
    }
    rows
}

/// Who has answered what in the latest period.
pub fn document(series: &Series, locale: &Locale, selection: &Selection, today: Option<Date>) -> Document {
    let mut document = cover(series, locale);
    let Some(view) = View::latest(series, locale, selection) else { return document };
    let period = view.assessment.period;
    document.subtitle =
        vec![locale.say("cover.period", &[("period", Value::Phrase(period_name(series, period, locale)))])];
    if let Some(deadline) = series.survey.periods[period].deadline {
        document.subtitle.push(locale.say("status.deadline", &[("date", Value::from(deadline))]));
    }
    let rows: Vec<Progress> =
        progress(series, selection, today).into_iter().filter(|row| row.period == period).collect();
    let answered = rows.iter().filter(|row| row.status == Status::Answered).count();
    let overdue = rows.iter().filter(|row| row.overdue == Some(true)).count();
    let of = locale.say("count.of-agencies", &[("count", Value::from(rows.len()))]);
    let mut lead =
        locale.say("headline.answered", &[("count", Value::from(answered)), ("agencies", Value::Phrase(of))]);
    if overdue > 0 {
        lead.push(' ');
        lead += &locale.say("status.overdue-count", &[("count", Value::from(overdue))]);
    }
    let blocks = vec![Block::Lead(lead), Block::Table(table(series, locale, &rows))];
    document.chapters.push(Chapter { code: "status", title: locale.word("status.title"), blocks });
    let reminders = reminders(series, locale, &rows);
    if !reminders.is_empty() {
        let blocks = vec![Block::List(reminders)];
        document.chapters.push(Chapter { code: "reminders", title: locale.word("status.reminders"), blocks });
    }
    document
}

/// Whom to remind of what: a line for each agency that has not answered everything, or has not signed where others have.
fn reminders(series: &Series, locale: &Locale, rows: &[Progress]) -> Vec<String> {
    let signing = rows.iter().any(|row| row.attested);
    let mut lines = Vec::new();
    for row in rows {
        let mut wanted = Vec::new();
        if row.status == Status::NoResponse {
            wanted.push(locale.word("status.no-response"));
        } else {
            let missing = row.applicable - row.answered;
            if missing > 0.0 {
                let missing = Value::Phrase(locale.number(missing, crate::locale::number::decimals(missing, 1)));
                wanted.push(locale.say("status.missing", &[("count", missing)]));
            }
            if let Some(open) = row.gates_open.filter(|open| *open > 0) {
                wanted.push(locale.say("status.gates", &[("count", Value::from(open))]));
            }
            if signing && !row.attested {
                wanted.push(locale.word("status.unsigned"));
            }
        }
        if !wanted.is_empty() {
            let agency = Value::Phrase(agency_name(series, row.agency, locale));
            let wanted = Value::Phrase(locale.series(&wanted));
            lines.push(locale.say("status.reminder", &[("agency", agency), ("wanted", wanted)]));
        }
    }
    lines
}

fn table(series: &Series, locale: &Locale, rows: &[Progress]) -> Grid {
    let services = rows.iter().any(|row| row.services > 0);
    let evidence = rows.iter().any(|row| row.evidence > 0);
    let kpis = rows.iter().any(|row| row.kpis > 0);
    let mut columns = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("status.state")),
        Column::numbers(locale.word("status.criteria")),
    ];
    let gates = rows.iter().any(|row| row.gates_open.is_some_and(|open| open > 0));
    if gates {
        columns.push(Column::numbers(locale.word("status.gates-open")));
    }
    if services {
        columns.push(Column::numbers(locale.word("status.services")));
    }
    if evidence {
        columns.push(Column::numbers(locale.word("status.evidence")));
    }
    if kpis {
        columns.push(Column::numbers(locale.word("status.kpis")));
    }
    columns.push(Column::words(locale.word("status.signed")));
    let mut grid = Grid::new(String::new(), columns);
    let part = |part: f64, whole: f64| {
        Cell::text(locale.say(
            "status.part",
            &[
                ("part", Value::Phrase(locale.number(part, crate::locale::number::decimals(part, 1)))),
                ("whole", Value::Phrase(locale.number(whole, 0))),
            ],
        ))
    };
    for row in rows {
        let state = match (row.status, row.overdue) {
            (Status::NoResponse, Some(true)) => Cell::text(locale.word("status.overdue")).toned(Tone::Bad),
            (Status::NoResponse, _) => Cell::text(locale.word("status.no-response")).toned(Tone::Doubtful),
            (Status::Screened, _) => Cell::text(locale.word("status.screened")).toned(Tone::Doubtful),
            (Status::Answered, _) if row.answered >= row.applicable => {
                Cell::text(locale.word("status.complete")).toned(Tone::Good)
            }
            (Status::Answered, Some(true)) => Cell::text(locale.word("status.partly-overdue")).toned(Tone::Bad),
            (Status::Answered, _) => Cell::text(locale.word("status.partly")).toned(Tone::Doubtful),
        };
        let mut cells = vec![
            Cell::text(agency_name(series, row.agency, locale)),
            state,
            if row.applicable > 0.0 { part(row.answered, row.applicable) } else { Cell::empty() },
        ];
        if gates {
            cells.push(row.gates_open.map_or_else(Cell::empty, Cell::count));
        }
        if services {
            cells.push(if row.services > 0 {
                part(row.services_answered as f64, row.services as f64)
            } else {
                Cell::empty()
            });
        }
        if evidence {
            cells.push(Cell::count(row.evidence));
        }
        if kpis {
            cells.push(Cell::count(row.kpis));
        }
        cells.push(Cell::text(locale.word(if row.attested { "common.yes" } else { "common.no" })));
        grid.push(cells);
    }
    grid
}
