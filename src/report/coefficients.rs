//! What a researcher asks and what a referee would object to, as tables.
use crate::lint::Gravity;
use crate::locale::plain;
use crate::report::doubts::told;
use crate::report::tables::{Book, Kind, count, flag, number, stage};

use crate::robustness::Estimate;
use crate::statistics::{Attempt, Correlated, DateFault, Reason, Size, Statistics, Tested};
use crate::table::Cell;

/// Written where statistics were computed.
pub(in crate::report) const KINDS: &[Kind] = &[
    Kind {
        name: "statistics_reliability",
        columns: &[
            "period",
            "dimension",
            "column",
            "measurement",
            "criteria",
            "agencies",
            "alpha",
            "alpha_low",
            "alpha_high",
            "alpha_standardised",
            "omega",
            "heywood",
            "kmo",
            "bartlett",
            "bartlett_df",
            "bartlett_p",
            "components",
            "refused",
        ],
        rows: reliability,
    },
    Kind {
        name: "statistics_items",
        columns: &["period", "dimension", "criterion", "item_total", "alpha_without", "loading"],
        rows: items,
    },
    Kind {
        name: "statistics_components",
        columns: &["period", "dimension", "component", "variance", "by_chance"],
        rows: components,
    },
    Kind {
        name: "statistics_loadings",
        columns: &["period", "dimension", "component", "criterion", "loading"],
        rows: loadings,
    },
    Kind {
        name: "statistics_agreement",
        columns: &[
            "period",
            "among",
            "code",
            "units",
            "answers",
            "coefficient",
            "value",
            "low",
            "high",
            "alike",
            "claim_higher",
            "refused",
        ],
        rows: agreement,
    },
    Kind {
        name: "statistics_correlations",
        columns: &[
            "period",
            "of",
            "first",
            "second",
            "agencies",
            "coefficient",
            "value",
            "low",
            "high",
            "p",
            "p_adjusted",
            "overlap",
        ],
        rows: correlations,
    },
    Kind {
        name: "statistics_stages",
        columns: &["period", "what", "of", "value", "low", "high", "agencies", "higher", "lower"],
        rows: stages,
    },
    Kind {
        name: "statistics_convergent",
        columns: &[
            "period",
            "kpi",
            "dimension",
            "agencies",
            "spearman",
            "low",
            "high",
            "p",
            "p_adjusted",
            "lower_is_better",
            "left_out",
        ],
        rows: convergent,
    },
    Kind {
        name: "statistics_groups",
        columns: &[
            "period",
            "column",
            "group",
            "dimension",
            "agencies",
            "silent",
            "mean",
            "deviation",
            "lower",
            "median",
            "upper",
            "mean_low",
            "mean_high",
        ],
        rows: groups,
    },
    Kind {
        name: "statistics_tests",
        columns: &[
            "period",
            "column",
            "dimension",
            "test",
            "statistic",
            "df",
            "p",
            "p_adjusted",
            "effect",
            "low",
            "high",
            "refused",
        ],
        rows: tests,
    },
    Kind {
        name: "statistics_pairs",
        columns: &[
            "period",
            "column",
            "dimension",
            "first",
            "second",
            "statistic",
            "p",
            "p_adjusted",
            "superiority",
            "superiority_low",
            "superiority_high",
            "shift",
            "shift_low",
            "shift_high",
        ],
        rows: pairs,
    },
    Kind {
        name: "statistics_differential",
        columns: &[
            "period",
            "column",
            "criterion",
            "reference",
            "focal",
            "reference_count",
            "focal_count",
            "chi_squared",
            "p",
            "p_adjusted",
            "difference",
            "low",
            "high",
            "class",
            "refused",
        ],
        rows: differential,
    },
    Kind {
        name: "statistics_integrity",
        columns: &["period", "what", "agency", "other", "criterion", "count", "of", "value", "stage"],
        rows: integrity,
    },
];

/// Written where doubts were looked for.
pub(in crate::report) const DOUBTS: &[Kind] = &[
    Kind { name: "lint", columns: &["period", "code", "gravity", "message"], rows: doubts },
    Kind {
        name: "lint_influence",
        columns: &["period", "dimension", "part", "weight", "influence", "low", "high"],
        rows: influences,
    },
];

fn found<'a>(book: &Book<'a>) -> Option<&'a Statistics> {
    book.series.sections.statistics.as_ref()
}

fn optional(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, number)
}

/// Value and both ends.
fn estimate(own: Option<&Estimate>) -> [Cell; 3] {
    let ends = own.and_then(|own| own.interval);
    [optional(own.map(|own| own.value)), optional(ends.map(|ends| ends.0)), optional(ends.map(|ends| ends.1))]
}

