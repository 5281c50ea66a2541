//! What a referee would object to: the assessment looked at as its opponent would.
use crate::assumption::RobustnessSettings;
use crate::calculation::{Calculation, Lookup, Step, compile};
use crate::framework::Aggregate;
use crate::inference::reliability::error_of_measurement;
use crate::inference::{Cases, LEAST, varies};
use crate::inquiry::StatisticsSettings;
use crate::lint::{CODES, Doubt, FORMAT, Lint, Part, PartInfluence};
use crate::parallel::on_threads;
use crate::robustness::Robustness;
use crate::score::tree::{self, Tree};
use crate::score::{GateState, Score, StageState};
use crate::stats::Estimate;
use crate::stats::association::{pearson, spearman};
use crate::stats::comparison::{fisher_exact, mann_whitney, superiority};
use crate::survey::{Answer, Response};
use crate::uncertainty::{self, Engine, Fault, Question, Work};
use std::collections::{BTreeMap, BTreeSet};

/// Share (0–1) of answers below which a criterion is doubtful.
const ANSWERED: f64 = 0.5;
/// Two criteria above this correlation say the same.
const SAME: f64 = 0.9;
/// Missing and given answers below which nothing is said of why they are missing.
const MISSING: usize = 5;
/// Replications where nobody has said yet how sure ranks are, and how many values make them too dear.
const QUICK: u32 = 200;
const DEAR: usize = 50_000;
/// Shares (0–1) of agencies whose rank may be unstable, or whose score may lie about the threshold, without a doubt.
const UNSTABLE: f64 = 0.1;
const STEADY: f64 = 0.25;
/// Answers on a scale below which an option may be unused by chance.
const CHOSEN: usize = 50;
/// Share (0–1) of claims that should be confirmed.
const CONFIRMED: f64 = 0.5;

/// Doubts about the last period; `known` says how sure it is, where that was computed.
pub fn doubt(
    question: &Question,
    settings: &StatisticsSettings,
    robustness: &RobustnessSettings,
    known: Option<&Robustness>,
    threads: usize,
) -> Result<Lint, Fault> {
    let truth = question.truth(settings.column)?;
    let engine = Engine::plain(question, truth, compile(question.framework, question.method, question.edition))?;
    let cases = Cases::of(question, settings, &engine, threads)?;
    let tree = tree::evaluate(&engine.nominal, &cases.ground.columns);
    let influences = influences(&cases, &tree);
    let mut doubts = Vec::new();
    few(&cases, &mut doubts);
    doubts.extend(influences.iter().filter_map(not_as_weighed));
    alike(&cases, &mut doubts);
    opposed(&cases, &mut doubts);
    annulled(&cases, &tree, &mut doubts);
    missing(&cases, &mut doubts);
    ranks(&cases, robustness, known, &mut doubts)?;
    gates(&cases, &mut doubts);
    thresholds(&cases, &mut doubts);
    groups(&cases, &mut doubts);
    scales(&cases, &mut doubts);
    unconfirmed(&cases, &mut doubts);
    doubts.sort_by_key(|doubt| CODES.iter().position(|code| *code == doubt.code()));
    Ok(Lint {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        results: String::new(),
        period: question.assessment.period,
        truth,
        doubts,
        influences,
    })
}

fn few(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let count = cases.engine.agencies.len();
    if count < LEAST {
        doubts.push(Doubt::TooFewAgencies { count, least: LEAST });
    }
    for item in cases.items() {
        let parts = &cases.ground.columns.by_item[item];
        let applicable = parts.iter().filter(|part| part.applies()).count();
        let answered = parts.iter().filter(|part| part.applies() && part.answered > 0.0).count();
        if applicable > 0 && (answered as f64) < ANSWERED * applicable as f64 {
            doubts.push(Doubt::TooFewAnswers { criterion: cases.criterion(item), answered, applicable });
        }
    }
}

