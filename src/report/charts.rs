//! Series and locale into charts: which charts there are, what each shows, and the finding in its title.
use crate::assessment::{AgencyAssessment, Group, KpiState, Quartiles, StageCounts, Status};
use crate::calculation::compile;
use crate::chart::{Chart, Scale, Step, StepKind};
use crate::chart::{
    bullets, coverage, dumbbell, groups, heatmap, influence, intervals, ladder, likelihood, movers, moves, pareto,
    passport, radar, services, severity, split, tiers,
};
use crate::document::Figure;
use crate::framework::{DimensionRole, Direction as Better};
use crate::locale::number::{decimals, rounded};
use crate::locale::{Locale, Value};
use crate::report::blockers::{self, Mover};
use crate::report::frame::named;
use crate::report::robustness::{self as certainty, Sure};
use crate::report::view::{ASIDES, Aside, View, agency_name, period_name, service_name};
use crate::report::{
    LISTED, Selection, benefits, change, groups as by_groups, headline, kpi_title, obstacles, promises, research,
    roadmap, services as by_services, targets, yearly,
};
use crate::robustness::{DimensionRange, Estimate, ScoreRange, StageChances};
use crate::score::{Reached, StageState, Truth};
use crate::series::Series;
use std::collections::BTreeMap;

/// Axes from which on a radar has a shape.
const SPOKES: usize = 3;
/// Scales at least this wide are shown in whole numbers.
const WIDE: f64 = 50.0;

/// Every chart that the latest period has something to show on.
pub fn charts(series: &Series, locale: &Locale, selection: &Selection) -> Vec<Figure> {
    let Some(view) = View::latest(series, locale, selection) else { return Vec::new() };
    if series.survey.only_announces() {
        return promises::chart(&view).into_iter().collect();
    }
    let scales = scales(&view);
    let mut charts: Vec<Figure> = [
        ladder_chart(&view),
        heatmap_chart(&view, &scales),
        severity_chart(&view, &scales),
        pareto_chart(&view),
        movers_chart(&view),
        dumbbell_chart(&view, &scales),
        bullets_chart(&view),
        targets::chart(&view),
        coverage_chart(&view),
        services_chart(&view),
        passport_chart(&view),
        groups_chart(&view, &scales),
        moves_chart(&view),
        promises::chart(&view),
        roadmap::chart(&view),
        intervals_chart(&view),
        tiers_chart(&view, &scales),
        likelihood_chart(&view),
        influence_chart(&view),
        split_chart(&view),
    ]
    .into_iter()
    .flatten()
    .collect();
    charts.extend(yearly::charts(&view, &scales));
    charts.extend(research::charts(&view));
    charts.extend(radar_charts(&view, &scales));
    charts
}

/// Rungs of the ladder, lowest first.
fn steps(view: &View) -> Vec<Step> {
    (0..=view.stages.len()).map(|number| Step { label: view.stage_name(number), kind: StepKind::Stage }).collect()
}

fn aside(label: String) -> Step {
    Step { label, kind: StepKind::Aside }
}

/// What scores of each dimension can be, in the unit in which the framework publishes them.
fn scales(view: &View) -> Vec<Scale> {
    let scale = |(dimension, bounds): (usize, Option<(f64, f64)>)| {
        let (low, high) = bounds.unwrap_or_else(|| found(view, dimension));
        Scale { low, high, decimals: if high - low < WIDE { view.decimals() } else { 0 } }
    };
    bounds(view).into_iter().enumerate().map(scale).collect()
}

/// By dimension, the ends that the framework sets to its scores.
pub(in crate::report) fn bounds(view: &View) -> Vec<Option<(f64, f64)>> {
    let calculation = compile(view.framework, &view.series.method, view.series.edition.as_ref());
    let ends = |dimension| calculation.published(dimension).filter(|(low, high)| low < high);
    (0..view.framework.dimensions.len()).map(ends).collect()
}

/// Whether it can be said in which of these dimensions agencies stand weakest: each lies between ends that the framework
/// sets, and of none readers are told nothing.
fn are_comparable(view: &View, dimensions: &[usize]) -> bool {
    let bounds = bounds(view);
    let told = |dimension: usize| !view.withholds(dimension) || view.quartiles(view.lead, dimension).is_some();
    dimensions.iter().all(|dimension| bounds[*dimension].is_some() && told(*dimension))
}

