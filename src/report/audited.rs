//! What auditors found, as tables.
use crate::audit::{Audit, Domain, How};
use crate::report::tables::{Book, Kind, count, flag, number, stage};
use crate::table::Cell;

/// Written where verdicts were entered.
pub(in crate::report) const KINDS: &[Kind] = &[
    Kind {
        name: "audit_shares",
        columns: &[
            "period",
            "of",
            "grade",
            "group",
            "claims",
            "seen",
            "agencies",
            "confirmed",
            "partly",
            "refuted",
            "share",
            "low",
            "high",
            "how",
        ],
        rows: shares,
    },
    Kind {
        name: "audit_caps",
        columns: &[
            "period",
            "grade",
            "scale",
            "seen",
            "claimed",
            "found",
            "ratio",
            "ratio_low",
            "ratio_high",
            "cap_used",
        ],
        rows: caps,
    },
    Kind {
        name: "audit_claims",
        columns: &["period", "agency", "criterion", "outcome", "grade", "claimed", "found", "auditors", "drawn"],
        rows: claims,
    },
    Kind { name: "audit_agencies", columns: &["period", "agency", "seen", "refuted", "partly"], rows: agencies },
    Kind { name: "audit_stages", columns: &["period", "agency", "column", "before", "after"], rows: stages },
    Kind {
        name: "audit_scores",
        columns: &["period", "agency", "dimension", "column", "before", "after"],
        rows: scores,
    },
];

fn found<'a>(book: &Book<'a>) -> Option<&'a Audit> {
    book.series.sections.audit.as_ref()
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, Cell::text)
}

fn shares(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book).filter(|_| book.whole()) else { return };
    for own in &found.shares {
        let (of, grade, group) = match &own.of {
            Domain::Nation => ("nation", None, None),
            Domain::Grade { grade } => ("grade", grade.as_ref(), None),
            Domain::Group { group } => ("group", None, group.as_deref()),
            Domain::Stratum { grade, group } => ("stratum", grade.as_ref(), group.as_deref()),
        };
        let interval = own.share.and_then(|share| share.interval);
        emit(vec![
            book.period(found.period),
            Cell::text(of),
            text(grade.map(|grade| grade.as_str())),
            text(group),
            count(own.claims),
            count(own.seen),
            count(own.agencies),
            count(own.confirmed),
            count(own.partly),
            count(own.refuted),
            own.share.map_or(Cell::Empty, |share| number(share.value)),
            interval.map_or(Cell::Empty, |(low, _)| number(low)),
            interval.map_or(Cell::Empty, |(_, high)| number(high)),
            text(own.share.map(|_| match own.how {
                How::Census => "census",
                How::Hypergeometric => "hypergeometric",
                How::HorvitzThompson => "horvitz-thompson",
            })),
        ]);
    }
}

fn caps(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book).filter(|_| book.whole()) else { return };
    for own in &found.caps {
        let scale = own.scale.and_then(|scale| book.series.framework.scales.get(scale));
        let interval = own.ratio.interval;
        emit(vec![
            book.period(found.period),
            book.grade(Some(own.grade)),
            text(scale.map(|scale| scale.code.as_str())),
            count(own.seen),
            number(own.claimed),
            number(own.found),
            number(own.ratio.value),
            interval.map_or(Cell::Empty, |(low, _)| number(low)),
            interval.map_or(Cell::Empty, |(_, high)| number(high)),
            own.used.map_or(Cell::Empty, number),
        ]);
    }
}

fn claims(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in found.claims.iter().filter(|own| book.keeps(own.agency)) {
        emit(vec![
            book.period(found.period),
            book.agency(own.agency),
            Cell::text(book.series.framework.criteria[own.criterion].code.as_str()),
            Cell::text(own.outcome.name()),
            book.grade(own.grade),
            own.claimed.map_or(Cell::Empty, number),
            own.found.map_or(Cell::Empty, number),
            count(own.auditors),
            flag(own.drawn),
        ]);
    }
}

fn agencies(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in found.failed.iter().filter(|own| book.keeps(own.agency)) {
        let counts = [own.seen, own.refuted, own.partly].map(count);
        emit([book.period(found.period), book.agency(own.agency)].into_iter().chain(counts).collect());
    }
}

fn stages(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in found.stages.iter().filter(|own| book.keeps(own.agency)) {
        emit(vec![
            book.period(found.period),
            book.agency(own.agency),
            Cell::text(own.truth.name()),
            own.before.map_or(Cell::Empty, stage),
            own.after.map_or(Cell::Empty, stage),
        ]);
    }
}

fn scores(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in found.scores.iter().filter(|own| book.keeps(own.agency)) {
        emit(vec![
            book.period(found.period),
            book.agency(own.agency),
            book.dimension(own.dimension),
            Cell::text(own.truth.name()),
            own.before.map_or(Cell::Empty, number),
            own.after.map_or(Cell::Empty, number),
        ]);
    }
}
