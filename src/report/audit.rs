//! What auditors found: how many claims hold, what evidence is worth, where claims failed, and what it changes.
use crate::audit::{Audit, ConfirmedShare, Domain, How, JudgedClaim, Sample};
use crate::calculation::Calculation;
use crate::document::{Block, Cell, Chapter, Column, Grid, Tone, Weight};
use crate::framework::{DimensionRole, ScaleKind};
use crate::locale::Value;
use crate::report::statistics::with_interval;
use crate::report::view::{View, agency_name};
use crate::report::worklist::{group_name, outcome_word};
use crate::report::{Extent, LISTED};
use crate::robustness::Estimate;
use crate::survey::AuditOutcome;
use crate::text::Code;
use crate::truth::Truth;

pub(in crate::report) fn chapter(view: &View, extent: Extent) -> Option<Chapter> {
    let found = found(view).filter(|_| extent == Extent::Full)?;
    let mut blocks = vec![Block::Lead(lead(view, found)), Block::List(progress(view, found))];
    let calculation = view.series.calculation();
    let tables = [
        shares(view, found),
        caps(view, found),
        failed(view, found),
        false_claims(view, found, &calculation),
        stages(view, found),
        scores(view, found),
    ];
    blocks.extend(agreement(view, found).map(Block::Paragraph));
    blocks.extend(tables.into_iter().flatten().map(Block::Table));
    Some(Chapter { code: "audit", title: view.locale.word("audit.title"), blocks })
}

pub(in crate::report) fn found<'a>(view: &View<'a>) -> Option<&'a Audit> {
    view.series.sections.audit.as_ref().filter(|found| found.period == view.assessment.period)
}

/// Agencies are told where they are reported.
fn is_told(view: &View, agency: usize) -> bool {
    view.agencies.iter().any(|told| told.agency == agency)
}

fn name(view: &View, agency: usize) -> Cell {
    Cell::text(agency_name(view.series, agency, view.locale))
}

fn lead(view: &View, found: &Audit) -> String {
    let locale = view.locale;
    let nation = found.shares.iter().find(|own| own.of == Domain::Nation);
    let Some((own, share)) = nation.and_then(|own| Some((own, own.share.as_ref()?))) else {
        return locale.say("audit.lead-none", &[("count", Value::from(found.claims.len()))]);
    };
    let values = [
        ("share", Value::Phrase(percent(view, share))),
        ("count", Value::from(own.seen)),
        ("claims", Value::Phrase(locale.count(own.claims as u64))),
        ("confirmed", Value::Phrase(locale.count(own.confirmed as u64))),
    ];
    let lead = locale.say("audit.lead", &values);
    if !is_unsure(own) {
        return lead;
    }
    let unsure = locale.say("audit.no-interval", &[("count", Value::from(found.progress.visited))]);
    [lead, unsure].join(" ")
}

/// Whether a share is estimated, and how far it may be wrong cannot be.
fn is_unsure(own: &ConfirmedShare) -> bool {
    own.how != How::Census && own.share.is_some_and(|share| share.interval.is_none())
}

/// A share of 0–1 with its interval.
fn percent(view: &View, share: &Estimate) -> String {
    let locale = view.locale;
    let value = locale.percent(100.0 * share.value, 0);
    match share.interval {
        None => value,
        Some((low, high)) => {
            let range = locale.range(100.0 * low, 100.0 * high, 0);
            let values = [("value", Value::Phrase(value)), ("range", Value::Phrase(range))];
            locale.say("statistics.with-interval", &values)
        }
    }
}

fn progress(view: &View, found: &Audit) -> Vec<String> {
    let locale = view.locale;
    let own = found.progress;
    let count = |count: usize| Value::Phrase(locale.count(count as u64));
    let mut told = Vec::new();
    if own.visits > 0 {
        told.push(locale.say("audit.visited", &[("count", Value::from(own.visited)), ("visits", count(own.visits))]));
        told.push(locale.say("audit.seen", &[("count", Value::from(own.seen)), ("drawn", count(own.drawn))]));
    }
    let others = [(own.not_seen, "audit.not-seen"), (own.apart, "audit.apart"), (own.gone, "audit.gone")];
    let rest = others.into_iter().filter(|(count, _)| *count > 0);
    told.extend(rest.map(|(count, key)| locale.say(key, &[("count", Value::from(count))])));
    if own.seen + own.not_seen < own.drawn {
        let open = own.drawn - own.seen - own.not_seen;
        told.push(locale.say("audit.open", &[("count", Value::from(open))]));
    }
    told
}