/// Ends of the scores of a dimension that nothing else bounds, zero among them.
fn found(view: &View, dimension: usize) -> (f64, f64) {
    let values: Vec<f64> = view.truths.iter().flat_map(|truth| view.values(*truth, dimension)).collect();
    let low = values.iter().copied().fold(0.0, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    if low < high { (low, high) } else { (0.0, view.framework.factor(&view.framework.dimensions[dimension])) }
}

/// The scale that dimensions share; none where each has its own.
fn shared(dimensions: &[usize], scales: &[Scale]) -> Option<Scale> {
    let first = scales[*dimensions.first()?];
    dimensions.iter().all(|dimension| scales[*dimension] == first).then_some(first)
}

/// A dimension with the ends of its scale where those beside it have others.
fn labelled(view: &View, dimension: usize, scales: &[Scale], shared: Option<Scale>) -> String {
    let title = view.dimension(dimension);
    if shared.is_some() {
        return title;
    }
    let Scale { low, high, .. } = scales[dimension];
    format!("{title} ({})", view.locale.range(low, high, decimals(high, 2).max(decimals(low, 2))))
}

/// The ends of a scale, for a sentence.
fn ends(scale: Scale) -> [(&'static str, Value); 2] {
    [("low", Value::from(scale.low)), ("high", Value::from(scale.high))]
}

pub(in crate::report) fn value(view: &View, agency: &AgencyAssessment, truth: Truth, dimension: usize) -> Option<f64> {
    view.score(agency, truth, dimension)?.value
}

fn ladder_chart(view: &View) -> Option<Figure> {
    if view.stages.is_empty() || view.truths.is_empty() {
        return None;
    }
    let locale = view.locale;
    let counts: Vec<_> = view.truths.iter().map(|truth| view.counts(*truth)).collect();
    let mut rungs: Vec<ladder::Rung> = steps(view)
        .into_iter()
        .enumerate()
        .map(|(number, step)| ladder::Rung {
            step,
            counts: counts.iter().map(|counts| Some(counts.on(number) as u64)).collect(),
        })
        .collect();
    for Aside { key, count } in ASIDES {
        let counts: Vec<Option<u64>> = counts.iter().map(|counts| Some(count(counts) as u64)).collect();
        if counts.iter().any(|count| *count != Some(0)) {
            rungs.push(ladder::Rung { step: aside(locale.word(key)), counts });
        }
    }
    let columns = view.truths.iter().map(|truth| view.truth(*truth)).collect();
    let chart = Chart::Ladder(ladder::Ladder { columns, rungs, agencies: view.agencies.len() as u64 });
    Some(named(view, "ladder", headline::sentence(view), locale.word("charts.ladder"), chart))
}

/// Dimensions of the profile: the stages, else the parts of the first index.
fn profile(view: &View) -> Vec<usize> {
    if !view.stages.is_empty() {
        return view.stages.clone();
    }
    let Some(index) = view.framework.of_role(DimensionRole::Index).next() else { return Vec::new() };
    let code = &view.framework.dimensions[index].code;
    let children: Vec<usize> = (0..view.framework.dimensions.len())
        .filter(|child| view.framework.dimensions[*child].parent.as_ref() == Some(code))
        .collect();
    if children.is_empty() { vec![index] } else { children }
}

fn heatmap_chart(view: &View, scales: &[Scale]) -> Option<Figure> {
    let locale = view.locale;
    let dimensions = profile(view);
    if dimensions.is_empty() || view.agencies.is_empty() {
        return None;
    }
    let agencies = if view.stages.is_empty() { view.agencies.clone() } else { view.by_stage() };
    let rows = agencies
        .iter()
        .map(|agency| {
            let ladder = view.ladder(agency, view.lead);
            let cells = dimensions
                .iter()
                .enumerate()
                .map(|(position, dimension)| {
                    let state = ladder.and_then(|ladder| ladder.stages.get(position)).map(|stage| stage.state);
                    match (state, value(view, agency, view.lead, *dimension)) {
                        (Some(StageState::NotApplicable), _) => heatmap::Profile::NotApplicable,
                        (_, Some(value)) => heatmap::Profile::Score(value),
                        (_, None) => heatmap::Profile::Missing,
                    }
                })
                .collect();
            let reached = ladder.and_then(|ladder| ladder.reached.number()?.checked_sub(1));
            let remark = match (agency.status, ladder) {
                (Status::NoResponse, _) => locale.word("status.no-response"),
                (Status::Screened, _) => locale.word("status.screened"),
                (_, Some(ladder)) => view.reached(ladder.reached),
                (_, None) => String::new(),
            };
            heatmap::Agency { label: view.agency_name(agency), cells, reached, remark }
        })
        .collect();
    // The dimension in which agencies stand weakest.
    let weakest = dimensions
        .iter()
        .filter_map(|dimension| Some((*dimension, view.quartiles(view.lead, *dimension)?.median)))
        .min_by(|a, b| scales[a.0].share(a.1).total_cmp(&scales[b.0].share(b.1)))
        .filter(|_| dimensions.len() > 1 && are_comparable(view, &dimensions));
    let shared = shared(&dimensions, scales);
    let subtitle = match shared {
        Some(scale) => locale.say("charts.heatmap", &ends(scale)),
        None => locale.word("charts.heatmap-own"),
    };
    let title = match weakest {
        Some((dimension, median)) => locale.say(
            "charts.heatmap-title",
            &[
                ("dimension", Value::from(view.dimension(dimension))),
                ("median", Value::Number(median, scales[dimension].decimals)),
                ("best", Value::from(scales[dimension].high)),
            ],
        ),
        None => locale.word("charts.heatmap-plain"),
    };
    let staged = !view.stages.is_empty();
    let chart = Chart::Heatmap(heatmap::Heatmap {
        columns: dimensions
            .iter()
            .map(|dimension| heatmap::Column {
                head: labelled(view, *dimension, scales, shared),
                scale: scales[*dimension],
            })
            .collect(),
        rows,
        remark_head: if staged { locale.word("stages.reached") } else { String::new() },
        words: heatmap::Words {
            score: locale.say("charts.score-in", &[("column", Value::Phrase(view.truth(view.lead)))]),
            missing: locale.word("common.missing"),
            not_applicable: locale.word("common.not-applicable"),
            reached: if staged { locale.word("charts.reached") } else { String::new() },
        },
    });
    Some(named(view, "heatmap", title, subtitle, chart))
}

fn severity_chart(view: &View, scales: &[Scale]) -> Option<Figure> {
    let locale = view.locale;
    let ranked = obstacles::ranked(view);
    // Points of 100, as perception has them.
    let points = |dimension: usize, severity: f64| 100.0 * scales[dimension].share(severity);
    let told = |obstacle: &obstacles::Ranked, pick: fn(Quartiles) -> f64| {
        obstacle.severity.map(|severity| points(obstacle.dimension, pick(severity)))
    };
    let rows = ranked
        .iter()
        .map(|obstacle| severity::Obstacle {
            label: view.dimension(obstacle.dimension),
            severity: told(obstacle, |severity| severity.median),
            low: told(obstacle, |severity| severity.lower),
            high: told(obstacle, |severity| severity.upper),
            perception: obstacles::perception(view, obstacle.dimension)
                .filter(|perception| !perception.suppressed)
                .and_then(|perception| perception.median),
        })
        .collect();
    let title = obstacles::heaviest(view, &ranked, points)?;
    let chart = Chart::Severity(severity::Severity {
        rows,
        words: severity::Words {
            severity: locale.say("charts.median-severity", &[("column", Value::Phrase(view.truth(view.lead)))]),
            interval: locale.word("charts.quartiles"),
            perception: locale.word("obstacles.perception"),
            // Obstacles of which nothing is known are not drawn.
            missing: locale.word("common.withheld"),
        },
    });
    Some(named(view, "severity", title, locale.word("charts.severity"), chart))
}

/// Agencies under the obstacle that binds them: each has one at most. None where readers are not told.
fn pareto_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let row = |obstacle: &obstacles::Ranked| {
        Some(pareto::Obstacle { label: view.dimension(obstacle.dimension), agencies: obstacle.binding? as u64 })
    };
    let mut rows: Vec<pareto::Obstacle> = obstacles::ranked(view).iter().map(row).collect::<Option<_>>()?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.agencies));
    let all: u64 = rows.iter().map(|row| row.agencies).sum();
    // The fewest obstacles that bind half of these agencies.
    let (mut leading, mut blocked) = (0, 0);
    for row in &rows {
        if 2 * blocked < all {
            leading += 1;
            blocked += row.agencies;
        }
    }
    if all == 0 {
        return None;
    }
    let title = locale.say(
        "charts.pareto-title",
        &[
            ("count", Value::from(leading)),
            ("of", Value::from(rows.len() as f64)),
            ("blocked", Value::Phrase(locale.say("count.of-agencies", &[("count", Value::Count(blocked))]))),
            ("all", Value::from(all as f64)),
        ],
    );
    let subtitle = locale.say("charts.pareto", &[("column", Value::Phrase(view.truth(view.lead)))]);
    let words = pareto::Words {
        agencies: locale.word("charts.pareto-agencies"),
        together: locale.word("charts.pareto-together"),
    };
    Some(named(view, "pareto", title, subtitle, Chart::Pareto(pareto::Pareto { rows, leading, words })))
}

