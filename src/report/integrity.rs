//! Answers that deserve a second look, and the claims to verify first.
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone};
use crate::finding::Problem;
use crate::locale::Value;
use crate::report::statistics::{found, p_cell};
use crate::report::view::{View, agency_name};
use crate::report::{Extent, LISTED};
use crate::statistics::{DateFault, Integrity, Statistics};

/// Criteria listed whose claims are to be verified first.
const FIRST: usize = 15;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let found = found(view).filter(|_| extent == Extent::Full)?;
    let own = Integrity {
        uniform: kept(view, &found.integrity.uniform, |own| vec![own.agency]),
        alike: kept(view, &found.integrity.alike, |own| vec![own.first, own.second]),
        dates: kept(view, &found.integrity.dates, |own| vec![own.agency]),
        pivotal: kept(view, &found.integrity.pivotal, |own| vec![own.agency]),
        rests: kept(view, &found.integrity.rests, |own| vec![own.agency]),
        ..found.integrity.clone()
    };
    let mut blocks = vec![Block::Lead(lead(view, &own)), Block::List(counts(view, &own))];
    let tables = [
        first(view, found, &own),
        rests(view, &own),
        pivotal(view, &own),
        uniform(view, &own),
        alike(view, &own),
        dates(view, &own),
        contradicted(view),
    ];
    blocks.extend(tables.into_iter().flatten().map(Block::Table));
    Some(Chapter { code: "integrity", title: view.locale.word("integrity.title"), blocks })
}

/// What concerns an agency that is reported.
fn kept<T: Clone>(view: &View, all: &[T], agencies: impl Fn(&T) -> Vec<usize>) -> Vec<T> {
    let is_told = |own: &&T| agencies(own).iter().any(|agency| view.agencies.iter().any(|told| told.agency == *agency));
    all.iter().filter(is_told).cloned().collect()
}

fn name(view: &View, agency: usize) -> Cell {
    Cell::text(agency_name(view.series, agency, view.locale))
}

fn criterion(view: &View, criterion: usize) -> [Cell; 2] {
    let own = &view.framework.criteria[criterion];
    [Cell::code(own.code.as_str()), Cell::text(view.locale.tell(&own.text))]
}

fn lead(view: &View, own: &Integrity) -> String {
    let locale = view.locale;
    let mut agencies: Vec<usize> = own.rests.iter().filter(|rests| rests.falls).map(|rests| rests.agency).collect();
    agencies.dedup();
    let values = [("count", Value::from(agencies.len()))];
    match own.overstated.first() {
        _ if view.stages.is_empty() => locale.word("integrity.lead-no-stages"),
        None => locale.word("integrity.lead-none"),
        Some(_) => locale.say("integrity.lead", &values),
    }
}

fn counts(view: &View, own: &Integrity) -> Vec<String> {
    let locale = view.locale;
    let say = |key: &'static str, count: usize| locale.say(key, &[("count", Value::from(count))]);
    let mut told = vec![say("integrity.people", own.people)];
    if own.people > 0 {
        told.push(say("integrity.uniform-people", own.uniform.iter().filter_map(|own| own.people).sum()));
        if !view.stages.is_empty() {
            told.push(say("integrity.pivotal-agencies", own.pivotal.len()));
        }
    }
    told.push(say("integrity.uniform-agencies", own.uniform.iter().filter(|own| own.people.is_none()).count()));
    told.push(say("integrity.alike-pairs", own.alike.len()));
    if view.framework.evidence.is_some() {
        told.push(say("integrity.dated-claims", own.dates.len()));
    }
    told
}

/// Criteria whose unconfirmed claims carry most.
fn first(view: &View, found: &Statistics, own: &Integrity) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::numbers(locale.word("integrity.claims")),
        Column::numbers(locale.word("integrity.stages")),
        Column::numbers(locale.word("integrity.points")),
    ];
    let column = [("column", Value::Phrase(view.truth(found.truth)))];
    let mut grid = Grid::new(locale.say("integrity.first", &column), heads);
    let national = own.overstated.iter().filter(|_| view.selection.is_everybody());
    for claims in national.take(FIRST) {
        let mut cells = criterion(view, claims.criterion).to_vec();
        cells.push(Cell::count(claims.claims));
        let tone = if claims.stages > 0 { Tone::Bad } else { Tone::Plain };
        cells.push(Cell::count(claims.stages).toned(tone));
        cells.push(Cell::number(Some(claims.points), 1));
        grid.push(cells);
    }
    grid.notes.push(locale.word("integrity.first-note"));
    (!grid.rows.is_empty()).then_some(grid)
}