fn domain(view: &View, sample: Option<&Sample>, of: &Domain) -> String {
    let locale = view.locale;
    let grade = |grade: &Option<Code>| match grade {
        None => locale.word("audit.ungraded"),
        Some(code) => {
            let scheme = view.framework.evidence.as_ref();
            let known = scheme.and_then(|scheme| scheme.grades.iter().find(|grade| grade.code == *code));
            let title = known.map_or_else(String::new, |grade| locale.tell(&grade.title));
            format!("{} {title}", locale.isolate_code(code.as_str()))
        }
    };
    let group =
        |group: &Option<String>| sample.map_or_else(String::new, |sample| group_name(view, sample, group.as_deref()));
    match of {
        Domain::Nation => locale.word("audit.nation"),
        Domain::Grade { grade: own } => grade(own),
        Domain::Group { group: own } => group(own),
        Domain::Stratum { grade: own, group: within } => {
            let code =
                own.as_ref().map_or_else(|| locale.word("audit.ungraded"), |code| locale.isolate_code(code.as_str()));
            locale.series(&[code, group(within)])
        }
    }
}

fn shares(view: &View, found: &Audit) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("audit.of")),
        Column::numbers(locale.word("worklist.claims")),
        Column::numbers(locale.word("audit.seen-heading")),
        Column::numbers(outcome_word(locale, AuditOutcome::Confirmed)),
        Column::numbers(outcome_word(locale, AuditOutcome::Partly)),
        Column::numbers(outcome_word(locale, AuditOutcome::Refuted)),
        Column::numbers(locale.word("audit.share")),
        Column::numbers(locale.word("audit.interval")),
        Column::words(locale.word("audit.how")),
    ];
    let mut grid = Grid::new(locale.word("audit.shares"), heads);
    let everybody = found.shares.iter().filter(|_| view.selection.is_everybody());
    for own in everybody {
        let interval = own.share.and_then(|share| share.interval).map(|(low, high)| (100.0 * low, 100.0 * high));
        let cells = vec![
            Cell::text(domain(view, found.sample.as_ref(), &own.of)),
            Cell::count(own.claims),
            Cell::count(own.seen),
            Cell::count(own.confirmed),
            Cell::count(own.partly),
            Cell::count(own.refuted),
            Cell::percent(own.share.map(|share| 100.0 * share.value), 0),
            Cell::range(interval, 0),
            how(view, own),
        ];
        grid.add(cells, if own.of == Domain::Nation { Weight::Strong } else { Weight::Normal });
    }
    if found.shares.iter().any(|own| own.share.is_some_and(|share| share.interval.is_some())) {
        let confidence = Value::Percent(100.0 * found.confidence, 0);
        grid.notes.push(locale.say("audit.shares-note", &[("confidence", confidence)]));
    }
    if found.shares.iter().any(is_unsure) {
        grid.notes.push(locale.word("audit.unsure-note"));
    }
    grid.notes.push(locale.word("audit.whole-note"));
    (!grid.rows.is_empty()).then_some(grid)
}

fn how(view: &View, own: &ConfirmedShare) -> Cell {
    let key = match own.how {
        _ if own.share.is_none() => return Cell::empty(),
        How::Census => "audit.census",
        How::Hypergeometric => "audit.hypergeometric",
        How::HorvitzThompson => "audit.horvitz-thompson",
    };
    Cell::text(view.locale.word(key)).toned(Tone::Quiet)
}

/// What the audit makes of evidence, beside what the method takes it for.
fn caps(view: &View, found: &Audit) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("worklist.evidence-grade")),
        Column::words(locale.word("audit.scale")),
        Column::numbers(locale.word("audit.seen-heading")),
        Column::numbers(locale.word("audit.mean-claimed")),
        Column::numbers(locale.word("audit.mean-found")),
        Column::numbers(locale.word("audit.worth")),
        Column::numbers(locale.word("audit.interval")),
        Column::numbers(locale.word("audit.cap")),
    ];
    let mut grid = Grid::new(locale.word("audit.caps"), heads);
    let share = |value: f64| Cell::percent(Some(100.0 * value), 0);
    for own in found.caps.iter().filter(|_| view.selection.is_everybody()) {
        let scale = own.scale.and_then(|scale| view.framework.scales.get(scale));
        let title = scale.map_or_else(|| locale.word("audit.all-scales"), |scale| locale.tell(&scale.title));
        let interval = own.ratio.interval.map(|(low, high)| (100.0 * low, 100.0 * high));
        let cells = vec![
            Cell::code(view.grade(Some(own.grade)).unwrap_or_default()),
            Cell::text(title),
            Cell::count(own.seen),
            share(own.claimed),
            share(own.found),
            share(own.ratio.value),
            Cell::range(interval, 0),
            Cell::percent(own.used.map(|cap| 100.0 * cap), 0),
        ];
        grid.add(cells, if own.scale.is_none() { Weight::Strong } else { Weight::Normal });
    }
    grid.notes.push(locale.word("audit.caps-note"));
    (!grid.rows.is_empty()).then_some(grid)
}