fn movers_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let blockers = blockers::blockers(view);
    let moves: usize = blockers.iter().map(|blocker| blocker.agencies.len()).sum();
    if moves == 0 || !blockers::are_told(view) {
        return None;
    }
    let moved_by = |mover| blockers.iter().map(|blocker| blocker.moved_by(mover)).sum::<usize>();
    let parts: Vec<String> = Mover::ALL
        .into_iter()
        .filter_map(|mover| {
            let moved = moved_by(mover);
            let key = match mover {
                Mover::Agency => "charts.movers-by-own",
                Mover::Other => "charts.movers-by-other",
                Mover::Nation => "charts.movers-by-nation",
            };
            let share = Value::Percent(100.0 * moved as f64 / moves as f64, 0);
            (moved > 0).then(|| locale.say(key, &[("share", share)]))
        })
        .collect();
    let title = match moved_by(Mover::Agency) == moves {
        true => locale.word("charts.movers-own"),
        false => locale.say("charts.movers-title", &[("parts", Value::Phrase(locale.list(&parts)))]),
    };
    let rows: Vec<movers::Gate> = blockers
        .iter()
        .take(blockers::LISTED)
        .map(|blocker| movers::Gate {
            label: locale.tell(&view.framework.criteria[blocker.criterion].text),
            agencies: Mover::ALL.map(|mover| blocker.moved_by(mover) as u64),
        })
        .collect();
    let subtitle = locale.say(
        "charts.movers",
        &[
            ("part", Value::from(rows.len() as f64)),
            ("whole", Value::from(blockers.len() as f64)),
            ("column", Value::Phrase(view.truth(view.lead))),
        ],
    );
    let movers = Mover::ALL.map(|mover| locale.word(mover.phrase()));
    Some(named(view, "movers", title, subtitle, Chart::Movers(movers::Movers { rows, movers })))
}

fn dumbbell_chart(view: &View, scales: &[Scale]) -> Option<Figure> {
    let locale = view.locale;
    if view.truths.len() < 2 {
        return None;
    }
    let stage = view.headline_stage().checked_sub(1).and_then(|position| view.stages.get(position)).copied();
    let dimension = stage.or_else(|| view.framework.of_role(DimensionRole::Index).next())?;
    let ordered = if view.stages.is_empty() { view.agencies.clone() } else { view.by_stage() };
    let rows: Vec<dumbbell::Row> = ordered
        .iter()
        .filter(|agency| agency.status == Status::Answered)
        .map(|agency| {
            let at = |truth| value(view, agency, truth, dimension);
            dumbbell::Row {
                label: view.agency_name(agency),
                claimed: at(Truth::Claimed),
                supported: at(Truth::Supported),
                checked: at(Truth::Checked),
            }
        })
        .collect();
    // How far the claim runs ahead of the last column that exists.
    let last = if view.truths.contains(&Truth::Supported) { Truth::Supported } else { Truth::Checked };
    let mut gaps: Vec<f64> = ordered
        .iter()
        .filter_map(|agency| {
            Some(value(view, agency, Truth::Claimed, dimension)? - value(view, agency, last, dimension)?)
        })
        .collect();
    let scale = scales[dimension];
    let name = ("dimension", Value::from(view.dimension(dimension)));
    let [low, high] = ends(scale);
    let subtitle = locale.say("charts.dumbbell", &[name.clone(), low, high]);
    let title = match crate::stats::quantile(&mut gaps, 0.5) {
        Some(gap) => locale.say(
            match last {
                Truth::Supported => "charts.dumbbell-supported",
                _ if gap < 0.0 => "charts.dumbbell-below-checked",
                _ => "charts.dumbbell-checked",
            },
            &[name, ("gap", Value::Number(gap.abs(), view.decimals()))],
        ),
        None => subtitle.clone(),
    };
    let word = |truth| if view.truths.contains(&truth) { view.truth(truth) } else { String::new() };
    let chart = Chart::Dumbbell(dumbbell::Dumbbell {
        rows,
        scale,
        words: dumbbell::Words {
            claimed: word(Truth::Claimed),
            supported: word(Truth::Supported),
            checked: word(Truth::Checked),
        },
    });
    Some(named(view, "dumbbell", title, subtitle, chart))
}

