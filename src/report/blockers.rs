//! What stands between agencies and their next stage, and whose move it is.
use crate::assessment::AgencyAssessment;
use crate::document::{Cell, Column, Grid, Tone};
use crate::framework::Level;
use crate::locale::Value;
use crate::report::view::View;
use crate::score::Ladder;

/// Gates listed and drawn before the rest is counted.
pub(in crate::report) const LISTED: usize = 15;

/// Who can change the answer to a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Mover {
    /// The agency alone.
    Agency,
    /// Another body, as the agency says.
    Other,
    /// Only a law or a national platform.
    Nation,
}

impl Mover {
    pub(in crate::report) const ALL: [Mover; 3] = [Mover::Agency, Mover::Other, Mover::Nation];

    pub(in crate::report) fn phrase(self) -> &'static str {
        match self {
            Mover::Agency => "blockers.agency",
            Mover::Other => "blockers.other",
            Mover::Nation => "blockers.nation",
        }
    }
}

/// A gate of their next stage that agencies do not meet.
pub(in crate::report) struct Blocker<'a> {
    pub(in crate::report) criterion: usize,
    pub(in crate::report) agencies: Vec<(&'a AgencyAssessment, Mover)>,
}

impl Blocker<'_> {
    /// Agencies in which the move is somebody's.
    pub(in crate::report) fn moved_by(&self, mover: Mover) -> usize {
        self.agencies.iter().filter(|(_, own)| *own == mover).count()
    }
}

/// Gates of the next stage that agencies do not meet in the leading column, those of most agencies first.
pub(in crate::report) fn blockers<'a>(view: &View<'a>) -> Vec<Blocker<'a>> {
    let mut blockers: Vec<Blocker<'a>> = Vec::new();
    for agency in &view.agencies {
        for criterion in unmet(view, agency) {
            let own = (*agency, mover(view, agency, criterion));
            match blockers.iter_mut().find(|blocker| blocker.criterion == criterion) {
                Some(blocker) => blocker.agencies.push(own),
                None => blockers.push(Blocker { criterion, agencies: vec![own] }),
            }
        }
    }
    blockers.sort_by_key(|blocker| (std::cmp::Reverse(blocker.agencies.len()), blocker.criterion));
    blockers
}

/// Gates of the next stage that an agency does not meet in the leading column.
pub(in crate::report) fn unmet(view: &View, agency: &AgencyAssessment) -> Vec<usize> {
    let Some(judgement) = agency.judgements.get(view.lead).as_deref() else { return Vec::new() };
    let stage = judgement.ladder.as_ref().and_then(Ladder::next_stage);
    stage.into_iter().flat_map(|stage| judgement.unmet_gates(stage)).map(|gate| gate.criterion).collect()
}

/// Who can change an agency's answer to a criterion.
pub(in crate::report) fn mover(view: &View, agency: &AgencyAssessment, criterion: usize) -> Mover {
    if !agency.not_controlled.contains(&criterion) {
        return Mover::Agency;
    }
    let mut nationals = view.framework.criteria[criterion].held_by.iter();
    let held = nationals.any(|code| view.framework.criterion(code.as_str()).is_some_and(|item| is_absent(view, item)));
    if held { Mover::Nation } else { Mover::Other }
}

/// Whether the material can tell that a move is anybody's but the agency's own: by national items, or by agencies that
/// mark what they do not control.
pub(in crate::report) fn are_told(view: &View) -> bool {
    let national = view.framework.criteria.iter().any(|criterion| criterion.level == Level::National);
    national || view.agencies.iter().any(|agency| !agency.not_controlled.is_empty())
}

/// Whether a criterion cannot be met without a national item.
fn leans(view: &View, criterion: usize, item: usize) -> bool {
    let code = &view.framework.criteria[item].code;
    view.framework.criteria[criterion].held_by.iter().any(|national| national == code)
}

/// Whether a national item is known to be absent, as what an agency can attain alone takes it to be.
fn is_absent(view: &View, item: usize) -> bool {
    let known = view.assessment.national.iter().find(|known| known.criterion == item);
    known.and_then(|known| known.value.claimed).is_some_and(|value| value <= 0.0)
}