fn refusal(reason: Option<Reason>) -> Cell {
    reason.map_or(Cell::Empty, |reason| {
        Cell::text(match reason {
            Reason::TooFew { .. } => "too-few",
            Reason::FewerThanItems { .. } => "fewer-than-items",
            Reason::TooFewGroups { .. } => "too-few-groups",
            Reason::NoVariation => "no-variation",
            Reason::OnlyDisagreement => "only-disagreement",
            Reason::Singular => "singular",
        })
    })
}

fn freedom(test: &Tested) -> Cell {
    let parts: Vec<String> = test.freedom.iter().map(ToString::to_string).collect();
    if parts.is_empty() { Cell::Empty } else { Cell::text(parts.join(";")) }
}

fn code(book: &Book, criterion: usize) -> Cell {
    Cell::text(book.series.framework.criteria[criterion].code.as_str())
}

fn reliability(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.reliability {
        let (alpha, structure) = (own.alpha.found(), own.structure.found());
        let sphericity = structure.and_then(|own| own.sphericity.as_ref());
        let mut row = vec![
            book.period(found.period),
            book.dimension(own.dimension),
            Cell::text(found.truth.name()),
            if own.formative { Cell::text("formative") } else { Cell::Empty },
            count(own.criteria.len()),
            count(own.agencies),
        ];
        row.extend(estimate(alpha.map(|alpha| &alpha.raw)));
        row.extend([
            optional(alpha.and_then(|alpha| alpha.standardised)),
            optional(own.omega.found().map(|omega| omega.value)),
            own.omega.found().map_or(Cell::Empty, |omega| flag(omega.heywood)),
            optional(structure.and_then(|own| own.adequacy)),
            optional(sphericity.and_then(|test| test.statistic)),
            sphericity.map_or(Cell::Empty, freedom),
            optional(sphericity.map(|test| test.p)),
            structure.map_or(Cell::Empty, |own| count(own.kept)),
            refusal(own.alpha.refusal().or(own.structure.refusal())),
        ]);
        emit(row);
    }
}

fn items(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.reliability {
        for (place, criterion) in own.criteria.iter().enumerate() {
            let item = own.alpha.found().and_then(|alpha| alpha.items.get(place));
            let loading = own.omega.found().and_then(|omega| omega.loadings.get(place)).copied();
            emit(vec![
                book.period(found.period),
                book.dimension(own.dimension),
                code(book, *criterion),
                optional(item.and_then(|item| item.total)),
                optional(item.and_then(|item| item.without)),
                optional(loading),
            ]);
        }
    }
}

fn components(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.reliability {
        let Attempt::Computed(structure) = &own.structure else { continue };
        for (place, variance) in structure.variances.iter().enumerate() {
            emit(vec![
                book.period(found.period),
                book.dimension(own.dimension),
                count(place + 1),
                number(*variance),
                optional(structure.by_chance.get(place).copied()),
            ]);
        }
    }
}

fn loadings(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.reliability {
        let Attempt::Computed(structure) = &own.structure else { continue };
        for (place, component) in structure.loadings.iter().enumerate() {
            for (criterion, loading) in own.criteria.iter().zip(component) {
                emit(vec![
                    book.period(found.period),
                    book.dimension(own.dimension),
                    count(place + 1),
                    code(book, *criterion),
                    number(*loading),
                ]);
            }
        }
    }
}

fn agreement(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.respondents {
        for (coefficient, attempt) in [("krippendorff", &own.alpha), ("icc1", &own.intraclass)] {
            let mut row = vec![
                book.period(found.period),
                Cell::text("respondents"),
                code(book, own.criterion),
                count(own.agencies),
                count(own.answers),
                Cell::text(coefficient),
            ];
            row.extend(estimate(attempt.found()));
            row.extend([Cell::Empty, Cell::Empty, refusal(attempt.refusal())]);
            emit(row);
        }
    }
    for own in &found.assessors {
        let mut row = vec![
            book.period(found.period),
            Cell::text("assessors"),
            Cell::text(book.series.framework.scales[own.scale].code.as_str()),
            count(own.pairs),
            Cell::Empty,
            Cell::text("kappa"),
        ];
        row.extend(estimate(own.agreement.found()));
        row.extend([number(own.alike), number(own.higher), refusal(own.agreement.refusal())]);
        emit(row);
    }
}