fn bullets_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let results: Vec<_> = view.group?.kpis.iter().filter(|result| result.target.is_some()).collect();
    if results.is_empty() {
        return None;
    }
    let rows = results
        .iter()
        .map(|result| {
            let kpi = &view.framework.kpis[result.kpi];
            let figure = kpi.printed(result.figure);
            let measured = match (&result.state, result.value) {
                (KpiState::Available, Some(value)) => bullets::Measured::Known(value),
                _ => bullets::Measured::Unavailable(benefits::reason(view, result)),
            };
            let target = result.target.as_ref();
            bullets::Kpi {
                label: benefits::in_unit(locale, &kpi_title(locale, kpi, figure), figure.unit),
                value: measured,
                low: result.interval.map(|interval| interval.0),
                high: result.interval.map(|interval| interval.1),
                target: target.map(|target| target.target),
                baseline: target.and_then(|target| target.baseline),
                due: target
                    .and_then(|target| target.open())
                    .map(|date| locale.say("benefits.due", &[("date", Value::Phrase(locale.date(date)))])),
                better: match kpi.direction {
                    Better::Higher => bullets::Better::Higher,
                    Better::Lower => bullets::Better::Lower,
                    Better::Context => bullets::Better::Neither,
                },
                unit: match benefits::is_percent(figure.unit) {
                    true => bullets::Unit::Percent,
                    false => bullets::Unit::Own,
                },
                decimals: result.value.map_or(1, benefits::decimals),
            }
        })
        .collect();
    let chart = Chart::Bullets(bullets::Bullets {
        rows,
        words: bullets::Words {
            value: locale.word("common.value"),
            interval: locale.word("common.interval"),
            target: locale.word("benefits.target"),
            baseline: locale.word("benefits.baseline"),
            met: locale.word("benefits.is-met"),
            unmet: locale.word("benefits.is-missed"),
        },
    });
    let title = benefits::reached(view, &benefits::with_target(&view.group?.kpis));
    Some(named(view, "bullets", title, locale.word("charts.bullets"), chart))
}

fn coverage_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    if view.agencies.is_empty() {
        return None;
    }
    // Each stage (or part of an index) for itself; obstacles, benefits and enablers each as a whole.
    let mut columns: Vec<(String, Vec<usize>)> =
        profile(view).into_iter().map(|dimension| (view.dimension(dimension), vec![dimension])).collect();
    for (role, key) in [(DimensionRole::Obstacle, "obstacles.short"), (DimensionRole::Enabler, "enablers.short")] {
        let members: Vec<usize> = view.framework.of_role(role).collect();
        if !members.is_empty() {
            columns.push((locale.word(key), members));
        }
    }
    let truth = view.truths.first().copied()?;
    let share = |agency: &AgencyAssessment, dimensions: &[usize]| {
        let judgement = agency.judgements.get(truth).as_ref()?;
        let scores = || dimensions.iter().filter_map(|dimension| judgement.scores.get(*dimension));
        let applicable: f64 = scores().map(|score| score.applicable).sum();
        let answered: f64 = scores().map(|score| score.answered).sum();
        (applicable > 0.0).then(|| answered / applicable)
    };
    let rows: Vec<coverage::Agency> = view
        .agencies
        .iter()
        .map(|agency| coverage::Agency {
            label: view.agency_name(agency),
            shares: columns
                .iter()
                .map(|(_, dimensions)| match agency.status {
                    Status::Answered | Status::Screened => share(agency, dimensions),
                    // Asked as the others were.
                    Status::NoResponse => {
                        view.agencies.iter().any(|other| share(other, dimensions).is_some()).then_some(0.0)
                    }
                })
                .collect(),
            remark: match agency.status {
                Status::NoResponse => locale.word("status.no-response"),
                Status::Screened => locale.word("status.screened"),
                Status::Answered => String::new(),
            },
        })
        .collect();
    let limit = view.series.method.coverage;
    let full = rows
        .iter()
        .filter(|row| {
            row.shares.iter().flatten().count() > 0 && row.shares.iter().flatten().all(|share| *share >= limit)
        })
        .count();
    let title = locale.say(
        "charts.coverage-title",
        &[
            ("count", Value::from(full)),
            ("agencies", Value::Phrase(locale.say("count.of-agencies", &[("count", Value::from(rows.len()))]))),
            ("limit", Value::Percent(limit * 100.0, 0)),
        ],
    );
    let silent = rows.iter().any(|row| !row.remark.is_empty());
    let chart = Chart::Coverage(coverage::Coverage {
        columns: columns.into_iter().map(|(title, _)| title).collect(),
        rows,
        remark_head: if silent { locale.word("status.state") } else { String::new() },
        words: coverage::Words {
            share: locale.word("charts.answered-share"),
            nothing: locale.word("charts.nothing-answered"),
            not_asked: locale.word("charts.not-asked"),
        },
    });
    Some(named(view, "coverage", title, locale.word("charts.coverage"), chart))
}