/// Of every dimension whose parts are weighed.
fn influences(cases: &Cases, tree: &Tree) -> Vec<PartInfluence> {
    let calculation = &cases.engine.nominal;
    let count = cases.engine.agencies.len();
    let values = |node: usize| -> Vec<Option<f64>> { (0..count).map(|unit| tree.part(node, unit).value).collect() };
    let owner: BTreeMap<usize, usize> = cases
        .scored
        .iter()
        .filter_map(|dimension| Some((calculation.dimensions[*dimension]?.node, *dimension)))
        .collect();
    let mut found = Vec::new();
    for (node, dimension) in &owner {
        let Step::Aggregate(aggregation) = &calculation.nodes[*node].step else { continue };
        let weighed: Vec<(usize, f64)> = aggregation
            .parts
            .iter()
            .filter(|(_, weight)| *weight > 0.0)
            .map(|(part, weight)| (*part, weight * width(calculation, *part)))
            .collect();
        if weighed.len() < 2 || count < LEAST || aggregation.weights.is_some() {
            continue;
        }
        let whole = values(*node);
        let correlations: Vec<Option<Estimate>> = weighed
            .iter()
            .map(|(part, _)| match varies(&values(*part)) {
                true => pearson(&values(*part), &whole, cases.settings.confidence).map(|own| own.estimate),
                false => Some(Estimate::exact(0.0)),
            })
            .collect();
        let square = |own: &Estimate| own.value * own.value;
        let total: f64 = correlations.iter().flatten().map(square).sum();
        let weights: f64 = weighed.iter().map(|(_, own)| own).sum();
        for ((part, weight), correlation) in weighed.iter().zip(&correlations) {
            let part = match (owner.get(part), item_of(cases, *part)) {
                (Some(dimension), _) => Part::Dimension(*dimension),
                (None, Some(item)) => Part::Criterion(cases.criterion(item)),
                (None, None) => continue,
            };
            let Some(own) = correlation.as_ref().filter(|_| total > 0.0) else { continue };
            let others = total - square(own);
            let share = |r: f64| if r * r + others > 0.0 { r * r / (r * r + others) } else { 0.0 };
            let (low, high) = own.interval.unwrap_or((own.value, own.value));
            let nearest = if low <= 0.0 && high >= 0.0 { 0.0 } else { low.abs().min(high.abs()) };
            found.push(PartInfluence {
                dimension: *dimension,
                part,
                weight: weight / weights,
                influence: share(own.value),
                interval: (share(nearest), share(low.abs().max(high.abs()))),
            });
        }
    }
    found.sort_by_key(|own| own.dimension);
    found
}

/// How far a part can move what it counts in; 1 where nothing bounds it.
fn width(calculation: &Calculation, node: usize) -> f64 {
    let (worst, best) = calculation.nodes[node].range;
    Some((best - worst).abs()).filter(|width| width.is_finite() && *width > 0.0).unwrap_or(1.0)
}

/// The item at the end of a chain of treatments and placings.
fn item_of(cases: &Cases, node: usize) -> Option<usize> {
    match &cases.engine.nominal.nodes[node].step {
        Step::Item(item) => Some(*item),
        Step::Treated { of, .. } | Step::Relative { of, .. } => item_of(cases, *of),
        Step::Aggregate(_) => None,
    }
}

fn not_as_weighed(own: &PartInfluence) -> Option<Doubt> {
    let PartInfluence { dimension, part, weight, influence, .. } = *own;
    own.is_off().then_some(Doubt::WeightNotInfluence { dimension, part, weight, influence })
}

/// Criteria of one dimension that say the same, and criteria that count more than once in one.
fn alike(cases: &Cases, doubts: &mut Vec<Doubt>) {
    for dimension in &cases.scored {
        let own: Vec<usize> = cases
            .items_of(*dimension)
            .into_iter()
            .filter(|item| cases.engine.nominal.items[*item].company == *dimension && varies(&cases.values(*item)))
            .collect();
        for (place, second) in own.iter().enumerate() {
            for first in &own[..place] {
                let found = spearman(&cases.values(*first), &cases.values(*second), 0.95);
                let known = found.filter(|found| found.n >= LEAST && found.estimate.value >= SAME);
                doubts.extend(known.map(|found| Doubt::DoubleCounting {
                    dimension: *dimension,
                    first: cases.criterion(*first),
                    second: cases.criterion(*second),
                    correlation: found.estimate.value,
                }));
            }
        }
        if cases.question.framework.dimensions[*dimension].parent.is_none() {
            let mut times: BTreeMap<usize, usize> = BTreeMap::new();
            count_ways(cases, *dimension, &mut times);
            doubts.extend(
                times
                    .into_iter()
                    .filter(|(_, times)| *times > 1)
                    .map(|(item, _)| Doubt::CountedTwice { dimension: *dimension, criterion: cases.criterion(item) }),
            );
        }
    }
}