/// By agency the claims on which its stage hangs.
fn rests(view: &View, own: &Integrity) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::numbers(locale.word("integrity.points")),
        Column::words(locale.word("integrity.without")),
    ];
    let mut grid = Grid::new(locale.word("integrity.rests"), heads);
    for claim in own.rests.iter().filter(|claim| claim.falls).take(LISTED) {
        let mut cells = vec![name(view, claim.agency)];
        cells.extend(criterion(view, claim.criterion));
        cells.push(Cell::number(Some(claim.points), 1));
        cells.push(view.reached_cell(Some(claim.without)));
        grid.push(cells);
    }
    let left_out = own.rests.iter().filter(|claim| claim.falls).count() - grid.rows.len();
    if left_out > 0 {
        grid.notes.push(locale.say("integrity.rests-left-out", &[("count", Value::from(left_out))]));
    }
    (!grid.rows.is_empty()).then_some(grid)
}

fn pivotal(view: &View, own: &Integrity) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::numbers(locale.word("integrity.respondents")),
        Column::numbers(locale.word("integrity.deciding")),
        Column::words(locale.word("integrity.other-stages")),
    ];
    let mut grid = Grid::new(locale.word("integrity.pivotal"), heads);
    for pivot in &own.pivotal {
        let stages: Vec<String> = pivot.stages.iter().map(|reached| view.reached(*reached)).collect();
        grid.push(vec![
            name(view, pivot.agency),
            Cell::count(pivot.people),
            Cell::count(pivot.deciding),
            Cell::text(locale.series(&stages)),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

fn uniform(view: &View, own: &Integrity) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("integrity.who")),
        Column::numbers(locale.word("integrity.items")),
    ];
    let mut grid = Grid::new(locale.word("integrity.uniform"), heads);
    for line in &own.uniform {
        let who = match line.people {
            None => locale.word("integrity.itself"),
            Some(people) => locale.say(
                "integrity.people-of",
                &[("count", Value::from(people)), ("of", Value::Phrase(locale.count(line.of as u64)))],
            ),
        };
        grid.push(vec![name(view, line.agency), Cell::text(who), Cell::count(line.items)]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

fn alike(view: &View, own: &Integrity) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("integrity.other-agency")),
        Column::numbers(locale.word("integrity.both")),
        Column::numbers(locale.word("integrity.equal")),
        Column::numbers(locale.word("integrity.expected")),
        Column::numbers(locale.word("statistics.p-adjusted")),
    ];
    let mut grid = Grid::new(locale.word("integrity.alike"), heads);
    for pair in own.alike.iter().take(LISTED) {
        grid.push(vec![
            name(view, pair.first),
            name(view, pair.second),
            Cell::count(pair.both),
            Cell::count(pair.equal),
            Cell::number(Some(pair.expected), 1),
            p_cell(locale, pair.p),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

fn dates(view: &View, own: &Integrity) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::words(locale.word("integrity.fault")),
    ];
    let mut grid = Grid::new(locale.word("integrity.dates"), heads);
    for claim in own.dates.iter().take(LISTED) {
        let mut cells = vec![name(view, claim.agency)];
        cells.extend(criterion(view, claim.criterion));
        cells.push(Cell::text(locale.word(match claim.fault {
            DateFault::AfterPeriod => "integrity.after-period",
            DateFault::Expired => "integrity.expired",
        })));
        grid.push(cells);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// Claims well above what a KPI measures of the same thing.
fn contradicted(view: &View) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("common.criterion")),
        Column::numbers(locale.word("truth.claimed")),
        Column::words(locale.word("integrity.kpi")),
        Column::numbers(locale.word("integrity.measured")),
    ];
    let mut grid = Grid::new(locale.word("integrity.contradicted"), heads);
    for finding in
        view.series.findings.held().iter().filter(|own| view.selection.keeps_finding(own, &view.series.survey))
    {
        if let Problem::KpiContradictsCriterion { agency, kpi, measured, criterion, claimed } = &finding.problem {
            let register = &view.series.survey;
            let known = (0..register.agencies.len()).find(|own| register.called(*own) == agency);
            grid.push(vec![
                known.map_or_else(|| Cell::text(agency.as_str()), |agency| name(view, agency)),
                Cell::code(criterion.as_str()),
                Cell::percent(Some(*claimed), 0),
                Cell::code(kpi.as_str()),
                Cell::percent(Some(*measured), 0),
            ]);
        }
    }
    (!grid.rows.is_empty()).then_some(grid)
}