fn services_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let group = view.group?;
    let mut stages = steps(view);
    stages.push(aside(locale.word("stages.unjudged")));
    let groups: Vec<services::Group> = view
        .truths
        .iter()
        .filter_map(|truth| {
            let counts = group.services.get(*truth).as_ref()?;
            let mut numbers: Vec<u64> = counts.count.iter().map(|count| *count as u64).collect();
            numbers.push(counts.unjudged as u64);
            let mut volumes = counts.volume.clone();
            volumes.push(counts.unjudged_volume);
            let known = volumes.iter().any(|volume| *volume > 0.0);
            Some(services::Group { label: view.truth(*truth), counts: numbers, volumes: known.then_some(volumes) })
        })
        .collect();
    let title = by_services::title(view)?;
    let words =
        services::Words { count: locale.word("charts.services-count"), volume: locale.word("charts.services-volume") };
    let chart = Chart::Services(services::Services { stages, groups, words });
    Some(named(view, "services", title, locale.word("charts.services"), chart))
}

/// The busiest services as the citizen meets them.
fn passport_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let busiest = by_services::busiest(view);
    let number = |position: usize, column: &str| view.series.survey.services[position].numbers.get(column).copied();
    let rows: Vec<passport::Service> = busiest
        .iter()
        .map(|&(transactions, position)| {
            let number = |column: &str| number(position, column);
            passport::Service {
                label: service_name(view.series, position, locale),
                agency: agency_name(view.series, view.series.survey.services[position].agency, locale),
                transactions: Some(transactions),
                steps: number("steps_online").zip(number("steps_total")).map(|(online, all)| passport::Marks {
                    all,
                    marked: online,
                    said: locale
                        .say("charts.steps-said", &[("part", Value::from(online)), ("whole", Value::from(all))]),
                }),
                visits: number("visits_required").map(|visits| passport::Marks {
                    all: visits,
                    marked: visits,
                    said: locale.say("charts.visits-said", &[("count", Value::Count(visits as u64))]),
                }),
                papers: number("papers_required").map(|all| papers(locale, all, number("papers_held_by_state"))),
            }
        })
        .collect();
    let sum = |column: &str| -> f64 { busiest.iter().filter_map(|(_, position)| number(*position, column)).sum() };
    let visitless = busiest.iter().filter(|(_, position)| number(*position, "visits_required") == Some(0.0)).count();
    let title = locale.say(
        "charts.passport-title",
        &[
            ("count", Value::from(visitless)),
            ("of", Value::from(rows.len() as f64)),
            ("papers", Value::from(sum("papers_required"))),
            ("held", Value::from(sum("papers_held_by_state"))),
        ],
    );
    let word = |key| locale.word(key);
    let words = passport::Words {
        transactions: word("passport.transactions"),
        steps: word("charts.steps"),
        visits: word("passport.visits"),
        papers: word("passport.papers"),
        online: word("charts.step-online"),
        in_person: word("charts.step-in-person"),
        visit: word("charts.visit"),
        held: word("charts.paper-held"),
        not_held: word("charts.paper-not-held"),
    };
    let some = !rows.is_empty();
    let chart = Chart::Passport(passport::Passport { rows, words });
    some.then(|| named(view, "passport", title, locale.word("charts.passport"), chart))
}

/// Papers that a service demands, with those that the state already holds, where that is known.
fn papers(locale: &Locale, all: f64, held: Option<f64>) -> passport::Marks {
    let whole = ("whole", Value::from(all));
    let said = match held {
        _ if all <= 0.0 => locale.word("charts.papers-none"),
        Some(held) => locale.say("charts.papers-said", &[("count", Value::Count(held as u64)), whole]),
        None => locale.say("charts.papers-unknown", &[whole]),
    };
    passport::Marks { all, marked: held.unwrap_or_default(), said }
}

