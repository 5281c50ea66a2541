//! What changes are due to and how sure they are, as tables.
use crate::attribution::Difference;
use crate::change::{Cause, Chance, Changes, Share, Span, SuccessionKind, Way};
use crate::report::tables::{Book, Kind, count, number};
use crate::series::Series;
use crate::table::{Cell, Table};
use crate::truth::Truth;

/// Written where periods were compared.
pub(in crate::report) const KINDS: &[Kind] = &[
    Kind {
        name: "change_sure",
        columns: &[
            "period",
            "from",
            "agency",
            "dimension",
            "column",
            "before",
            "after",
            "change",
            "rose",
            "fell",
            "change_low",
            "change_high",
            "way",
            "whatever_missing",
        ],
        rows: sure,
    },
    Kind {
        name: "change_causes",
        columns: &["period", "from", "agency", "dimension", "column", "cause", "criteria", "share"],
        rows: causes,
    },
    Kind {
        name: "change_nation",
        columns: &[
            "period",
            "from",
            "dimension",
            "column",
            "before",
            "after",
            "agencies_before",
            "agencies_after",
            "both",
            "both_before",
            "both_after",
            "left",
            "entered",
            "answers",
            "evidence",
            "register",
            "method",
            "rose",
            "fell",
            "change_low",
            "change_high",
            "way",
        ],
        rows: nation,
    },
    Kind { name: "change_successions", columns: &["period", "agency", "kind", "successors"], rows: successions },
];

/// Stable name of a cause.
pub(in crate::report) fn code(cause: Cause) -> &'static str {
    match cause {
        Cause::Evidence => "evidence",
        Cause::Register => "register",
        Cause::Method => "method",
    }
}

fn found<'a>(book: &Book<'a>) -> Option<&'a Changes> {
    book.series.sections.change.as_ref()
}

fn spans<'a>(book: &Book<'a>) -> impl Iterator<Item = (&'a Changes, &'a Span)> + use<'a> {
    found(book).into_iter().flat_map(|found| found.spans.iter().map(move |span| (found, span)))
}

fn way(way: Way) -> Cell {
    Cell::text(match way {
        Way::Up => "up",
        Way::Down => "down",
        Way::Neither => "neither",
    })
}

fn chance(chance: Option<&Chance>) -> [Cell; 5] {
    chance.map_or_else(
        || [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty],
        |own| [number(own.rose), number(own.fell), number(own.low), number(own.high), way(own.way)],
    )
}

fn sure(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for (found, span) in spans(book) {
        for agency in span.agencies.iter().filter(|own| book.keeps(own.agency)) {
            for own in &agency.dimensions {
                let mut row = vec![
                    book.period(span.to),
                    book.period(span.from),
                    book.agency(agency.agency),
                    book.dimension(own.dimension),
                    Cell::text(found.truth.name()),
                    number(own.before),
                    number(own.after),
                    number(own.change()),
                ];
                row.extend(chance(own.chance.as_ref()));
                row.push(own.whatever_missing.map_or(Cell::Empty, way));
                emit(row);
            }
        }
    }
}

fn criteria(book: &Book, share: &Share) -> Cell {
    let codes = share.criteria.iter().map(|criterion| book.series.framework.criteria[*criterion].code.as_str());
    Cell::text(codes.collect::<Vec<_>>().join(";"))
}

fn causes(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for (found, span) in spans(book) {
        for agency in span.agencies.iter().filter(|own| book.keeps(own.agency)) {
            for own in &agency.dimensions {
                let Some(bridge) = &own.bridge else { continue };
                let answers = bridge.answers.iter().map(|share| ("answers", criteria(book, share), share.share));
                let others = span.causes.iter().zip(&bridge.causes);
                let others = others.map(|(cause, share)| (code(*cause), Cell::Empty, *share));
                for (cause, criteria, share) in answers.chain(others) {
                    emit(vec![
                        book.period(span.to),
                        book.period(span.from),
                        book.agency(agency.agency),
                        book.dimension(own.dimension),
                        Cell::text(found.truth.name()),
                        Cell::text(cause),
                        criteria,
                        number(share),
                    ]);
                }
            }
        }
    }
}

fn nation(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    for (found, span) in spans(book).filter(|_| book.whole()) {
        for own in &span.nation {
            let of = |cause: Cause| {
                let place = span.causes.iter().position(|known| *known == cause);
                place.and_then(|place| own.causes.get(place)).map_or(Cell::Empty, |share| number(*share))
            };
            let mut row = vec![
                book.period(span.to),
                book.period(span.from),
                book.dimension(own.dimension),
                Cell::text(found.truth.name()),
                number(own.before),
                number(own.after),
                count(own.agencies_before),
                count(own.agencies_after),
                count(own.both),
                number(own.both_before),
                number(own.both_after),
                number(own.left),
                number(own.entered),
                own.answers.map_or(Cell::Empty, number),
            ];
            row.extend([Cause::Evidence, Cause::Register, Cause::Method].map(of));
            row.extend(chance(own.chance.as_ref()));
            emit(row);
        }
    }
}

/// Why one agency stands above another, criterion by criterion.
pub fn rivals(series: &Series, own: usize, other: usize, truth: Truth, found: &[Difference]) -> Table {
    let columns = ["agency", "against", "dimension", "column", "own", "other", "criteria", "answer", "evidence"];
    let columns = columns.map(str::to_owned).to_vec();
    let mut table = Table { name: "rivals".to_owned(), columns, rows: Vec::new() };
    let agency = |agency: usize| Cell::text(series.survey.agencies[agency].code.as_str());
    for difference in found {
        let head = || {
            vec![
                agency(own),
                agency(other),
                Cell::text(series.framework.dimensions[difference.dimension].code.as_str()),
                Cell::text(truth.name()),
                number(difference.own),
                number(difference.other),
            ]
        };
        for part in difference.criteria.iter().flatten() {
            let codes = part.criteria.iter().map(|criterion| series.framework.criteria[*criterion].code.as_str());
            let mut row = head();
            row.push(Cell::text(codes.collect::<Vec<_>>().join(";")));
            row.extend([number(part.answer), number(part.evidence)]);
            table.rows.push(row);
        }
        if difference.criteria.is_none() {
            let mut row = head();
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty]);
            table.rows.push(row);
        }
    }
    table
}

fn successions(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    let Some(last) = found.spans.last() else { return };
    for own in found.successions.iter().filter(|own| book.keeps(own.agency)) {
        let codes: Vec<&str> =
            own.successors.iter().map(|agency| book.series.survey.agencies[*agency].code.as_str()).collect();
        emit(vec![
            book.period(last.to),
            book.agency(own.agency),
            Cell::text(match own.kind {
                SuccessionKind::Renamed => "renamed",
                SuccessionKind::Merged => "merged",
                SuccessionKind::Split => "split",
            }),
            Cell::text(codes.join(";")),
        ]);
    }
}