/// On how many ways each item enters a dimension.
fn count_ways(cases: &Cases, dimension: usize, times: &mut BTreeMap<usize, usize>) {
    let calculation = &cases.engine.nominal;
    let mut open: Vec<usize> = calculation.dimensions[dimension].iter().map(|output| output.node).collect();
    while let Some(node) = open.pop() {
        match &calculation.nodes[node].step {
            Step::Item(item) => *times.entry(*item).or_default() += 1,
            Step::Treated { of, .. } | Step::Relative { of, .. } => open.push(*of),
            Step::Aggregate(aggregation) => {
                open.extend(aggregation.parts.iter().filter(|(_, weight)| *weight > 0.0).map(|(part, _)| *part));
            }
        }
    }
}

/// Criteria that go against the mean of the others of their dimension.
fn opposed(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let mut counted: BTreeMap<usize, usize> = BTreeMap::new();
    for dimension in &cases.scored {
        if cases.scores(*dimension).iter().any(Option::is_some) {
            count_ways(cases, *dimension, &mut counted);
        }
    }
    let company = |item: usize| cases.engine.nominal.items[item].company;
    let beside = |item: usize| counted.keys().filter(|other| company(**other) == company(item)).count();
    let items: Vec<usize> =
        cases.items().into_iter().filter(|item| counted.contains_key(item) && beside(*item) > 2).collect();
    let found = on_threads(cases.threads, &items, |item| {
        spearman(&cases.values(*item), &cases.others(*item), cases.settings.confidence)
    });
    let p: Vec<f64> = found.iter().flatten().map(|found| found.test.p).collect();
    let mut adjusted = cases.corrected(&p).into_iter();
    for (item, found) in items.iter().zip(found) {
        let Some((found, adjusted)) = found.and_then(|found| Some((found, adjusted.next()?))) else { continue };
        if found.estimate.value < 0.0 && adjusted < 1.0 - cases.settings.confidence && found.n >= LEAST {
            doubts.push(Doubt::WrongDirection {
                dimension: cases.engine.nominal.items[*item].company,
                criterion: cases.criterion(*item),
                correlation: found.estimate.value,
                agencies: found.n,
            });
        }
    }
}

fn annulled(cases: &Cases, tree: &Tree, doubts: &mut Vec<Doubt>) {
    let calculation = &cases.engine.nominal;
    for dimension in &cases.scored {
        let Some(output) = calculation.dimensions[*dimension] else { continue };
        let is_mean = matches!(&calculation.nodes[output.node].step, Step::Aggregate(own)
            if matches!(own.rule, Aggregate::Geometric | Aggregate::Harmonic));
        let agencies = (0..cases.engine.agencies.len()).filter(|unit| tree.is_annulled(output.node, *unit)).count();
        if is_mean && agencies > 0 {
            doubts.push(Doubt::ZeroAnnuls { dimension: *dimension, agencies });
        }
    }
}

/// Whether answers are missing by chance.
fn missing(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let items = cases.items();
    let columns = cases.settings.compare.clone().unwrap_or_else(|| cases.question.grouping_columns());
    let found = on_threads(cases.threads, &items, |item| {
        let parts = &cases.ground.columns.by_item[*item];
        let unanswered: Vec<Option<bool>> =
            parts.iter().map(|part| part.applies().then_some(part.answered == 0.0)).collect();
        let missing = unanswered.iter().flatten().filter(|own| **own).count();
        let given = unanswered.iter().flatten().count() - missing;
        if missing < MISSING || given < MISSING {
            return (Vec::new(), Vec::new());
        }
        (by_score(cases, *item, &unanswered, missing), by_group(cases, *item, &columns, &unanswered, missing))
    });
    let (scores, groups): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    for family in [scores, groups] {
        let family: Vec<(Doubt, f64)> = family.into_iter().flatten().collect();
        let p: Vec<f64> = family.iter().map(|(_, p)| *p).collect();
        let adjusted = cases.corrected(&p);
        let sure = family.into_iter().zip(adjusted).filter(|(_, p)| *p < 1.0 - cases.settings.confidence);
        doubts.extend(sure.map(|((doubt, _), adjusted)| match doubt {
            Doubt::MissingByScore { criterion, missing, superiority, .. } => {
                Doubt::MissingByScore { criterion, missing, superiority, p: adjusted }
            }
            Doubt::MissingByGroup { criterion, column, missing, .. } => {
                Doubt::MissingByGroup { criterion, column, missing, p: adjusted }
            }
            other => other,
        }));
    }
}