fn groups_chart(view: &View, scales: &[Scale]) -> Option<Figure> {
    let locale = view.locale;
    let (everybody, columns) = (view.group?, by_groups::columns(view));
    let quartiles =
        |group: &Group, dimension: usize| -> Option<Quartiles> { *group.scores.get(dimension)?.get(view.lead) };
    let mut dimensions = profile(view);
    let comparable = are_comparable(view, &dimensions);
    dimensions.retain(|dimension| quartiles(everybody, *dimension).is_some());
    if dimensions.is_empty() || columns.is_empty() {
        return None;
    }
    let least = view.series.method.minimum_group;
    let called = |group: &Group| group.name(locale.tag()).unwrap_or_default().to_owned();
    let shared = shared(&dimensions, scales);
    let lines = dimensions
        .iter()
        .map(|dimension| groups::Line {
            label: labelled(view, *dimension, scales, shared),
            scale: scales[*dimension],
            everybody: quartiles(everybody, *dimension).map(|quartiles| quartiles.median),
        })
        .collect();
    let panel = |group: &Group| groups::Panel {
        label: called(group),
        size: locale.say("charts.groups-size", &[("count", Value::from(group.members.len()))]),
        values: dimensions
            .iter()
            .map(|dimension| {
                let Quartiles { count, lower, median, upper } = quartiles(group, *dimension)?;
                Some(groups::Spread { median, half: (count >= least).then_some((lower, upper)) })
            })
            .collect(),
    };
    let sections: Vec<groups::Section> = columns
        .iter()
        .map(|column| groups::Section {
            title: view.column(column),
            panels: by_groups::members(view, column).map(panel).collect(),
        })
        .collect();
    let spreads = sections.iter().flat_map(|section| &section.panels).flat_map(|panel| &panel.values).flatten();
    let phrase = match spreads.filter(|spread| spread.half.is_none()).count() {
        0 => "charts.groups-title",
        _ => "charts.groups-title-least",
    };
    // The dimension and the two groups of one kind, none with fewer agencies, whose medians lie farthest apart.
    let gap = columns
        .iter()
        .flat_map(|column| dimensions.iter().map(move |dimension| (column, *dimension)))
        .filter_map(|(column, dimension)| {
            let mut firm: Vec<(f64, &Group)> = by_groups::members(view, column)
                .filter_map(|group| Some((quartiles(group, dimension).filter(|known| known.count >= least)?, group)))
                .map(|(known, group)| (known.median, group))
                .collect();
            firm.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (low, high) = (*firm.first()?, *firm.last()?);
            Some((scales[dimension].share(high.0) - scales[dimension].share(low.0), dimension, low, high))
        })
        .filter(|gap| gap.0 > 0.0 && comparable)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let title = match gap {
        Some((_, dimension, low, high)) => locale.say(
            phrase,
            &[
                ("minimum", Value::from(least)),
                ("dimension", Value::from(view.dimension(dimension))),
                ("best", Value::from(called(high.1))),
                ("high", Value::Number(high.0, scales[dimension].decimals)),
                ("worst", Value::from(called(low.1))),
                ("low", Value::Number(low.0, scales[dimension].decimals)),
            ],
        ),
        None => locale.word("charts.groups-plain"),
    };
    let column = ("column", Value::Phrase(view.truth(view.lead)));
    let subtitle = match shared {
        Some(scale) => {
            let [low, high] = ends(scale);
            locale.say("charts.groups", &[low, high, column])
        }
        None => locale.say("charts.groups-own", &[column]),
    };
    let words = groups::Words {
        median: locale.word("charts.groups-median"),
        half: locale.word("charts.groups-half"),
        few: locale.say("charts.groups-few", &[("minimum", Value::from(least))]),
        everybody: locale.say("charts.median-of", &[("group", Value::Phrase(locale.word("charts.everybody")))]),
    };
    Some(named(view, "groups", title, subtitle, Chart::Groups(groups::Groups { lines, sections, words })))
}

fn moves_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let to = view.assessment.period;
    let register = &view.series.survey.agencies;
    let moved: Vec<_> = view
        .series
        .moves
        .iter()
        .filter(|moved| moved.to == to && view.selection.keeps(&register[moved.agency]))
        .collect();
    let from = moved.first()?.from;
    let mut steps = steps(view);
    let beside = steps.len();
    steps.extend(ASIDES.iter().map(|Aside { key, .. }| aside(locale.word(key))));
    let position = |reached: Option<Reached>| {
        reached.and_then(Reached::rung).unwrap_or_else(|| {
            let mut counts = StageCounts::empty(view.stages.len());
            let status = if reached.is_some() { Status::Answered } else { Status::NoResponse };
            counts.add(status, reached);
            beside + ASIDES.iter().position(|Aside { count, .. }| count(&counts) > 0).unwrap_or_default()
        })
    };
    let mut flows: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for row in &moved {
        if let Some((before, after)) = row.reached.get(view.lead) {
            *flows.entry((position(*before), position(*after))).or_default() += 1;
        }
    }
    if view.stages.is_empty() || flows.is_empty() {
        return None;
    }
    let title = change::sentence(view, &moved, from);
    let chart = Chart::Moves(moves::Moves {
        steps,
        flows: flows.into_iter().map(|((from, to), agencies)| moves::Flow { from, to, agencies }).collect(),
        words: moves::Words {
            before: period_name(view.series, from, locale),
            after: view.period_name(),
            up: locale.word("charts.up"),
            stayed: locale.word("charts.stayed"),
            down: locale.word("charts.down"),
            other: locale.word("charts.other"),
        },
    });
    Some(named(view, "moves", title, locale.word("charts.moves"), chart))
}

/// One radar for each agency; of many agencies the first and the last.
fn radar_charts(view: &View, scales: &[Scale]) -> Vec<Figure> {
    let Some(dimensions) = spokes(view) else { return Vec::new() };
    on_radars(view).into_iter().map(|agency| radar_chart(view, agency, &dimensions, scales)).collect()
}

/// The profile of one agency; none where it did not respond.
pub(in crate::report) fn radar(view: &View, agency: &AgencyAssessment) -> Option<Figure> {
    let dimensions = spokes(view).filter(|_| agency.status == Status::Answered)?;
    Some(radar_chart(view, agency, &dimensions, &scales(view)))
}

/// What moved one agency between periods.
pub(in crate::report) fn of_periods(view: &View, agency: &AgencyAssessment) -> Option<Figure> {
    let (dimensions, scales) = (profile(view), scales(view));
    yearly::agency_chart(view, agency, &dimensions, shared(&dimensions, &scales)?)
}

/// The dimensions of a profile of which anything is known; none where they are too few for a shape.
fn spokes(view: &View) -> Option<Vec<usize>> {
    let dimensions = profile(view).into_iter().chain(view.framework.of_role(DimensionRole::Enabler));
    let dimensions: Vec<usize> =
        dimensions.filter(|dimension| !view.values(view.lead, *dimension).is_empty()).collect();
    (dimensions.len() >= SPOKES).then_some(dimensions)
}

/// The agencies whose profile is drawn: the first and the last where there are too many.
fn on_radars<'a>(view: &View<'a>) -> Vec<&'a AgencyAssessment> {
    let answered: Vec<&AgencyAssessment> =
        view.by_stage().into_iter().filter(|agency| agency.status == Status::Answered).collect();
    match answered.as_slice() {
        [first, .., last] if answered.len() > LISTED => vec![*first, *last],
        _ => answered,
    }
}