fn correlations(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for pair in &found.dimensions {
        let kinds = [("pearson", pair.pearson), ("spearman", pair.spearman), ("kendall", pair.kendall)];
        for (kind, own) in kinds.into_iter().filter_map(|(kind, own)| Some((kind, own?))) {
            let mut row = vec![
                book.period(found.period),
                Cell::text("dimensions"),
                book.dimension(pair.first),
                book.dimension(pair.second),
                count(pair.agencies),
                Cell::text(kind),
            ];
            row.extend(correlated(&own));
            row.push(Cell::Empty);
            emit(row);
        }
    }
    for pair in &found.criteria {
        emit(vec![
            book.period(found.period),
            Cell::text("criteria"),
            code(book, pair.first),
            code(book, pair.second),
            count(pair.agencies),
            Cell::text("spearman"),
            number(pair.spearman),
            Cell::Empty,
            Cell::Empty,
            number(pair.p),
            number(pair.adjusted),
            flag(pair.overlap),
        ]);
    }
}

/// Value, ends, p and corrected p.
fn correlated(own: &Correlated) -> Vec<Cell> {
    let mut cells = estimate(Some(&own.coefficient)).to_vec();
    cells.extend([number(own.p), number(own.adjusted)]);
    cells
}

fn stages(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    let Some(order) = &found.order else { return };
    let mut line = |what: &str, of: String, value: [Cell; 3], agencies: Cell, moved: [Cell; 2]| {
        let mut row = vec![book.period(found.period), Cell::text(what), Cell::text(of)];
        row.extend(value);
        row.push(agencies);
        row.extend(moved);
        emit(row);
    };
    let none = || [Cell::Empty, Cell::Empty];
    let single = |value: Option<f64>| [optional(value), Cell::Empty, Cell::Empty];
    for (met, agencies) in &order.patterns {
        let pattern: String = met.iter().map(|met| if *met { '1' } else { '0' }).collect();
        line("pattern", pattern, single(None), count(*agencies), none());
    }
    if let Attempt::Computed(own) = &order.guttman {
        let of = String::new;
        line("reproducibility", of(), single(Some(own.reproducibility)), count(order.agencies), none());
        line("marginal-reproducibility", of(), single(Some(own.marginal)), count(order.agencies), none());
        line("scalability", of(), single(own.scalability), count(order.agencies), none());
    }
    if let Attempt::Computed(own) = &order.scalability {
        line("loevinger", String::new(), estimate(Some(&own.scale)), count(order.agencies), none());
    }
    for own in &order.swapped {
        let moved = [count(own.agencies_higher), count(own.agencies_lower)];
        line("swapped", format!("{};{}", own.lower, own.upper), single(None), Cell::Empty, moved);
    }
}

fn convergent(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    let framework = &book.series.framework;
    for own in &found.convergent {
        let mut row = vec![
            book.period(found.period),
            Cell::text(framework.kpis[own.kpi].code.as_str()),
            own.dimension.map_or(Cell::text("stage"), |dimension| book.dimension(dimension)),
            count(own.agencies),
        ];
        row.extend(correlated(&own.spearman));
        let left_out: Vec<&str> =
            own.left_out.iter().map(|criterion| framework.criteria[*criterion].code.as_str()).collect();
        row.extend([flag(own.lower_is_better), Cell::text(left_out.join(";"))]);
        emit(row);
    }
}

fn groups(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.comparisons {
        for group in &own.groups {
            emit(vec![
                book.period(found.period),
                Cell::text(&own.column),
                Cell::text(&group.value),
                book.dimension(own.dimension),
                count(group.count),
                count(group.silent),
                number(group.mean),
                number(group.deviation),
                number(group.lower),
                number(group.median),
                number(group.upper),
                optional(group.bounds.map(|ends| ends.0)),
                optional(group.bounds.map(|ends| ends.1)),
            ]);
        }
    }
}

fn tests(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.comparisons {
        let mut line = |name: &str, test: Option<&Tested>, effect: Option<&Estimate>, refused: Option<Reason>| {
            let mut row = vec![
                book.period(found.period),
                Cell::text(&own.column),
                book.dimension(own.dimension),
                Cell::text(name),
                optional(test.and_then(|test| test.statistic)),
                test.map_or(Cell::Empty, freedom),
                optional(test.map(|test| test.p)),
                optional(test.map(|test| test.adjusted)),
            ];
            row.extend(estimate(effect));
            row.push(refusal(refused));
            emit(row);
        };
        let name = if own.groups.len() == 2 { "mann-whitney" } else { "kruskal-wallis" };
        line(name, own.test.found(), own.effect.as_ref(), own.test.refusal());
        if let Some(means) = &own.means {
            line("anova", Some(&means.classical), Some(&means.omega_squared), None);
            line("welch", means.welch.as_ref(), None, None);
            line("levene", means.levene.as_ref(), None, None);
        }
    }
}