fn failed(view: &View, found: &Audit) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::numbers(locale.word("audit.seen-heading")),
        Column::numbers(outcome_word(locale, AuditOutcome::Refuted)),
        Column::numbers(outcome_word(locale, AuditOutcome::Partly)),
    ];
    let mut grid = Grid::new(locale.word("audit.failed"), heads);
    for own in found.failed.iter().filter(|own| is_told(view, own.agency)).take(LISTED) {
        grid.push(vec![
            name(view, own.agency),
            Cell::count(own.seen),
            Cell::count(own.refuted).toned(if own.refuted > 0 { Tone::Bad } else { Tone::Plain }),
            Cell::count(own.partly).toned(if own.partly > 0 { Tone::Doubtful } else { Tone::Plain }),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// Claims that do not hold, or not wholly.
fn false_claims(view: &View, found: &Audit, calculation: &Calculation) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("common.code")),
        Column::words(locale.word("common.criterion")),
        Column::words(locale.word("audit.outcome")),
        Column::numbers(locale.word("truth.claimed")),
        Column::numbers(locale.word("audit.found")),
    ];
    let mut grid = Grid::new(locale.word("audit.false-claims"), heads);
    let fails = |own: &&JudgedClaim| own.outcome != AuditOutcome::Confirmed && is_told(view, own.agency);
    for own in found.claims.iter().filter(fails).take(LISTED) {
        let asked = &view.framework.criteria[own.criterion];
        let tone = if own.outcome == AuditOutcome::Refuted { Tone::Bad } else { Tone::Doubtful };
        grid.push(vec![
            name(view, own.agency),
            Cell::code(asked.code.as_str()),
            Cell::text(locale.tell(&asked.text)),
            Cell::text(outcome_word(locale, own.outcome)).toned(tone),
            valued(view, calculation, own.criterion, own.claimed),
            valued(view, calculation, own.criterion, own.found),
        ]);
    }
    let left_out = found.claims.iter().filter(fails).count().saturating_sub(grid.rows.len());
    if left_out > 0 {
        grid.notes.push(locale.say("worklist.left-out", &[("count", Value::from(left_out))]));
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// A value on its scale in percent; of a scale without ends as it is.
fn valued(view: &View, calculation: &Calculation, criterion: usize, value: Option<f64>) -> Cell {
    let scale = view.framework.scale(&view.framework.criteria[criterion].scale);
    let range = calculation.item_of(criterion).map(|item| calculation.items[item].range);
    match range {
        Some((low, high)) if (high - low).is_finite() && high > low => {
            Cell::percent(value.map(|value| 100.0 * (value - low) / (high - low)), 0)
        }
        _ if scale.is_some_and(|scale| scale.kind == ScaleKind::Count) => Cell::number(value, 0),
        _ => Cell::number(value, 2),
    }
}

fn agreement(view: &View, found: &Audit) -> Option<String> {
    let locale = view.locale;
    let own = found.agreement?;
    let values = [("count", Value::from(own.claims)), ("alike", Value::Phrase(locale.count(own.alike as u64)))];
    let told = locale.say("audit.agreement", &values);
    let kappa =
        own.kappa.map(|kappa| locale.say("audit.kappa", &[("kappa", Value::Phrase(with_interval(locale, &kappa, 2)))]));
    Some([told].into_iter().chain(kappa).collect::<Vec<_>>().join(" "))
}

fn stages(view: &View, found: &Audit) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("audit.column")),
        Column::numbers(locale.word("audit.before")),
        Column::numbers(locale.word("audit.after")),
    ];
    let mut grid = Grid::new(locale.word("audit.stages"), heads);
    for own in found.stages.iter().filter(|own| is_told(view, own.agency)).take(LISTED) {
        grid.push(vec![
            name(view, own.agency),
            Cell::text(view.truth(own.truth)),
            view.reached_cell(own.before),
            view.reached_cell(own.after),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}

/// Checked scores of stages, which is what an audit is for.
fn scores(view: &View, found: &Audit) -> Option<Grid> {
    let locale = view.locale;
    let heads = vec![
        Column::words(locale.word("common.agency")),
        Column::words(locale.word("audit.dimension")),
        Column::numbers(locale.word("audit.before")),
        Column::numbers(locale.word("audit.after")),
        Column::numbers(locale.word("audit.change")),
    ];
    let mut grid = Grid::new(locale.word("audit.scores"), heads);
    let decimals = view.decimals().max(1);
    let leads = |dimension: usize| {
        let role = view.framework.dimensions[dimension].role;
        matches!(role, DimensionRole::Stage | DimensionRole::Index)
    };
    let own = found
        .scores
        .iter()
        .filter(|own| own.truth == Truth::Checked && leads(own.dimension) && is_told(view, own.agency));
    for change in own.take(LISTED) {
        let difference = change.before.zip(change.after).map(|(before, after)| after - before);
        grid.push(vec![
            name(view, change.agency),
            Cell::text(view.dimension(change.dimension)),
            Cell::number(change.before, decimals),
            Cell::number(change.after, decimals),
            Cell::difference(difference, decimals),
        ]);
    }
    (!grid.rows.is_empty()).then_some(grid)
}