/// The name of the chart of an agency's profile.
pub(in crate::report) fn radar_name(code: &str) -> String {
    format!("radar-{code}")
}

fn radar_chart(view: &View, agency: &AgencyAssessment, dimensions: &[usize], scales: &[Scale]) -> Figure {
    let locale = view.locale;
    let place = view.assessment.agencies.iter().position(|other| other.agency == agency.agency);
    let group = view
        .assessment
        .groups
        .iter()
        .find(|group| group.column.is_some() && place.is_some_and(|place| group.members.contains(&place)))
        .or_else(|| view.assessment.groups.first());
    let median = |dimension: usize| {
        let quartiles = group?.scores.get(dimension)?.get(view.lead).as_ref()?;
        // Nothing is above or below itself.
        (quartiles.count > 1).then_some(quartiles.median)
    };
    let shared = shared(dimensions, scales);
    let axes: Vec<radar::Spoke> = dimensions
        .iter()
        .map(|dimension| radar::Spoke {
            label: labelled(view, *dimension, scales, shared),
            value: value(view, agency, view.lead, *dimension),
            median: median(*dimension),
            scale: scales[*dimension],
        })
        .collect();
    // At the precision at which both are printed.
    let exceeds = |axis: &&radar::Spoke| {
        let printed = |value: f64| rounded(value, axis.scale.decimals);
        axis.value.zip(axis.median).is_some_and(|(own, median)| printed(own) > printed(median))
    };
    let above = axes.iter().filter(exceeds).count();
    let known = axes.iter().filter(|axis| axis.value.is_some() && axis.median.is_some()).count();
    let name = view.agency_name(agency);
    let group = match group.and_then(|group| group.name(locale.tag())) {
        Some(name) => locale.say("charts.group", &[("group", Value::from(name))]),
        None => locale.word("charts.everybody"),
    };
    let title = match known {
        0 => name.clone(),
        _ => locale.say(
            "charts.radar-title",
            &[
                ("agency", Value::from(name.as_str())),
                ("count", Value::from(above)),
                ("of", Value::Number(known as f64, 0)),
                ("group", Value::Phrase(group.clone())),
            ],
        ),
    };
    let code = view.series.survey.agencies[agency.agency].code.as_str();
    let chart = Chart::Radar(radar::Radar {
        axes,
        words: radar::Words {
            agency: name,
            median: locale.say("charts.median-of", &[("group", Value::Phrase(group))]),
        },
    });
    let column = ("column", Value::Phrase(view.truth(view.lead)));
    let subtitle = match shared {
        Some(scale) => {
            let [low, high] = ends(scale);
            locale.say("charts.radar", &[low, high, column])
        }
        None => locale.say("charts.radar-own", &[column]),
    };
    named(view, radar_name(code), title, subtitle, chart)
}

/// How ranks are called, with their confidence.
fn confidence(sure: &Sure) -> Value {
    Value::Percent(100.0 * sure.found.settings.confidence, 0)
}

fn intervals_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let sure = Sure::of(view)?;
    let range = sure.ranked(view)?;
    let scored = sure.scored(range);
    let row = |(agency, own): &(&AgencyAssessment, &ScoreRange)| {
        let (low, high) = certainty::outward(own.ranks);
        intervals::Ranked {
            label: view.agency_name(agency),
            rank: own.rank.into(),
            low: low as u64,
            median: own.ranks.median.round() as u64,
            high: high as u64,
            kept: own.publishable,
        }
    };
    let kept = scored.iter().filter(|(_, own)| own.publishable).count();
    let title = locale.say(
        "charts.intervals-title",
        &[
            ("kept", Value::Phrase(locale.count(kept as u64))),
            ("ranked", Value::Phrase(locale.count(scored.len() as u64))),
            ("dimension", Value::from(view.dimension(range.dimension))),
        ],
    );
    let subtitle = locale.say("charts.intervals", &[("share", confidence(&sure))]);
    let chart = Chart::Intervals(intervals::Intervals {
        rows: scored.iter().map(row).collect(),
        agencies: range.ranked as u64,
        words: intervals::Words {
            rank: locale.word("charts.rank-published"),
            median: locale.word("charts.rank-median"),
            interval: locale.say("charts.interval-of", &[("share", confidence(&sure))]),
            withheld: locale.word("charts.rank-withheld"),
        },
    });
    (scored.len() > 1).then(|| named(view, "intervals", title, subtitle, chart))
}

fn tiers_chart(view: &View, scales: &[Scale]) -> Option<Figure> {
    let locale = view.locale;
    let sure = Sure::of(view)?;
    let range = sure.ranked(view)?;
    let scored = sure.scored(range);
    let own = scales[range.dimension];
    let ends = || scored.iter().map(|(_, own)| own.score);
    // Other methods may lead beyond the scale.
    let scale = Scale {
        low: ends().map(|score| score.low).fold(own.low, f64::min),
        high: ends().map(|score| score.high).fold(own.high, f64::max),
        ..own
    };
    let row = |(agency, own): &(&AgencyAssessment, &ScoreRange)| tiers::Placed {
        label: view.agency_name(agency),
        tier: own.tier,
        value: own.value,
        low: own.score.low,
        high: own.score.high,
    };
    let dimension = ("dimension", Value::from(view.dimension(range.dimension)));
    let title = locale.say("charts.tiers-title", &[dimension, ("count", Value::from(range.tiers))]);
    let subtitle = locale.say("charts.tiers", &[("share", confidence(&sure))]);
    let tier = |number: usize| locale.say("charts.tier", &[("number", Value::Phrase(locale.count(number as u64)))]);
    let mut rows: Vec<tiers::Placed> = scored.iter().map(row).collect();
    rows.sort_by_key(|row| row.tier);
    let chart = Chart::Tiers(tiers::Tiers {
        rows,
        scale,
        words: tiers::Words {
            score: locale.word("common.score"),
            interval: locale.say("charts.interval-of", &[("share", confidence(&sure))]),
            band: locale.word("charts.tier-band"),
            tiers: (1..=range.tiers).map(tier).collect(),
        },
    });
    (scored.len() > 1).then(|| named(view, "tiers", title, subtitle, chart))
}