fn pairs(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.comparisons {
        for pair in &own.pairs {
            let mut row = vec![
                book.period(found.period),
                Cell::text(&own.column),
                book.dimension(own.dimension),
                Cell::text(&own.groups[pair.first].value),
                Cell::text(&own.groups[pair.second].value),
                optional(pair.test.statistic),
                number(pair.test.p),
                number(pair.test.adjusted),
            ];
            row.extend(estimate(Some(&pair.superiority)));
            row.extend(estimate(Some(&pair.shift)));
            emit(row);
        }
    }
}

fn differential(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    for own in &found.differential {
        let test = own.test.found();
        let mut row = vec![
            book.period(found.period),
            Cell::text(&own.column),
            code(book, own.criterion),
            Cell::text(&own.reference),
            Cell::text(&own.focal),
            count(own.counts.0),
            count(own.counts.1),
            optional(test.and_then(|test| test.statistic)),
            optional(test.map(|test| test.p)),
            optional(test.map(|test| test.adjusted)),
        ];
        row.extend(estimate(own.difference.as_ref()));
        row.push(own.class.map_or(Cell::Empty, |size| {
            Cell::text(match size {
                Size::Negligible => "negligible",
                Size::Moderate => "moderate",
                Size::Large => "large",
            })
        }));
        row.push(refusal(own.test.refusal()));
        emit(row);
    }
}

fn integrity(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = found(book) else { return };
    let own = &found.integrity;
    let keeps = |agency: usize| book.keeps(agency);
    let mut line = |what: &str, cells: [Cell; 7]| {
        let mut row = vec![book.period(found.period), Cell::text(what)];
        row.extend(cells);
        emit(row);
    };
    let none = || Cell::Empty;
    for claims in &own.overstated {
        let (agencies, falls) = (count(claims.claims), count(claims.stages));
        let cells = [none(), none(), code(book, claims.criterion), falls, agencies, number(claims.points), none()];
        line("verify-first", cells);
    }
    for claim in own.rests.iter().filter(|claim| keeps(claim.agency)) {
        let (agency, criterion) = (book.agency(claim.agency), code(book, claim.criterion));
        line("rests-on", [agency, none(), criterion, none(), none(), number(claim.points), stage(claim.without)]);
    }
    for pivot in own.pivotal.iter().filter(|pivot| keeps(pivot.agency)) {
        let (agency, deciding) = (book.agency(pivot.agency), count(pivot.deciding));
        line("single-respondent", [agency, none(), none(), deciding, count(pivot.people), none(), none()]);
    }
    for uniform in own.uniform.iter().filter(|uniform| keeps(uniform.agency)) {
        let what = if uniform.people.is_some() { "uniform-people" } else { "uniform-agency" };
        let people = count(uniform.people.unwrap_or(1));
        let items = number(uniform.items as f64);
        line(what, [book.agency(uniform.agency), none(), none(), people, count(uniform.of), items, none()]);
    }
    for pair in own.alike.iter().filter(|pair| keeps(pair.first) || keeps(pair.second)) {
        let (first, second) = (book.agency(pair.first), book.agency(pair.second));
        line("alike", [first, second, none(), count(pair.equal), count(pair.both), number(pair.p), none()]);
    }
    for claim in own.dates.iter().filter(|claim| keeps(claim.agency)) {
        let what = match claim.fault {
            DateFault::AfterPeriod => "evidence-after-period",
            DateFault::Expired => "evidence-expired",
        };
        let (agency, criterion) = (book.agency(claim.agency), code(book, claim.criterion));
        line(what, [agency, none(), criterion, none(), none(), none(), none()]);
    }
}

fn doubts(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = book.series.sections.lint.as_ref() else { return };
    let Some(view) = book.view() else { return };
    for doubt in &found.doubts {
        let gravity = match doubt.gravity() {
            Gravity::Major => "major",
            Gravity::Minor => "minor",
        };
        let told = plain(told(&view, doubt));
        emit(vec![book.period(found.period), Cell::text(doubt.code()), Cell::text(gravity), Cell::text(told)]);
    }
}

fn influences(book: &Book, emit: &mut dyn FnMut(Vec<Cell>)) {
    let Some(found) = book.series.sections.lint.as_ref() else { return };
    for own in &found.influences {
        let part = match own.part {
            crate::lint::Part::Criterion(criterion) => code(book, criterion),
            crate::lint::Part::Dimension(dimension) => book.dimension(dimension),
        };
        emit(vec![
            book.period(found.period),
            book.dimension(own.dimension),
            part,
            number(own.weight),
            number(own.influence),
            number(own.interval.0),
            number(own.interval.1),
        ]);
    }
}