/// Agencies that did not answer against those that did, by the mean of the other criteria.
fn by_score(cases: &Cases, item: usize, unanswered: &[Option<bool>], missing: usize) -> Vec<(Doubt, f64)> {
    let others = cases.others(item);
    let of = |wanted: bool| -> Vec<f64> {
        let pairs = unanswered.iter().zip(&others);
        pairs.filter(|(own, _)| **own == Some(wanted)).filter_map(|(_, score)| *score).collect()
    };
    let (absent, given) = (of(true), of(false));
    let found = mann_whitney(&absent, &given).zip(superiority(&absent, &given, cases.settings.confidence));
    let told = found.map(|(test, above)| {
        let criterion = cases.criterion(item);
        (Doubt::MissingByScore { criterion, missing, superiority: above.value, p: test.test.p }, test.test.p)
    });
    told.into_iter().collect()
}

/// The group with the largest share of missing answers against all others.
fn by_group(
    cases: &Cases,
    item: usize,
    columns: &[String],
    unanswered: &[Option<bool>],
    missing: usize,
) -> Vec<(Doubt, f64)> {
    let of_column = |column: &String| {
        let mut counts: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
        for (value, own) in cases.attribute(column).into_iter().zip(unanswered) {
            if let (Some(value), Some(own)) = (value, own) {
                counts.entry(value).or_default()[usize::from(*own)] += 1;
            }
        }
        let all = counts.values().fold([0, 0], |sum, own| [sum[0] + own[0], sum[1] + own[1]]);
        let share = |own: &[u64; 2]| own[1] as f64 / (own[0] + own[1]) as f64;
        let most = counts
            .values()
            .filter(|own| own[0] + own[1] >= MISSING as u64)
            .max_by(|a, b| share(a).total_cmp(&share(b)))?;
        let p = fisher_exact([[most[1], most[0]], [all[1] - most[1], all[0] - most[0]]]) * counts.len() as f64;
        let (criterion, p) = (cases.criterion(item), p.min(1.0));
        Some((Doubt::MissingByGroup { criterion, column: column.clone(), missing, p }, p))
    };
    columns.iter().filter_map(of_column).collect()
}

fn ranks(
    cases: &Cases,
    settings: &RobustnessSettings,
    known: Option<&Robustness>,
    doubts: &mut Vec<Doubt>,
) -> Result<(), Fault> {
    let values = cases.engine.agencies.len() * cases.engine.nominal.items.len();
    let computed = match known {
        Some(_) => None,
        None if values > DEAR => {
            doubts.push(Doubt::NoUncertainty);
            return Ok(());
        }
        None => {
            let quick = RobustnessSettings {
                replications: QUICK,
                sensitivity: false,
                column: Some(cases.engine.truth),
                ..settings.clone()
            };
            let work = Work { threads: cases.threads, progress: &|_, _| () };
            Some(uncertainty::study(cases.question, &quick, &work)?)
        }
    };
    let Some(found) = known.or(computed.as_ref()) else { return Ok(()) };
    for range in found.dimensions.iter().filter(|range| found.headline.contains(&range.dimension)) {
        let unstable = range.agencies.iter().flatten().filter(|own| !own.publishable).count();
        if unstable as f64 > UNSTABLE * range.ranked as f64 {
            doubts.push(Doubt::UnstableRanks { dimension: range.dimension, unstable, ranked: range.ranked });
        }
    }
    Ok(())
}

/// Gates that tell no agency from another.
fn gates(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let judged: Vec<_> = cases.judgements().collect();
    let mut seen = BTreeSet::new();
    for (place, rule) in cases.engine.nominal.gates.iter().enumerate() {
        let states = || judged.iter().filter_map(|own| own.gates.get(place)).map(|gate| gate.state);
        let of = |state: GateState| states().filter(|own| *own == state).count();
        let (passed, waived) = (of(GateState::Passed), of(GateState::Waived));
        let agencies = states().count() - waived;
        let criterion = cases.criterion(rule.item);
        if agencies < LEAST || !seen.insert(criterion) {
            continue;
        }
        if passed == agencies {
            doubts.push(Doubt::GateNeverBinds { criterion, agencies });
        } else if passed == 0 {
            doubts.push(Doubt::GateAlwaysBinds { criterion, agencies });
        }
    }
}