fn likelihood_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let sure = Sure::of(view)?;
    let chances = sure.stages();
    if chances.is_empty() {
        return None;
    }
    let mut stages = steps(view);
    let rungs = stages.len();
    let asides = [
        ("stages.unjudged", Reached::Unjudged, (|own| own.unjudged) as fn(&StageChances) -> f64),
        ("stages.not-applicable", Reached::NotApplicable, |own| own.not_applicable),
    ];
    let met = |reached: Reached, share: fn(&StageChances) -> f64| {
        chances.iter().any(|(_, own)| own.reached == reached || share(own) > 0.0)
    };
    let asides: Vec<_> = asides.into_iter().filter(|(_, reached, share)| met(*reached, *share)).collect();
    stages.extend(asides.iter().map(|(key, ..)| aside(locale.word(key))));
    let row = |(agency, own): &(&AgencyAssessment, &StageChances)| {
        let mut shares: Vec<f64> = (0..rungs).map(|number| own.at.get(number).copied().unwrap_or_default()).collect();
        shares.extend(asides.iter().map(|(.., share)| share(own)));
        let beside = asides.iter().position(|(_, reached, _)| *reached == own.reached).map(|place| rungs + place);
        likelihood::Agency { label: view.agency_name(agency), shares, reached: own.reached.number().or(beside) }
    };
    let order = view.by_stage();
    let ordered = order.iter().filter_map(|agency| chances.iter().find(|(own, _)| own.agency == agency.agency));
    let rows = ordered.map(row).collect();
    let certain = chances.iter().filter(|(_, own)| certainty::is_certain(&sure, own)).count();
    let title = locale.say(
        "charts.likelihood-title",
        &[
            ("count", Value::from(certain)),
            ("all", Value::Phrase(locale.say("count.of-agencies", &[("count", Value::from(chances.len()))]))),
            ("share", confidence(&sure)),
        ],
    );
    let subtitle = locale.say("charts.likelihood", &[("column", Value::Phrase(view.truth(sure.found.truth)))]);
    let words = likelihood::Words { published: locale.word("charts.likelihood-published") };
    Some(named(view, "likelihood", title, subtitle, Chart::Likelihood(likelihood::Likelihood { rows, stages, words })))
}

fn influence_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let sure = Sure::of(view)?;
    let own = sure.influence(view)?;
    let assumptions = &sure.found.settings.assumptions;
    let estimate = |own: Estimate| Some(influence::Estimate { value: own.value, interval: own.interval });
    let mut order: Vec<usize> = (0..own.indices.len()).collect();
    order.sort_by(|one, other| own.indices[*other].total.value.total_cmp(&own.indices[*one].total.value));
    let row = |place: &usize| {
        let indices = own.indices[*place];
        influence::Choice {
            label: certainty::name(view, &assumptions[*place]),
            first: estimate(indices.first),
            total: estimate(indices.total),
            shapley: estimate(indices.shapley),
            remark: if sure.found.inactive.contains(place) {
                locale.word("charts.influence-none")
            } else {
                String::new()
            },
        }
    };
    let most = *order.first()?;
    let title = locale.say(
        "charts.influence-title",
        &[
            ("name", Value::Phrase(certainty::name(view, &assumptions[most]))),
            ("share", Value::Percent(100.0 * own.indices[most].total.value, 0)),
        ],
    );
    let exact = own.indices.iter().all(|indices| indices.total.interval.is_none());
    let chart = Chart::Influence(influence::Influence {
        rows: order.iter().map(row).collect(),
        words: influence::Words {
            first: locale.word("robustness.first"),
            total: locale.word("robustness.total"),
            shapley: locale.word("robustness.shapley"),
            interval: if exact {
                String::new()
            } else {
                locale.say("charts.interval-of", &[("share", confidence(&sure))])
            },
        },
    });
    Some(named(view, "influence", title, certainty::output_name(view, own), chart))
}

fn split_chart(view: &View) -> Option<Figure> {
    let locale = view.locale;
    let sure = Sure::of(view)?;
    let part = |range: &DimensionRange| {
        let split = range.split?;
        Some(split::Part {
            label: view.dimension(range.dimension),
            survey: split.survey,
            method: split.method,
            together: split.together,
            deviation: split.deviation,
            decimals: 1,
        })
    };
    let rows: Vec<split::Part> = sure.found.dimensions.iter().filter_map(part).collect();
    let first = sure.ranked(view).and_then(part).or_else(|| rows.first().cloned())?;
    let title = locale.say(
        "charts.split-title",
        &[("share", Value::Percent(100.0 * first.survey, 0)), ("dimension", Value::from(first.label))],
    );
    let words = split::Words {
        survey: locale.word("charts.split-survey"),
        method: locale.word("charts.split-method"),
        together: locale.word("charts.split-together"),
        deviation: locale.word("charts.split-deviation"),
    };
    Some(named(view, "split", title, locale.word("charts.split"), Chart::Split(split::Split { rows, words })))
}