/// The gates that hold back most agencies, and in how many of them whose move it is.
pub(in crate::report) fn table(view: &View, blockers: &[Blocker]) -> Option<Grid> {
    let locale = view.locale;
    let mut columns = vec![
        Column::words(locale.word("common.code")),
        Column::words(locale.word("blockers.gate")),
        Column::numbers(locale.word("blockers.held-back")),
    ];
    columns.extend(Mover::ALL.map(|mover| Column::numbers(locale.word(mover.phrase()))));
    let caption = locale.say("blockers.caption", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let mut grid = Grid::new(caption, columns);
    for blocker in blockers.iter().take(LISTED) {
        let criterion = &view.framework.criteria[blocker.criterion];
        let mut cells = vec![
            Cell::code(criterion.code.as_str()),
            Cell::text(locale.tell(&criterion.text)),
            Cell::count(blocker.agencies.len()),
        ];
        cells.extend(Mover::ALL.map(|mover| quiet(blocker.moved_by(mover))));
        grid.push(cells);
    }
    let more = blockers.len().saturating_sub(LISTED);
    if more > 0 {
        grid.notes.push(locale.say("blockers.more", &[("count", Value::from(more))]));
    }
    grid.notes.push(locale.word("blockers.note"));
    (!grid.rows.is_empty()).then_some(grid)
}

/// A national item that is absent, and what cannot be met without it.
pub(in crate::report) struct Owed {
    pub(in crate::report) criterion: usize,
    /// Agencies with an unmet gate of the next stage that cannot be met without it.
    pub(in crate::report) agencies: usize,
    /// Yearly transactions of their services.
    pub(in crate::report) transactions: f64,
}

/// National items that agencies wait for, those of most agencies, then of most transactions, first.
pub(in crate::report) fn owed(view: &View, blockers: &[Blocker]) -> Vec<Owed> {
    let survey = &view.series.survey;
    let volume = |agency: &AgencyAssessment| -> f64 {
        let own = survey.services.iter().filter(|service| service.agency == agency.agency);
        own.filter_map(|service| service.numbers.get("yearly_transactions")).sum()
    };
    let mut owed: Vec<Owed> = Vec::new();
    for position in (0..view.framework.criteria.len()).filter(|item| is_absent(view, *item)) {
        let leans = |blocker: &&Blocker| leans(view, blocker.criterion, position);
        let held = blockers.iter().filter(leans).flat_map(|blocker| &blocker.agencies);
        let mut waiting: Vec<&AgencyAssessment> =
            held.filter(|(_, mover)| *mover == Mover::Nation).map(|(agency, _)| *agency).collect();
        waiting.sort_by_key(|agency| agency.agency);
        waiting.dedup_by_key(|agency| agency.agency);
        if !waiting.is_empty() {
            let transactions = waiting.iter().map(|agency| volume(agency)).sum();
            owed.push(Owed { criterion: position, agencies: waiting.len(), transactions });
        }
    }
    owed.sort_by(|a, b| {
        (b.agencies, b.transactions).partial_cmp(&(a.agencies, a.transactions)).unwrap_or(std::cmp::Ordering::Equal)
    });
    owed
}

/// What only the nation can give, ranked by what it unblocks.
pub(in crate::report) fn bill(view: &View, owed: &[Owed]) -> Option<Grid> {
    let locale = view.locale;
    let mut columns = vec![Column::words(locale.word("common.code")), Column::words(locale.word("blockers.national"))];
    columns.push(Column::numbers(locale.word("blockers.stands")));
    columns.push(Column::numbers(locale.word("blockers.waiting")));
    columns.push(Column::numbers(locale.word("blockers.transactions")));
    let mut grid = Grid::new(locale.word("blockers.bill"), columns);
    for one in owed {
        let criterion = &view.framework.criteria[one.criterion];
        let known = view.assessment.national.iter().find(|known| known.criterion == one.criterion);
        let value = known.and_then(|known| *known.value.get(view.lead));
        grid.push(vec![
            Cell::code(criterion.code.as_str()),
            Cell::text(locale.tell(&criterion.text)),
            Cell::percent(value.map(|value| value * 100.0), 0),
            Cell::count(one.agencies),
            Cell::number((one.transactions > 0.0).then_some(one.transactions), 0),
        ]);
    }
    grid.notes.push(locale.word("blockers.bill-note"));
    (!grid.rows.is_empty()).then_some(grid)
}

fn quiet(count: usize) -> Cell {
    let cell = Cell::count(count);
    if count == 0 { cell.toned(Tone::Quiet) } else { cell }
}