/// Stages whose score is known to lie on no one side of the threshold.
fn thresholds(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let threshold = cases.engine.nominal.method.threshold;
    for stage in &cases.engine.nominal.stages {
        let scores = || {
            let own = cases.judgements().filter(|own| {
                own.ladder.as_ref().is_some_and(|ladder| {
                    ladder.stages.iter().any(|result| {
                        result.dimension == stage.dimension
                            && matches!(result.state, StageState::Met | StageState::NotMet)
                    })
                })
            });
            own.map(|own| &own.scores[stage.dimension])
        };
        let judged = scores().count();
        let both = |low: f64, high: f64| low <= threshold && threshold < high;
        let error = error_of_measurement(cases, stage.dimension);
        let is_near = |score: &&Score| {
            score.low.zip(score.high).is_some_and(|(low, high)| both(low, high))
                || score.value.zip(error).is_some_and(|(value, error)| (value - threshold).abs() < error)
        };
        let agencies = scores().filter(is_near).count();
        if agencies as f64 > STEADY * judged as f64 {
            doubts.push(Doubt::ThresholdWithinError { dimension: stage.dimension, agencies, judged, threshold });
        }
    }
}

fn groups(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let least = cases.settings.smallest_group;
    for column in cases.question.grouping_columns() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        cases.attribute(&column).into_iter().flatten().for_each(|value| *counts.entry(value).or_default() += 1);
        let small: Vec<usize> = counts.into_values().filter(|count| *count < least).collect();
        if let Some(smallest) = small.iter().min() {
            doubts.push(Doubt::GroupTooSmall { column, groups: small.len(), smallest: *smallest, least });
        }
    }
}

/// Options nobody chose, and criteria that tell nobody apart.
fn scales(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let framework = cases.question.framework;
    let answers = &cases.question.survey.answers;
    let period = cases.question.assessment.period;
    let rows: Vec<usize> =
        answers.units().filter(|unit| unit.period == period).filter_map(|unit| answers.find(unit)).collect();
    for (scale, described) in framework.scales.iter().enumerate() {
        let asked = cases.engine.nominal.items.iter().filter(|item| {
            framework.criteria[item.criterion].scale == described.code && matches!(item.lookup, Lookup::Choices(_))
        });
        let mut chosen = vec![0_usize; described.choices.len()];
        for item in asked {
            for row in &rows {
                let mut take = |answer: Answer, times: usize| {
                    if let Answer::Choice(option) = answer
                        && let Some(count) = chosen.get_mut(usize::from(option))
                    {
                        *count += times;
                    }
                };
                match answers.response(*row, item.criterion) {
                    Response::One { answer, .. } => take(*answer, 1),
                    Response::Many(tally) => {
                        tally.votes().for_each(|vote| take(vote.answer, vote.votes.count as usize));
                    }
                    Response::Blank | Response::Few(_) => {}
                }
            }
        }
        let total: usize = chosen.iter().sum();
        let unused =
            (0..chosen.len()).filter(|option| chosen[*option] == 0 && described.choices[*option].value.is_some());
        let options: Vec<usize> = unused.collect();
        if total >= CHOSEN && !options.is_empty() {
            doubts.push(Doubt::ScaleUnused { scale, options, answers: total });
        }
    }
    for item in cases.items() {
        let values = cases.values(item);
        let agencies = values.iter().flatten().count();
        if agencies >= LEAST && !varies(&values) {
            doubts.push(Doubt::NothingTold { criterion: cases.criterion(item), agencies });
        }
    }
}

/// How many claims nothing confirms.
fn unconfirmed(cases: &Cases, doubts: &mut Vec<Doubt>) {
    let calculation = &cases.engine.nominal;
    if calculation.evidence.is_none() {
        return;
    }
    let items = cases.items();
    let (mut claims, mut confirmed) = (0, 0);
    for leaves in &cases.ground.leaves.by_unit {
        for item in &items {
            let leaf = &leaves[*item];
            if leaf.parts.claimed.value.is_some_and(|value| value > calculation.items[*item].range.0) {
                claims += 1;
                confirmed += usize::from(leaf.grade.is_some_and(|grade| calculation.confirms(grade)));
            }
        }
    }
    if (confirmed as f64) < CONFIRMED * f64::from(claims as u32) {
        doubts.push(Doubt::Unconfirmed { confirmed, claims });
    }
}
