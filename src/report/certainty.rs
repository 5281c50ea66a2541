//! How sure the figures are, as tables.
use crate::report::tables::{Book, Kind, count, flag, number, stage};
use crate::robustness::{Effect, Estimate, Output, Robustness, Split};
use crate::table::Cell;

/// Written where robustness was computed.
pub(in crate::report) const KINDS: &[Kind] = &[
    Kind {
        name: "robustness_scores",
        columns: &[
            "period",
            "agency",
            "dimension",
            "column",
            "value",
            "low",
            "median",
            "high",
            "deviation",
            "rank",
            "rank_low",
            "rank_median",
            "rank_high",
            "rank_mean",
            "publishable",
            "tier",
            "above_next",
            "survey_low",
            "survey_high",
            "method_low",
            "method_high",
            "share_survey",
            "share_method",
            "share_together",
            "missing",
        ],
        rows: scores,
    },
    Kind {
        name: "robustness_stages",
        columns: &[
            "period",
            "agency",
            "column",
            "reached",
            "stage",
            "at",
            "at_or_above",
            "unjudged",
            "steadfast",
            "changed_by",
        ],
        rows: stages,
    },
    Kind {
        name: "robustness_counts",
        columns: &["period", "column", "stage", "agencies", "low", "median", "high"],
        rows: counts,
    },
    Kind {
        name: "robustness_pairs",
        columns: &["period", "dimension", "column", "agency", "other", "above"],
        rows: pairs,
    },
    Kind {
        name: "robustness_sensitivity",
        columns: &[
            "period",
            "output",
            "stage",
            "agency",
            "dimension",
            "mean",
            "deviation",
            "setting",
            "first",
            "first_low",
            "first_high",
            "total",
            "total_low",
            "total_high",
            "shapley",
            "shapley_low",
            "shapley_high",
        ],
        rows: sensitivity,
    },
    Kind {
        name: "robustness_parts",
        columns: &["period", "change", "code", "value", "rank_shift", "higher", "lower", "score_shift"],
        rows: parts,
    },
];

fn found<'a>(book: &Book<'a>) -> Option<&'a Robustness> {
    book.series.sections.robustness.as_ref()
}

fn ends(interval: Option<(f64, f64)>) -> [Cell; 2] {
    interval.map_or([Cell::Empty, Cell::Empty], |(low, high)| [number(low), number(high)])
}

fn scores(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for range in &found.dimensions {
        for (agency, own) in found.agencies.iter().zip(&range.agencies) {
            let Some(own) = own.as_ref().filter(|_| book.keeps(*agency)) else { continue };
            let share = |pick: fn(&Split) -> f64| own.split.as_ref().map_or(Cell::Empty, |split| number(pick(split)));
            let mut row = vec![
                book.period(found.period),
                book.agency(*agency),
                book.dimension(range.dimension),
                Cell::text(found.truth.name()),
                number(own.value),
                number(own.score.low),
                number(own.score.median),
                number(own.score.high),
                number(own.deviation),
                Cell::Count(own.rank.into()),
                number(own.ranks.low),
                number(own.ranks.median),
                number(own.ranks.high),
                number(own.mean_rank),
                flag(own.publishable),
                count(own.tier),
                own.above_next.map_or(Cell::Empty, number),
            ];
            row.extend(ends(own.survey_alone).into_iter().chain(ends(own.method_alone)));
            row.extend([share(|split| split.survey), share(|split| split.method), share(|split| split.together)]);
            row.push(number(own.missing));
            emit(row);
        }
    }
}

fn stages(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for (agency, own) in found.agencies.iter().zip(&found.stages).filter(|(agency, _)| book.keeps(**agency)) {
        let settings: Vec<&str> =
            own.changed_by.iter().map(|place| found.settings.assumptions[*place].setting.as_str()).collect();
        for (number_of, share) in own.at.iter().enumerate() {
            emit(vec![
                book.period(found.period),
                book.agency(*agency),
                Cell::text(found.truth.name()),
                stage(own.reached),
                count(number_of),
                number(*share),
                number(own.at_or_above(number_of)),
                number(own.unjudged),
                flag(own.is_steadfast()),
                Cell::text(settings.join(" ")),
            ]);
        }
    }
}

fn counts(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for (place, range) in found.counts.iter().enumerate() {
        let mut row = vec![book.period(found.period), Cell::text(found.truth.name()), count(place + 1)];
        row.extend([range.nominal, range.low, range.median, range.high].map(number));
        emit(row);
    }
}

fn pairs(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for range in &found.dimensions {
        for (place, above) in range.above.iter().enumerate() {
            let own = found.agencies[place];
            for (other, share) in above.iter().enumerate().filter(|(other, _)| *other != place) {
                if book.keeps(own) && range.agencies[place].is_some() && range.agencies[other].is_some() {
                    emit(vec![
                        book.period(found.period),
                        book.dimension(range.dimension),
                        Cell::text(found.truth.name()),
                        book.agency(own),
                        book.agency(found.agencies[other]),
                        number(*share),
                    ]);
                }
            }
        }
    }
}

fn sensitivity(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in found.sensitivity.iter().flat_map(|found| &found.outputs) {
        let (name, at, agency, dimension) = match own.output {
            Output::RankShift => ("rank-shift", Cell::Empty, Cell::Empty, Cell::Empty),
            Output::AtOrAbove(number) => ("at-or-above", count(number), Cell::Empty, Cell::Empty),
            Output::Score { agency, dimension } => {
                ("score", Cell::Empty, book.agency(agency), book.dimension(dimension))
            }
        };
        for (assumption, indices) in found.settings.assumptions.iter().zip(&own.indices) {
            let mut row = vec![
                book.period(found.period),
                Cell::text(name),
                at.clone(),
                agency.clone(),
                dimension.clone(),
                number(own.mean),
                number(own.deviation),
                Cell::text(&assumption.setting),
            ];
            for Estimate { value, interval } in [indices.first, indices.total, indices.shapley] {
                row.push(number(value));
                row.extend(ends(interval));
            }
            emit(row);
        }
    }
}

fn parts(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    let mut line = |change: &str, code: Cell, value: Cell, effect: &Effect| {
        let mut row = vec![book.period(found.period), Cell::text(change), code, value];
        row.extend([effect.rank_shift, effect.higher, effect.lower, effect.score_shift].map(number));
        emit(row);
    };
    for own in &found.alternatives {
        let setting = Cell::text(&found.settings.assumptions[own.assumption].setting);
        let value = own.value.as_ref().map_or(Cell::Empty, |value| match value.as_str() {
            Some(text) => Cell::text(text),
            None => Cell::text(value.to_string()),
        });
        if let Some(effect) = &own.effect {
            line("setting", setting, value, effect);
        }
    }
    let code = |criterion: usize| Cell::text(book.series.framework.criteria[criterion].code.as_str());
    for own in &found.without_criteria {
        line("without-criterion", code(own.criterion), Cell::Empty, &own.effect);
    }
    for own in &found.without_gates {
        line("without-gate", code(own.criterion), Cell::Empty, &own.effect);
    }
    if let Some(effect) = &found.not_applicable {
        line("not-applicable-as-worst", Cell::Empty, Cell::Empty, effect);
    }
}
